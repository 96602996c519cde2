"""The frame: line in words, lock and unlock, idle."""

from __future__ import annotations

import pytest

from app.domain.audit import AuditCheckpoint
from app.domain.errors import SyncError, TongbanError
from app.domain.platform import WipeOrder
from resources.texts import error_text
from tests.conftest import ExpectLog
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


def test_an_order_to_wipe_destroys_the_keys_and_has_the_store_closed(desk: WindowDesk, shell: ShellViewModel) -> None:
    received(desk)
    order = WipeOrder("machine-1", "nonce", "2026-11-23T01:30:00+00:00")
    desk.gateway.fault = SyncError("station_wiped", detail="", order=order)
    wiped: list[bool] = []
    shell.wiped.connect(lambda: wiped.append(True))

    shell.synchronise()

    assert (desk.key_wipe.orders, wiped) == ([order], [True])


def test_a_refusal_without_a_proven_order_wipes_nothing(desk: WindowDesk, shell: ShellViewModel) -> None:
    received(desk)
    desk.gateway.fault = SyncError("station_wiped", detail="", order=None)

    shell.synchronise()

    assert desk.key_wipe.orders == []
    assert (shell.line_sign.tone, shell.line_sign.story) == ("amber", error_text("sync.station_wiped", {}))


def test_a_log_the_platform_remembers_otherwise_is_told(
    desk: WindowDesk, shell: ShellViewModel, expect_log: ExpectLog
) -> None:
    expect_log("app.services.countersign_audit", "contradicts the platform: row 7")
    received(desk)
    assert shell.audit_warning == ""
    desk.gateway.remembered = AuditCheckpoint("installation-A", 7, "00" * 32)

    shell.synchronise()

    assert "第 7 条" in shell.audit_warning
