"""One transaction over all repositories."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType

import sqlalchemy as sa

from app.ports.guides import Romanizer
from app.ports.readings import ReadingRepository
from app.ports.signatures import SignatureRepository
from app.ports.store import (
    AuditLog,
    CaseRepository,
    ClerkRepository,
    CustodyRepository,
    NoteRepository,
    NumberAllocator,
    OutboxRepository,
    PageRepository,
    PaperRepository,
)
from app.ports.upkeep import RetentionRepository
from local_store.audit.log import SqlAuditLog
from local_store.engine.writer_gate import UnitGate
from local_store.outbox.repository import SqlOutboxRepository
from local_store.repositories.cases import SqlCaseRepository
from local_store.repositories.custody import SqlCustodyRepository
from local_store.repositories.pages import SqlPageRepository
from local_store.repositories.papers import SqlPaperRepository
from local_store.repositories.readings import SqlReadingRepository
from local_store.repositories.signatures import SqlSignatureRepository
from local_store.repositories.station import SqlClerkRepository, SqlNoteRepository, SqlNumberAllocator
from local_store.retention.repository import SqlRetentionRepository


@dataclass(frozen=True, slots=True)
class UnitParts:
    """What every unit of work of one store shares."""

    engine: sa.Engine
    gate: UnitGate
    romanizer: Romanizer
    installation_letter: str
    audit_key: bytes


class SqlUnitOfWork:
    """`UnitOfWork`: waits for its turn, begins as the writer, ends with `commit` or rolls back.

    Over after `commit`: a repository used after that fails, because its connection is closed.
    """

    cases: CaseRepository
    pages: PageRepository
    readings: ReadingRepository
    outbox: OutboxRepository
    custody: CustodyRepository
    papers: PaperRepository
    signatures: SignatureRepository
    numbers: NumberAllocator
    clerks: ClerkRepository
    audit: AuditLog
    notes: NoteRepository
    retention: RetentionRepository

    def __init__(self, parts: UnitParts) -> None:
        self._parts = parts
        self._connection: sa.Connection | None = None

    def __enter__(self) -> SqlUnitOfWork:
        """Begin. Raises StoreError `store.busy`, `store.io`, `store.read_only`."""
        self._parts.gate.enter()
        try:
            connection = self._connection = self._parts.engine.connect()
            connection.begin()
        except BaseException:
            self._finish()
            raise
        self.cases = SqlCaseRepository(connection, self._parts.romanizer)
        self.pages = SqlPageRepository(connection)
        self.readings = SqlReadingRepository(connection)
        self.outbox = SqlOutboxRepository(connection)
        self.custody = SqlCustodyRepository(connection)
        self.papers = SqlPaperRepository(connection)
        self.signatures = SqlSignatureRepository(connection)
        self.numbers = SqlNumberAllocator(connection, self._parts.installation_letter)
        self.clerks = SqlClerkRepository(connection)
        self.audit = SqlAuditLog(connection, self._parts.audit_key)
        self.notes = SqlNoteRepository(connection)
        self.retention = SqlRetentionRepository(connection)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Roll back what was not committed."""
        if self._connection is not None:
            self._finish()

    def commit(self) -> None:
        """Make it durable. Raises StoreError `store.disk_full`, `store.io`; nothing is kept then."""
        if self._connection is None:
            raise RuntimeError("this unit of work is over")
        try:
            self._connection.commit()
        finally:
            self._finish()

    def _finish(self) -> None:
        """Close the connection, which rolls back what is open, and let the next writer in."""
        connection, self._connection = self._connection, None
        try:
            if connection is not None:
                connection.close()
        finally:
            self._parts.gate.leave()
