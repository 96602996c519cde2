"""Keeping the opened store in order: looking through it, copying it, letting go what is past its time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.domain.store_upkeep import BackupMade, StoreReport


class StoreUpkeep(Protocol):
    """Works beside the clerks; nobody waits for it. Calls take turns."""

    def verify(self) -> StoreReport:
        """Look at all there is: pages of the database, references, every file of the vault, the audit chain."""

    def back_up(self, target: Path, keep: int, cancelled: Callable[[], bool]) -> BackupMade:
        """Add a backup of one moment to the folder `target` and take away all but the newest `keep`.

        Raises StoreError `store.backup_folder` (not there, not writable, full), Cancelled; a backup that was not
        finished is never taken for one.
        """

    def back_up_to_move(self, target: Path, keep: int) -> BackupMade:
        """The last backup of an installation that moves, which says so. Raises as `back_up`."""

    def let_go(self) -> int:
        """Make what was removed unreadable: files no row names any more, copies of before, free room in the files.

        Returns how many files of the vault went.
        """


class RetentionRepository(Protocol):
    """Cases past their time, inside a unit of work."""

    def past(self, before: datetime, limit: int) -> Sequence[str]:
        """Ids of cases that rest since before that moment and of which nothing waits for the platform."""

    def remove(self, case_id: str) -> None:
        """Delete every row of a case; raises StoreError `store.case_unsent` while something of it is not delivered."""
