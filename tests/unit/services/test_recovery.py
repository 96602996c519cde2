"""The recovery key on paper and in the system's keyring: who makes it, when it counts, what it gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Role
from app.domain.errors import AccessError, InputError, PrintError
from app.domain.paper import PrintOutcome
from app.domain.recovery_key import RecoveryKey, RecoveryPlace
from app.services.keep_keyring import KeepKeyring, KeyringState
from app.services.keep_keys import RecoverAccess
from tests.conftest import ExpectLog
from tests.fakes.papers import RecordingPrinter
from tests.fakes.workspace import WindowDesk

NEW = "ein neues Wort 9"


@pytest.fixture
def desk() -> WindowDesk:
    """An admin at the window; no recovery key yet."""
    made = WindowDesk(Role.ADMIN)
    made.credentials._recovery.clear()
    return made


def keep(desk: WindowDesk, setting: str) -> KeepKeyring:
    desk.settings.own["store.keyring"] = setting
    return desk.workspace.keep_keyring


def recover(desk: WindowDesk) -> RecoverAccess:
    return RecoverAccess(desk.credentials, desk.keyring, desk.settings, desk.clock)


def entries(desk: WindowDesk) -> list[AuditEntry]:
    with desk.store.unit_of_work() as unit:
        return list(unit.audit.entries())


def test_a_sheet_goes_to_the_systems_own_printer_and_counts_when_it_is_out(desk: WindowDesk) -> None:
    desk.workspace.recovery_paper.print(desk.session, "")
    ((pdf, printer, title, media),) = desk.printer.jobs
    assert (printer, title, media) == ("hall", "tongban", "A4")
    assert desk.workspace.keep_keys.state().recovery_key
    assert recover(desk)(pdf.decode(), "wang", NEW).login == "wang"
    desk.credentials.verify("wang", NEW)


@pytest.mark.parametrize(
    ("outcome", "code"), [(PrintOutcome.UNKNOWN, "print.recovery_unsure"), (PrintOutcome.FAILED, "print.paper_out")]
)
def test_a_sheet_nobody_saw_come_out_is_worth_nothing(desk: WindowDesk, outcome: PrintOutcome, code: str) -> None:
    desk.printer.outcome = outcome
    with pytest.raises(PrintError) as caught:
        desk.workspace.recovery_paper.print(desk.session, "hall")
    assert caught.value.code == code
    assert not desk.workspace.keep_keys.state().recovery_key


def test_without_a_printer_it_is_said(desk: WindowDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RecordingPrinter, "printers", lambda _: ())
    with pytest.raises(PrintError, match=r"print\.no_printer_found"):
        desk.workspace.recovery_paper.print(desk.session, "")


def test_a_file_is_for_its_owner_only_and_takes_the_place_of_one(desk: WindowDesk, tmp_path: Path) -> None:
    target = tmp_path / "sheet.pdf"
    target.write_bytes(b"before")
    target.chmod(0o644)
    desk.workspace.recovery_paper.save(desk.session, target)
    assert target.read_bytes().startswith(b"TBRK1|")
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_cannot_be_written_leaves_the_key_before_in_force(desk: WindowDesk, tmp_path: Path) -> None:
    before = RecoveryKey.fresh()
    desk.credentials.set_recovery_key(before)
    with pytest.raises(PrintError, match=r"print\.cannot_save"):
        desk.workspace.recovery_paper.save(desk.session, tmp_path / "none" / "sheet.pdf")
    assert recover(desk)("-".join(before.groups), "wang", NEW).login == "wang"


def test_only_an_admin_makes_one(desk: WindowDesk) -> None:
    session = replace(desk.session, clerk=replace(desk.session.clerk, role=Role.SUPERVISOR))
    with pytest.raises(AccessError, match=r"access\.role"):
        desk.workspace.recovery_paper.print(session, "hall")
    assert desk.printer.jobs == []


def test_the_keyring_is_not_touched_unless_it_is_asked_for(desk: WindowDesk) -> None:
    assert desk.workspace.keep_keyring.settle(desk.session) is KeyringState.OFF
    assert desk.keyring.asked == 0
    assert not recover(desk).in_keyring
    with pytest.raises(InputError, match=r"recovery_key_length"):
        recover(desk)("", "wang", NEW)


def test_the_slot_is_made_once_and_gives_a_lost_password_back(desk: WindowDesk) -> None:
    assert keep(desk, "on").settle(desk.session) is KeyringState.THERE
    asked = desk.keyring.asked
    assert keep(desk, "on").settle(desk.session) is KeyringState.THERE
    assert desk.keyring.asked == asked
    assert recover(desk)(" ", "wang", NEW).login == "wang"
    desk.credentials.unlock("wang", NEW)
    told = [(one.action, one.detail) for one in entries(desk)]
    assert (AuditAction.RECOVERY_KEY_MADE, "keyring") in told
    assert (AuditAction.RECOVERY_KEY_USED, "keyring") in told


def test_what_the_keyring_keeps_is_no_key_for_the_paper(desk: WindowDesk) -> None:
    keep(desk, "on").settle(desk.session)
    assert desk.keyring.key is not None
    with pytest.raises(AccessError, match=r"recovery_key_refused"):
        recover(desk)("-".join(desk.keyring.key.groups), "wang", NEW)


def test_turned_off_the_slot_goes_and_another_data_key_is_asked_for(desk: WindowDesk) -> None:
    keep(desk, "on").settle(desk.session)
    kept = desk.keyring.key
    assert keep(desk, "off").settle(desk.session) is KeyringState.OFF
    assert desk.keyring.key is None
    assert desk.workspace.keep_keys.state().new_data_key
    desk.keyring.key = kept
    desk.settings.own["store.keyring"] = "on"
    assert not recover(desk).in_keyring
    assert AuditAction.RECOVERY_KEY_ENDED in [one.action for one in entries(desk)]


def test_a_keyring_that_does_not_let_go_keeps_nothing_of_use(desk: WindowDesk, expect_log: ExpectLog) -> None:
    expect_log("app.services.keep_keyring", "stays in the system's keyring")
    keep(desk, "on").settle(desk.session)
    desk.keyring.fault = AccessError("keyring_refused")
    assert keep(desk, "off").settle(desk.session) is KeyringState.OFF
    assert not desk.credentials.has_recovery_key(RecoveryPlace.KEYRING)


@pytest.mark.parametrize(
    ("code", "state"), [("keyring_absent", KeyringState.ABSENT), ("keyring_refused", KeyringState.REFUSED)]
)
def test_without_a_keyring_there_is_no_slot_and_it_is_said(
    desk: WindowDesk, code: str, state: KeyringState, expect_log: ExpectLog
) -> None:
    expect_log("app.services.keep_keyring", "the slot in the system's keyring")
    desk.keyring.fault = AccessError(code)
    assert keep(desk, "on").settle(desk.session) is state
    assert not desk.credentials.has_recovery_key(RecoveryPlace.KEYRING)


def test_another_user_of_the_system_is_told_that_the_keyring_is_empty(desk: WindowDesk) -> None:
    keep(desk, "on").settle(desk.session)
    desk.keyring.key = None
    with pytest.raises(AccessError, match=r"keyring_empty"):
        recover(desk)("", "wang", NEW)
