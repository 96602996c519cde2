"""The recovery key and the backups by keys alone: made, asked for, told of, and the way in with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QListWidget

from app.domain.clerk import Role
from app.domain.errors import PrintError
from app.domain.recovery_key import RecoveryKey, RecoveryPlace, parse_recovery_key
from app.services.keep_store import LAST_FAULT
from tests.fakes.workspace import PASSWORD, WindowDesk
from tests.gui.driver import SMALLEST_SCREEN, Driver
from tests.gui.test_accounts import add_account, choose_account, go_to_accounts, tab_to
from tests.gui.test_accounts import faults as accounts_faults
from ui.widgets.banner import Banner

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
PAPER = RecoveryKey(b"paper in the safe...")
NEW = "ein neues Wort 9"
BACKUPS = ("store.backup_folder", "store.backups_kept", "store.keep_cases_days")

faults = accounts_faults


@pytest.fixture
def without_key(desk: WindowDesk) -> WindowDesk:
    """A station that has no recovery key yet."""
    desk.credentials._recovery.clear()
    return desk


def go_to_subject(driver: Driver, title: str) -> None:
    driver.press(KEY.Key_4, CTRL)
    subjects = driver.find("settings.subjects", QListWidget)
    for _ in range(subjects.count()):
        current = subjects.currentItem()
        if current is not None and current.text() == title:
            return
        driver.press(KEY.Key_Down)
    raise AssertionError(f"no page {title}")


def words(driver: Driver, name: str) -> str:
    return driver.find(name, QLabel).text()


def shown(driver: Driver, name: str) -> str:
    return driver.find(name, Banner).words()


def notice(driver: Driver) -> str:
    assert driver.window.frame is not None
    driver.rest()
    return driver.window.frame.notices.words()


def type_over(driver: Driver, value: str) -> None:
    driver.press(KEY.Key_A, CTRL)
    driver.type_words(value)


def forgot(driver: Driver, key: str, new: str = NEW, again: str = NEW) -> None:
    """What somebody types who lost the password, from the login on."""
    driver.type_words("wang")
    driver.press(KEY.Key_F2)
    fill_in(driver, key, new, again)


def fill_in(driver: Driver, key: str, new: str = NEW, again: str = NEW) -> None:
    for name, value in (("recovery_key", key), ("recovery.new_password", new), ("recovery.new_password_again", again)):
        tab_to(driver, f"sign_in.{name}")
        type_over(driver, value) if value else driver.press(KEY.Key_Delete)
    driver.press(KEY.Key_Return)


@pytest.mark.parametrize("style", ["light", "dark"])
def test_a_station_without_a_sheet_is_told_until_one_is_printed(
    open_driver: Callable[..., Driver], without_key: WindowDesk, pictures: Path, style: str
) -> None:
    without_key.settings.own["look.style"] = style
    driver = open_driver(SMALLEST_SCREEN)
    driver.sign_in()
    assert notice(driver).startswith("还没有恢复密钥")
    found = faults(driver, pictures, "notice")
    go_to_subject(driver, "恢复密钥")
    assert words(driver, "settings.keys.state").startswith("还没有恢复密钥")
    found += faults(driver, pictures, "absent")

    driver.press(KEY.Key_F9)

    (job,) = without_key.printer.jobs
    assert parse_recovery_key(job[0].decode()) == without_key.credentials._recovery[RecoveryPlace.PAPER]
    assert "印出来" in shown(driver, "settings.keys.done")
    assert words(driver, "settings.keys.state").startswith("已有恢复密钥")
    assert notice(driver) == ""
    found += faults(driver, pictures, "made")
    driver.press(KEY.Key_F9)
    assert "立即作废" in shown(driver, "settings.keys.question")
    found += faults(driver, pictures, "again")
    assert len(without_key.printer.jobs) == 1
    driver.press(KEY.Key_Return)
    assert len(without_key.printer.jobs) == 2
    go_to_accounts(driver)
    assert "换一把新的数据密钥" in words(driver, "account.next_opening")
    assert found == []


def test_a_printer_without_paper_leaves_no_key(open_driver: Callable[..., Driver], without_key: WindowDesk) -> None:
    driver = open_driver()
    driver.sign_in()
    without_key.printer.fault = PrintError("paper_out")
    go_to_subject(driver, "恢复密钥")
    tab_to(driver, "settings.keys.print")
    driver.press(KEY.Key_Return)
    assert "纸" in shown(driver, "settings.banner")
    assert words(driver, "settings.keys.state").startswith("还没有恢复密钥")


def test_the_sheet_is_saved_as_a_file(
    open_driver: Callable[..., Driver], without_key: WindowDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = open_driver()
    driver.sign_in()
    target = tmp_path / "sheet.pdf"
    monkeypatch.setattr(QFileDialog, "exec", lambda _: QFileDialog.DialogCode.Accepted)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _: [str(target)])
    go_to_subject(driver, "恢复密钥")
    tab_to(driver, "settings.keys.save")
    driver.press(KEY.Key_Return)
    assert parse_recovery_key(target.read_text()) == without_key.credentials._recovery[RecoveryPlace.PAPER]
    assert "sheet.pdf" in shown(driver, "settings.keys.done")


def test_only_an_admin_has_the_page_and_the_notice(open_driver: Callable[..., Driver], without_key: WindowDesk) -> None:
    with without_key.store.unit_of_work() as unit:
        clerk = unit.clerks.by_login("wang")
        assert clerk is not None
        object.__setattr__(clerk, "role", Role.CLERK)
        unit.clerks.save(clerk)
        unit.commit()
    driver = open_driver()
    driver.sign_in()
    assert notice(driver) == ""
    driver.press(KEY.Key_4, CTRL)
    subjects = driver.find("settings.subjects", QListWidget)
    assert "恢复密钥" not in [subjects.item(at).text() for at in range(subjects.count())]


def test_right_after_the_set_up_the_sheet_is_offered(
    open_driver: Callable[..., Driver], without_key: WindowDesk, pictures: Path
) -> None:
    without_key.credentials._passwords.clear()
    driver = open_driver()
    typed = {"station.division_code": "990100", "account.login": "li", "account.name": "李样本"}
    passwords = {"account.password": PASSWORD, "account.password_again": PASSWORD}
    for name, value in (typed | passwords).items():
        driver.find(name, QLineEdit).setFocus()
        driver.type_words(value)
    driver.press(KEY.Key_F9)
    driver.bot.waitUntil(lambda: driver.window.session is not None)
    driver.rest()
    assert driver.focus_name() == "settings.keys.print"
    assert "办第一件之前" in shown(driver, "settings.keys.question")
    assert faults(driver, pictures, "offered") == []
    driver.press(KEY.Key_Return)
    assert len(without_key.printer.jobs) == 1
    driver.press(KEY.Key_1, CTRL)
    assert driver.window.frame is not None
    assert driver.window.frame.screen_name == "intake"


@pytest.mark.parametrize("style", ["light", "dark"])
def test_who_forgot_the_password_gets_in_with_the_paper(
    open_driver: Callable[..., Driver], desk: WindowDesk, pictures: Path, style: str
) -> None:
    desk.settings.own["look.style"] = style
    driver = open_driver(SMALLEST_SCREEN)
    groups = list(PAPER.groups)
    wrong = [*groups[:3], "00000", *groups[4:]]
    forgot(driver, " ".join(wrong))
    assert "第 4 组" in words(driver, "sign_in.recovery_key.message")
    assert driver.focus_name() == "sign_in.recovery_key"
    found = faults(driver, pictures, "group")
    fill_in(driver, "".join(groups).lower(), "kurz", "kurz")
    assert "至少 8 位" in words(driver, "sign_in.recovery.new_password.message")
    fill_in(driver, "".join(groups).lower(), NEW, "anders")
    assert "不一样" in words(driver, "sign_in.recovery.new_password_again.message")
    fill_in(driver, "-".join(RecoveryKey.fresh().groups))
    assert "恢复密钥不对" in shown(driver, "sign_in.banner")
    found += faults(driver, pictures, "refused")
    fill_in(driver, "".join(groups).lower())
    driver.bot.waitUntil(lambda: driver.window.session is not None)
    driver.rest()
    desk.credentials.verify("wang", NEW)
    assert found == []


def test_back_to_the_password_by_the_same_key(driver: Driver) -> None:
    driver.type_words("wang")
    driver.press(KEY.Key_F2)
    assert driver.focus_name() == "sign_in.recovery_key"
    driver.type_words("ABCDE")
    driver.press(KEY.Key_F2)
    assert driver.focus_name() == "sign_in.password"
    driver.type_words(PASSWORD)
    driver.press(KEY.Key_Return)
    driver.bot.waitUntil(lambda: driver.window.session is not None)


def test_an_empty_key_is_asked_for_where_no_keyring_has_one(driver: Driver) -> None:
    forgot(driver, "")
    assert words(driver, "sign_in.recovery_key.message")
    assert driver.window.session is None


def test_the_keyring_is_turned_on_and_replaces_the_paper(at_work: Driver, desk: WindowDesk, pictures: Path) -> None:
    go_to_subject(at_work, "恢复密钥")
    tab_to(at_work, "setting.store.keyring.off")
    at_work.press(KEY.Key_Right)
    at_work.press(KEY.Key_Tab)
    assert desk.settings.own["store.keyring"] == "on"
    assert desk.keyring.key is not None
    assert words(at_work, "settings.keyring.state").startswith("已存进")
    found = faults(at_work, pictures, "keyring")
    at_work.press(KEY.Key_F12, Qt.KeyboardModifier.ShiftModifier)
    at_work.bot.waitUntil(lambda: at_work.focus_name() == "sign_in.login")
    at_work.type_words("wang")
    at_work.press(KEY.Key_F2)
    assert "密钥环" in words(at_work, "sign_in.recovery_key.message")
    found += faults(at_work, pictures, "keyring_sign_in")
    fill_in(at_work, "")
    at_work.bot.waitUntil(lambda: at_work.window.session is not None)
    desk.credentials.verify("wang", NEW)
    assert found == []


def test_disabling_says_what_the_next_opening_does(at_work: Driver, pictures: Path) -> None:
    go_to_accounts(at_work)
    add_account(at_work, "li")
    assert words(at_work, "account.next_opening") == ""
    choose_account(at_work, "li")
    tab_to(at_work, "account.disable")
    at_work.press(KEY.Key_Space)
    assert "下次打开本机数据时" in words(at_work, "account.next_opening")
    assert faults(at_work, pictures, "disabled") == []


@pytest.mark.parametrize("style", ["light", "dark"])
def test_backups_are_set_by_keys_and_their_failing_is_told(
    open_driver: Callable[..., Driver], desk: WindowDesk, pictures: Path, style: str
) -> None:
    desk.settings.own["look.style"] = style
    driver = open_driver(SMALLEST_SCREEN)
    driver.sign_in()
    go_to_subject(driver, "平台")
    for key, value in zip(BACKUPS, ("/media/backup", "0", "3650"), strict=True):
        tab_to(driver, f"setting.{key}")
        type_over(driver, value)
    driver.press(KEY.Key_Tab)
    assert desk.settings.own["store.backup_folder"] == "/media/backup"
    assert desk.settings.own["store.keep_cases_days"] == "3650"
    assert "store.backups_kept" not in desk.settings.own
    assert words(driver, "setting.store.backups_kept.message")
    found = faults(driver, pictures, "backups")
    with desk.store.unit_of_work() as unit:
        unit.notes.put(LAST_FAULT, "store.backup_absent")
        unit.commit()
    assert driver.window.session is not None
    driver.window.session.upkeep.begin()
    assert notice(driver).startswith("本机数据还没有备份成功过")
    found += faults(driver, pictures, "backup_notice")
    tab_to(driver, "setting.store.backups_kept")
    type_over(driver, "7")
    driver.press(KEY.Key_Tab)
    assert words(driver, "setting.store.backups_kept.message") == ""
    assert QApplication.focusWidget() is not None
    assert found == []
