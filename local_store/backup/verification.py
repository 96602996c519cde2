"""Look at everything the store holds and name what is wrong, with the case it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from app.domain.errors import StoreError
from app.domain.store_upkeep import Damage, DamageKind, StoreReport
from local_store.audit.log import SqlAuditLog
from local_store.audit.witness import against_witness
from local_store.backup.named_files import NamedFile, named_files
from local_store.durable_files import translated_errors
from local_store.engine.cipher_engine import READING
from local_store.tables.cases import cases
from local_store.tables.station import audit
from local_store.vault.file_vault import FileVault

Result = TypeVar("Result")
_MOST_TOLD = 20  # of one kind in the database itself; a file that is damaged throughout would tell thousands


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees one moment and keeps no writer waiting."""
    with engine.connect().execution_options(**{READING: True}) as connection:
        yield connection


@dataclass
class Verification:
    """One look; `found` grows while the parts are looked at, each on a connection of its own."""

    engine: sa.Engine
    vault: FileVault
    audit_key: bytes
    found: list[Damage] = field(default_factory=list)

    def report(self) -> StoreReport:
        """Look at all parts; damage in one does not keep the others from being looked at."""
        self._part("cipher_integrity_check", self._cipher_pages)
        self._part("integrity_check", self._structure)
        self._part("foreign_key_check", self._references)
        named = self._part("named files", self._named) or ()
        files, orphans = self._files(named)
        rows = self._part("audit", self._audit) or 0
        counted = self._part("cases", self._cases) or 0
        return StoreReport(tuple(self.found), counted, files, rows, orphans)

    def _part(self, name: str, look: Callable[[sa.Connection], Result]) -> Result | None:
        try:
            with reading(self.engine) as connection:
                return look(connection)
        except StoreError as error:
            if error.code not in ("store.damaged", "store.wrong_key"):
                raise
            self.found.append(Damage(DamageKind.DATABASE, detail=name))
            return None

    def _cipher_pages(self, connection: sa.Connection) -> None:
        """Every page of the file against its own authentication code; an untouched file answers nothing."""
        for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check").fetchmany(_MOST_TOLD):
            self.found.append(Damage(DamageKind.DATABASE, detail=str(row[0])))

    def _structure(self, connection: sa.Connection) -> None:
        for row in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_TOLD})"):
            if row[0] != "ok":
                self.found.append(Damage(DamageKind.DATABASE, detail=str(row[0])))

    def _references(self, connection: sa.Connection) -> None:
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(_MOST_TOLD):
            self.found.append(Damage(DamageKind.REFERENCE, detail=f"{row[0]} {row[1]} -> {row[2]}"))

    def _named(self, connection: sa.Connection) -> tuple[NamedFile, ...]:
        return tuple(named_files(connection))

    def _files(self, named: tuple[NamedFile, ...]) -> tuple[int, int]:
        """How many files there are, and how many of them nobody names."""
        there = self.vault.files()
        wanted = {self.vault.name_of(one.sha256): one.sha256 for one in named}
        bad: dict[str, bool] = {}  # by hash; True where there is no file
        for name, sha256 in wanted.items():
            if name not in there:
                bad[sha256] = True
            elif not self._opens(there[name], sha256):
                bad[sha256] = False
        self.found.extend(one.missing() if bad[one.sha256] else one.damaged() for one in named if one.sha256 in bad)
        return len(there), len(there.keys() - wanted.keys())

    def _opens(self, path: Path, sha256: str) -> bool:
        """Whether the file is what was put."""
        with translated_errors():
            sealed = path.read_bytes()
        try:
            self.vault.opened(sealed, sha256)
        except StoreError:
            return False
        return True

    def _audit(self, connection: sa.Connection) -> int:
        log = SqlAuditLog(connection, self.audit_key)
        broken = log.first_break()
        if broken is not None:
            self.found.append(Damage(DamageKind.AUDIT_CHANGED, detail=str(broken.sequence)))
        self.found.extend(against_witness(connection, log))
        return connection.scalar(sa.select(sa.func.count()).select_from(audit)) or 0

    def _cases(self, connection: sa.Connection) -> int:
        return connection.scalar(sa.select(sa.func.count()).select_from(cases)) or 0
