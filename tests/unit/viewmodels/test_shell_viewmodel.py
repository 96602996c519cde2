"""The frame: line in words, lock and unlock, idle."""

from __future__ import annotations

import pytest

from app.domain.errors import SyncError, TongbanError
from tests.fakes.runner import InlineTaskRunner, ManualTaskRunner
from tests.fakes.workspace import PASSWORD, WindowDesk
from ui.viewmodels.shell_viewmodel import ShellViewModel


@pytest.fixture
def shell(desk: WindowDesk, runner: InlineTaskRunner) -> ShellViewModel:
    return ShellViewModel(desk.workspace, runner)


def received(desk: WindowDesk) -> str:
    case_id = desk.ready()
    desk.receive(desk.session, case_id)
    return case_id


def test_before_the_first_try_nothing_is_claimed(desk: WindowDesk, shell: ShellViewModel) -> None:
    received(desk)
    shell.refresh()

    assert shell.line_sign.tone == "muted"
    assert "1 件" in shell.line_sign.words


def test_a_round_that_works_empties_the_queue(desk: WindowDesk, shell: ShellViewModel) -> None:
    received(desk)

    shell.synchronise()

    assert (shell.line_sign.tone, shell.line_sign.words) == ("green", "在线")
    assert len(desk.gateway.delivered) == 4


def test_without_the_line_the_waiting_cases_are_counted_with_the_reason(
    desk: WindowDesk, shell: ShellViewModel
) -> None:
    received(desk)
    desk.gateway.fault = SyncError("no_route")

    shell.synchronise()

    assert (shell.line_sign.tone, shell.line_sign.words) == ("amber", "离线 · 1 件待传")
    assert shell.line_sign.story


def test_a_refused_fact_asks_for_the_clerk(desk: WindowDesk, shell: ShellViewModel) -> None:
    received(desk)
    desk.gateway.fault = SyncError("refused", detail="")

    shell.synchronise()

    assert shell.line_sign.tone == "red"


def test_two_rounds_do_not_run_at_once(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    shell = ShellViewModel(desk.workspace, manual)
    shell.synchronise()
    shell.synchronise()

    assert manual.waiting("network") == 1


def test_idle_time_locks_and_the_password_opens(desk: WindowDesk, shell: ShellViewModel) -> None:
    seen: list[str] = []
    shell.locked.connect(lambda: seen.append("locked"))
    shell.unlocked.connect(lambda: seen.append("unlocked"))
    shell.start()
    assert shell._idle.interval() == 10 * 60_000

    shell._idle.timeout.emit()
    assert shell.is_locked
    shell.unlock(PASSWORD)

    assert seen == ["locked", "unlocked"]
    shell.stop()


def test_a_wrong_password_keeps_it_locked(desk: WindowDesk, shell: ShellViewModel) -> None:
    told: list[TongbanError] = []
    shell.failed.connect(told.append)
    shell.lock()

    shell.unlock("wrong")

    assert shell.is_locked
    assert [error.code for error in told] == ["access.wrong_password"]


def test_the_line_is_used_behind_the_lock(desk: WindowDesk, shell: ShellViewModel) -> None:
    received(desk)
    shell.lock()

    shell.synchronise()

    assert desk.gateway.delivered
