"""`StoreUpkeep` of a hall: the server looks after its own files and copies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.domain.errors import StoreError
from app.domain.store_upkeep import BackupMade, Damage, DamageKind, StoreReport
from local_store.audit.log import SqlAuditLog
from local_store.audit.witness import against_witness
from local_store.backup.named_files import NamedFile, named_files
from local_store.engine.cipher_engine import READING
from local_store.hall.vault import PostgresVault
from local_store.tables.cases import cases
from local_store.tables.station import audit

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine


@dataclass(frozen=True)
class HallUpkeep:
    """Looks through a hall's store and lets go what nothing names; copies are the administrator's (`pg_dump`)."""

    engine: Engine
    vault: PostgresVault
    audit_key: bytes

    def verify(self) -> StoreReport:
        """See `StoreUpkeep.verify`. References are the server's own promise, and its files too (checksums)."""
        with self._reading() as connection:
            named = tuple(named_files(connection))
            damages, rows = self._audit(connection)
            counted = connection.scalar(sa.select(sa.func.count()).select_from(cases)) or 0
        there = self.vault.names()
        wanted = {self.vault.name_of(one.sha256) for one in named}
        found = [*damages, *filter(None, map(self._damage, named))]
        return StoreReport(tuple(found), counted, len(there), rows, len(there - wanted))

    def back_up(self, target: Path, keep: int, cancelled: Callable[[], bool]) -> BackupMade:
        """Refused with `store.hall_backup`: a window never has all of the server."""
        raise StoreError("hall_backup")

    def back_up_to_move(self, target: Path, keep: int) -> BackupMade:
        """Refused with `store.hall_backup`: nothing of a hall moves with a window."""
        raise StoreError("hall_backup")

    def let_go(self) -> int:
        """See `StoreUpkeep.let_go`; deleted rows are the server's to overwrite (`VACUUM`)."""
        with self._reading() as connection:
            named = [one.sha256 for one in named_files(connection)]
        return self.vault.sweep_unreferenced(named)

    def _reading(self) -> Connection:
        return self.engine.connect().execution_options(**{READING: True})

    def _audit(self, connection: Connection) -> tuple[tuple[Damage, ...], int]:
        log = SqlAuditLog(connection, self.audit_key)
        broken = log.first_break()
        rows = connection.scalar(sa.select(sa.func.count()).select_from(audit)) or 0
        told = () if broken is None else (Damage(DamageKind.AUDIT_CHANGED, detail=str(broken.sequence)),)
        return (*told, *against_witness(connection, log)), rows

    def _damage(self, one: NamedFile) -> Damage | None:
        try:
            self.vault.get(one.sha256)
        except StoreError as error:
            if error.code == "store.page_missing":
                return one.missing()
            if error.code == "store.page_damaged":
                return one.damaged()
            raise
        return None
