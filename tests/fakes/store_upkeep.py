"""Retention in memory, and an upkeep that records what it is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.domain.errors import StoreError
from app.domain.outbox import OutboxState
from app.domain.store_upkeep import RESTED, BackupMade, StoreReport
from tests.fakes.store_repositories import InMemoryTables


class InMemoryRetentionRepository:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def past(self, before: datetime, limit: int) -> Sequence[str]:
        resting = [one for one in self._tables.cases.values() if one.state in RESTED and one.updated_at < before]
        resting.sort(key=lambda one: (one.updated_at, one.id))
        return [one.id for one in resting if not self._waits(one.id)][:limit]

    def remove(self, case_id: str) -> None:
        tables = self._tables
        if self._waits(case_id):
            raise StoreError("case_unsent")
        if tables.cases.pop(case_id, None) is None:
            raise StoreError("case_unknown", case_id=case_id)
        pages = {one.id for one in tables.pages.values() if one.case_id == case_id}
        papers = {one.id for one in tables.papers.values() if one.case_id == case_id}
        tables.pages = {key: one for key, one in tables.pages.items() if key not in pages}
        tables.readings = {key: one for key, one in tables.readings.items() if key not in pages}
        tables.papers = {key: one for key, one in tables.papers.items() if key not in papers}
        tables.attempts = {key: one for key, one in tables.attempts.items() if one.paper_id not in papers}
        tables.signatures = {key: one for key, one in tables.signatures.items() if one.case_id != case_id}
        tables.outbox = {key: one for key, one in tables.outbox.items() if one.fact.case_id != case_id}
        tables.custody = [one for one in tables.custody if one.case_id != case_id]
        tables.changes = [one for one in tables.changes if one.case_id != case_id]

    def _waits(self, case_id: str) -> bool:
        rows = [one for one in self._tables.outbox.values() if one.fact.case_id == case_id]
        return any(one.state is not OutboxState.DONE for one in rows)


class RecordingUpkeep:
    """`StoreUpkeep` that makes backups of nothing at `now()`; `fault`, when set, is raised by the next one."""

    def __init__(self) -> None:
        self.backups: list[tuple[Path, int]] = []
        self.cleared = 0
        self.now: Callable[[], datetime] = lambda: datetime(2026, 11, 23, tzinfo=UTC)
        self.fault: StoreError | None = None
        self.report = StoreReport((), 0, 0, 0, 0)

    def verify(self) -> StoreReport:
        return self.report

    def back_up(self, target: Path, keep: int, cancelled: Callable[[], bool]) -> BackupMade:
        if self.fault is not None:
            fault, self.fault = self.fault, None
            raise fault
        self.backups.append((target, keep))
        return BackupMade(target / "backup", self.now(), 0, 0, 0)

    def back_up_to_move(self, target: Path, keep: int) -> BackupMade:
        return self.back_up(target, keep, lambda: False)

    def let_go(self) -> int:
        self.cleared += 1
        return 0
