"""`StoreUpkeep` of one opened store."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import StoreError
from app.domain.store_upkeep import BackupMade, StoreReport
from app.ports.environment import Clock
from local_store.backup.making import BackupMaker
from local_store.backup.named_files import named_files
from local_store.backup.verification import Verification, reading
from local_store.durable_files import translated_errors
from local_store.engine.driver_connection import driver_connection
from local_store.folder import DataFolder
from local_store.keys.data_key import DataKey
from local_store.repositories.case_finder import forget_unused_topics
from local_store.vault.file_vault import FileVault

if TYPE_CHECKING:
    from sqlalchemy import Engine

_PAGES_A_STEP = 200


@dataclass(frozen=True)
class SqlStoreUpkeep:
    """Looks through, copies and clears one store; calls take turns."""

    engine: Engine
    folder: DataFolder
    key: DataKey
    vault: FileVault
    letter: str
    audit_key: bytes
    clock: Clock
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def verify(self) -> StoreReport:
        """See `StoreUpkeep.verify`."""
        with self._turn:
            return Verification(self.engine, self.vault, self.audit_key).report()

    def back_up(self, target: Path, keep: int, cancelled: Callable[[], bool]) -> BackupMade:
        """See `StoreUpkeep.back_up`."""
        return self._back_up(target, keep, cancelled, moved=False)

    def back_up_to_move(self, target: Path, keep: int) -> BackupMade:
        """The last backup of an installation that moves, which says so."""
        return self._back_up(target, keep, lambda: False, moved=True)

    def _back_up(self, target: Path, keep: int, cancelled: Callable[[], bool], *, moved: bool) -> BackupMade:
        if self.key.previous is not None:  # the vault is on its way to another key, and its files get other names
            raise StoreError("backup_later")
        maker = BackupMaker(self.engine, self.folder, self.key, self.vault, self.letter)
        with self._turn:
            return maker(target, self.clock.now(), keep, cancelled, moved=moved)

    def let_go(self) -> int:
        """See `StoreUpkeep.let_go`."""
        with self._turn:
            with reading(self.engine) as connection:
                named = [one.sha256 for one in named_files(connection)]
            gone = self.vault.sweep_unreferenced(named)
            with translated_errors():
                for copy in self.folder.copies.glob("store-*.db"):  # they hold what was removed since
                    copy.unlink()
            with self.engine.begin() as connection:
                forget_unused_topics(connection)
            for index in ("page_text", "case_words"):
                self._merge_words(index)
            self._empty_log()
            return gone

    def _merge_words(self, index: str) -> None:
        """An index keeps the words of what was removed until it is merged into one piece.

        In small steps, between which clerks write; https://www.sqlite.org/fts5.html#the_merge_command
        """
        step = -_PAGES_A_STEP  # the first one says that everything is to be merged
        with driver_connection(self.engine) as driver:
            before = -2
            while driver.total_changes - before >= 2:
                before = driver.total_changes
                driver.execute(f"INSERT INTO {index}({index}, rank) VALUES ('merge', ?)", (step,))  # noqa: S608
                step = _PAGES_A_STEP

    def _empty_log(self) -> None:
        """Pages of before lie in the write-ahead log until it is emptied into the database."""
        with driver_connection(self.engine) as driver:
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
