"""The frame of a window that belongs to a hall."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from resources.texts import error_text
from tests.fakes.runner import InlineTaskRunner
from tests.fakes.workspace import WindowDesk
from ui.viewmodels import shell_viewmodel
from ui.viewmodels.shell_viewmodel import ShellViewModel


def test_a_window_that_works_alone_says_so_and_why(desk: WindowDesk, runner: InlineTaskRunner) -> None:
    faults = ["store.hall_away", "store.hall_refused", ""]
    line = replace(desk.workspace.line_view, hall_fault=lambda: faults[0])
    shell = ShellViewModel(replace(desk.workspace, line_view=line), runner)
    shell.refresh()
    assert (shell.line_sign.tone, shell.line_sign.words) == ("amber", "大厅不通 · 本窗口单独收件")
    assert "自动送到大厅" in shell.line_sign.story
    faults.pop(0)
    shell.refresh()
    assert shell.line_sign.story == error_text("store.hall_refused", {})
    faults.pop(0)
    shell.refresh()
    assert "大厅" not in shell.line_sign.words


def test_only_the_leader_of_a_hall_speaks_with_the_platform(desk: WindowDesk, runner: InlineTaskRunner) -> None:
    leads = [False]
    synchronise = replace(desk.workspace.synchronise, take_turn=lambda _cancelled: leads[0])
    shell = ShellViewModel(replace(desk.workspace, synchronise=synchronise), runner)
    desk.receive(desk.session, desk.ready())
    shell.synchronise_now()
    assert desk.gateway.delivered == []
    leads[0] = True
    shell.synchronise_now()
    assert len(desk.gateway.delivered) == 4


def test_what_other_windows_changed_is_looked_at(
    desk: WindowDesk, runner: InlineTaskRunner, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell_viewmodel, "_NEWS_MS", 1)
    news = [False, False]
    shell = ShellViewModel(replace(desk.workspace, case_news=lambda: bool(news) and news.pop()), runner)
    shell.start()
    qtbot.waitUntil(lambda: not news)
    with qtbot.waitSignal(shell.facts_changed):
        news.append(True)
    shell.stop()
