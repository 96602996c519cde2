"""Keep the store in order in quiet moments: a backup a day, and cases past their time let go."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.domain.audit import AuditAction, AuditEntry
from app.domain.errors import StoreError
from app.domain.local_day import local_day
from app.domain.store_upkeep import BackupMade
from app.ports.environment import Clock
from app.ports.settings import SettingsFiles
from app.ports.store import Store

_LOG = logging.getLogger(__name__)

# Notes of the station: when the last backup was whole, why (an error code) and when the last try failed, when cases
# past their time were last looked for.
LAST_BACKUP = "backup.last_success"
LAST_FAULT = "backup.last_fault"
LAST_TRY = "backup.last_failed_try"
LAST_LOOK = "retention.last_look"

BACKUP_EVERY = timedelta(hours=20)
"""Once a working day, also when today's quiet moment comes a little earlier than yesterday's."""
BACKUP_TOO_OLD = timedelta(days=3)
"""Older than a weekend: the clerk is told."""
RETRY_AFTER = timedelta(hours=1)
_CASES_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class BackupState:
    """How the backups stand. `folder` is empty where none is set; `fault` an error code, empty after a good try."""

    folder: str
    last: datetime | None
    fault: str
    too_old: bool


@dataclass(frozen=True, slots=True)
class KeepStore:
    """What the window does for its store beside the clerk's work.

    `shared`: the store cases past their time are let go from where that is another one (a hall's).
    """

    store: Store
    settings: SettingsFiles
    clock: Clock
    shared: Store | None = None

    def state(self) -> BackupState:
        """How the backups stand now."""
        folder = self.settings.load().text("store.backup_folder")
        with self.store.unit_of_work() as unit:
            last, fault = _moment(unit.notes.get(LAST_BACKUP)), unit.notes.get(LAST_FAULT)
        old = last is None or self.clock.now() - last >= BACKUP_TOO_OLD
        too_old = bool(folder) and old and (last is not None or bool(fault))
        return BackupState(folder, last, fault if folder else "", too_old)

    def in_quiet_moment(self, cancelled: Callable[[], bool]) -> BackupState:
        """Do what is due. Faults of a backup are noted and told by the state; raises StoreError of the store itself."""
        if self._backup_due():
            try:
                self.back_up(cancelled)
            except StoreError as error:
                _LOG.warning("no backup: %s", error)
        if self._look_due():
            self.let_go(cancelled)
        return self.state()

    def back_up(self, cancelled: Callable[[], bool]) -> BackupMade:
        """Make a backup in the folder that is set. Raises StoreError, which is noted, and Cancelled."""
        settings = self.settings.load()
        folder, keep = settings.text("store.backup_folder"), settings.number("store.backups_kept")
        try:
            if not folder:
                raise StoreError("backup_absent", folder=folder)
            made = self.store.upkeep.back_up(Path(folder), keep, cancelled)
        except StoreError as error:
            self._note(error.code)
            raise
        self.note_made(made, "")
        return made

    def note_made(self, made: BackupMade, clerk_id: str) -> None:
        """Write down that a backup is whole: when, and how many files it has."""
        now = self.clock.now()
        with self.store.unit_of_work() as unit:
            unit.notes.put(LAST_BACKUP, made.made_at.isoformat())
            unit.notes.put(LAST_FAULT, "")
            detail = f"{made.files} files, {len(made.lost)} lost"
            unit.audit.add(AuditEntry(AuditAction.STORE_BACKED_UP, now, clerk_id, "store", detail))
            unit.commit()

    def let_go(self, cancelled: Callable[[], bool]) -> int:
        """Delete cases past their time, with everything of them; how many. What is not delivered stays.

        The audit log keeps that they were there: their ids, no name and no number.
        """
        days, now, gone = self.settings.load().number("store.keep_cases_days"), self.clock.now(), 0
        cases = self.shared or self.store
        while days and not cancelled():
            with cases.unit_of_work() as unit:
                past = unit.retention.past(now - timedelta(days=days), _CASES_AT_ONCE)
                for case_id in past:
                    unit.retention.remove(case_id)
                    unit.audit.add(AuditEntry(AuditAction.CASE_REMOVED, now, "", case_id))
                unit.commit()
            gone += len(past)
            if len(past) < _CASES_AT_ONCE:
                break
        with cases.unit_of_work() as unit:
            unit.notes.put(LAST_LOOK, now.isoformat())
            unit.commit()
        cases.upkeep.let_go()  # also what an earlier run was killed before
        return gone

    def _backup_due(self) -> bool:
        state, now = self.state(), self.clock.now()
        with self.store.unit_of_work() as unit:
            tried = _moment(unit.notes.get(LAST_TRY))
        if not state.folder or (state.fault and tried is not None and tried <= now < tried + RETRY_AFTER):
            return False
        return state.last is None or not state.last <= now < state.last + BACKUP_EVERY

    def _look_due(self) -> bool:
        if not self.settings.load().number("store.keep_cases_days"):
            return False
        with (self.shared or self.store).unit_of_work() as unit:
            last = _moment(unit.notes.get(LAST_LOOK))
        return last is None or local_day(last) != local_day(self.clock.now())

    def _note(self, fault: str) -> None:
        with self.store.unit_of_work() as unit:
            unit.notes.put(LAST_FAULT, fault)
            unit.notes.put(LAST_TRY, self.clock.now().isoformat())
            unit.commit()


def _moment(noted: str) -> datetime | None:
    return datetime.fromisoformat(noted) if noted else None
