"""What the window does for its store: a backup a day, told when it is too old; cases past their time let go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.audit import AuditAction
from app.domain.case import CaseState
from app.domain.errors import StoreError
from app.services.keep_store import KeepStore
from tests.conftest import ExpectLog
from tests.fakes.environment import ManualClock
from tests.fakes.store import InMemoryStore
from tests.fakes.store_samples import draft
from tests.fakes.workspace import InMemorySettingsFiles


def nobody() -> bool:
    return False


class Desk:
    """A station with a backup folder."""

    def __init__(self) -> None:
        self.store, self.clock, self.files = InMemoryStore(), ManualClock(), InMemorySettingsFiles()
        self.files.own = {"store.backup_folder": "/disk", "store.backups_kept": "5"}
        self.store.upkeep.now = self.clock.now
        self.keep = KeepStore(self.store, self.files, self.clock)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_backup_a_day(desk: Desk) -> None:
    assert desk.keep.in_quiet_moment(nobody).fault == ""
    desk.clock.advance(timedelta(hours=19))
    desk.keep.in_quiet_moment(nobody)
    assert desk.store.upkeep.backups == [(Path("/disk"), 5)]
    desk.clock.advance(timedelta(hours=2))
    desk.keep.in_quiet_moment(nobody)
    assert len(desk.store.upkeep.backups) == 2


def test_without_a_folder_nothing_is_done_and_nothing_told(desk: Desk) -> None:
    desk.files.own = {}
    desk.clock.advance(timedelta(days=30))
    assert not desk.keep.in_quiet_moment(nobody).too_old
    assert desk.store.upkeep.backups == []


def test_a_fault_is_told_and_tried_again_an_hour_later(desk: Desk, expect_log: ExpectLog) -> None:
    expect_log("app.services.keep_store", "no backup")
    desk.store.upkeep.fault = StoreError("backup_absent", folder="/disk")
    state = desk.keep.in_quiet_moment(nobody)
    assert (state.fault, state.too_old, state.last) == ("store.backup_absent", True, None)
    desk.clock.advance(timedelta(minutes=59))
    desk.keep.in_quiet_moment(nobody)
    assert desk.store.upkeep.backups == []
    desk.clock.advance(timedelta(minutes=2))
    state = desk.keep.in_quiet_moment(nobody)
    assert (state.fault, state.too_old) == ("", False)
    assert len(desk.store.upkeep.backups) == 1


def test_a_backup_of_three_days_ago_is_too_old(desk: Desk) -> None:
    desk.keep.in_quiet_moment(nobody)
    desk.clock.advance(timedelta(days=3))
    assert desk.keep.state().too_old


def test_cases_past_their_time_go_once_a_day_and_are_noted_without_a_name(desk: Desk) -> None:
    desk.files.own = {"store.keep_cases_days": "30"}
    with desk.store.unit_of_work() as unit:
        for number in range(45):
            unit.cases.save(replace(draft(f"case-{number:02}", at=desk.clock.now()), state=CaseState.ABANDONED))
        unit.commit()
    desk.keep.in_quiet_moment(nobody)
    assert len(desk.store.tables.cases) == 45
    desk.clock.advance(timedelta(days=31))
    desk.keep.in_quiet_moment(nobody)
    assert desk.store.tables.cases == {}
    removed = [one for one in desk.store.tables.audit if one.action is AuditAction.CASE_REMOVED]
    assert len(removed) == 45
    assert {(one.clerk_id, one.detail) for one in removed} == {("", "")}
    cleared = desk.store.upkeep.cleared
    desk.keep.in_quiet_moment(nobody)
    assert desk.store.upkeep.cleared == cleared


def test_a_window_of_a_hall_backs_up_its_own_and_lets_go_of_the_halls(desk: Desk) -> None:
    hall = InMemoryStore()
    desk.files.own["store.keep_cases_days"] = "30"
    replace(desk.keep, shared=hall).in_quiet_moment(nobody)
    assert (len(desk.store.upkeep.backups), len(hall.upkeep.backups)) == (1, 0)
    with hall.unit_of_work() as unit:
        assert unit.notes.get("retention.last_look")
    with desk.store.unit_of_work() as unit:
        assert not unit.notes.get("retention.last_look")
