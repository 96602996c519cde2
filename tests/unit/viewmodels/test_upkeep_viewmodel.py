"""Quiet moments: what is due is done when nobody works, and the clerk hears of backups that fail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.errors import StoreError
from tests.conftest import ExpectLog
from tests.fakes.runner import InlineTaskRunner
from tests.fakes.workspace import WindowDesk
from ui.viewmodels.upkeep_viewmodel import UpkeepViewModel


@pytest.fixture
def desk() -> WindowDesk:
    made = WindowDesk()
    made.settings.own["store.backup_folder"] = "/disk"
    made.store.upkeep.now = made.clock.now
    return made


def test_nothing_is_done_while_somebody_works(desk: WindowDesk) -> None:
    quiet = False
    model = UpkeepViewModel(desk.workspace, lambda: quiet, InlineTaskRunner())
    model.do_what_is_due()
    assert desk.store.upkeep.backups == []
    quiet = True
    model.do_what_is_due()
    assert len(desk.store.upkeep.backups) == 1
    assert model.warning == ""


def test_a_backup_that_fails_is_told_in_words(desk: WindowDesk, expect_log: ExpectLog) -> None:
    expect_log("app.services.keep_store", "no backup")
    model = UpkeepViewModel(desk.workspace, lambda: True, InlineTaskRunner())
    desk.store.upkeep.fault = StoreError("backup_absent", folder="/disk")
    model.do_what_is_due()
    assert "还没有备份成功过" in model.warning
    assert "请接好备份盘" in model.warning


def test_an_old_backup_is_told_at_sign_in(desk: WindowDesk) -> None:
    UpkeepViewModel(desk.workspace, lambda: True, InlineTaskRunner()).do_what_is_due()
    desk.clock.advance(timedelta(days=4))
    model = UpkeepViewModel(desk.workspace, lambda: False, InlineTaskRunner())
    model.begin()
    model.stop()
    assert "没有备份成功" in model.warning


def test_after_stop_nothing_begins(desk: WindowDesk) -> None:
    model = UpkeepViewModel(desk.workspace, lambda: True, InlineTaskRunner())
    model.stop()
    model.do_what_is_due()
    assert desk.store.upkeep.backups == []
