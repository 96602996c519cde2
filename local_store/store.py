"""The opened store."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from app.domain.errors import StoreError
from app.domain.store_upkeep import Recovery
from app.ports.upkeep import StoreUpkeep
from local_store.audit.log import AuditBreak, SqlAuditLog
from local_store.space import SpaceReserve
from local_store.unit_of_work import SqlUnitOfWork, UnitParts
from local_store.vault.file_vault import FileVault
from local_store.vault.moving import VaultMove


class SqlStore:
    """`Store` over SQLCipher, with the vault that belongs to it. Made by `local_store.opening.open_store`."""

    def __init__(
        self,
        parts: UnitParts,
        vault: FileVault,
        space: SpaceReserve,
        recovery: Recovery,
        ending: ExitStack,
        upkeep: StoreUpkeep,
    ) -> None:
        """`ending` undoes what opening did, last first. `moving` is the run that moves the vault to a new data key."""
        self._parts = parts
        self.vault = vault
        self.space = space
        self.recovery = recovery
        self.moving: VaultMove | None = None
        self.upkeep = upkeep
        self._ending = ending
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    @property
    def installation_letter(self) -> str:
        """The letter of this installation in receipt numbers."""
        return self._parts.installation_letter

    def unit_of_work(self) -> SqlUnitOfWork:
        """A new unit of work; writers wait for each other. Raises StoreError `store.closed`."""
        if self._closed:
            raise StoreError("closed")
        return SqlUnitOfWork(self._parts)

    def named_blobs(self) -> Sequence[str]:
        """SHA-256 of every blob some row names."""
        with self.unit_of_work() as unit:
            return list(unit.pages.referenced_hashes())

    def check_space(self) -> None:
        """Raise StoreError `store.disk_low` when new work should not be begun."""
        self.space.check()

    def first_audit_break(self) -> AuditBreak | None:
        """Check the audit chain from its first row; None when it holds. Reads beside a writer."""
        with self._parts.engine.connect() as connection:
            return SqlAuditLog(connection, self._parts.audit_key).first_break()

    def close(self) -> None:
        """Let the unit of work under way end, note the clean end, checkpoint, let other programs in.

        A second call does nothing. Raises StoreError `store.busy` when that unit does not end; the store stays open.
        """
        if not self._closed:
            self._parts.gate.close()
            self._closed = True
            self._ending.close()
