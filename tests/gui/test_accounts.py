"""Passwords and accounts, by keys alone, on a real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.domain.clerk import Clerk, Role
from tests.fakes.workspace import PASSWORD
from tests.gui.driver import SMALLEST_SCREEN, Driver
from tests.gui.inspection import clipped, nameless, overlapping_edge
from ui.widgets.banner import Banner
from ui.widgets.row_table import RowTable

KEY, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ACCOUNTS = 4
OWN = "eigenes Wort 7"


def tab_to(driver: Driver, name: str) -> None:
    """Press Tab until this control has the focus; a clerk can get there without the mouse."""
    for _ in range(60):
        if driver.focus_name() == name:
            return
        QTest.keyClick(QApplication.focusWidget() or driver.window, KEY.Key_Tab)
    raise AssertionError(f"Tab never comes to {name}")


def go_to_accounts(driver: Driver) -> None:
    driver.press(KEY.Key_4, CTRL)
    for _ in range(ACCOUNTS):
        driver.press(KEY.Key_Down)


def change_password(driver: Driver, old: str, new: str, again: str) -> None:
    for name, words in (("old_password", old), ("new_password", new), ("new_password_again", again)):
        tab_to(driver, f"account.{name}")
        driver.press(KEY.Key_A, CTRL)
        driver.type_words(words)
    driver.press(KEY.Key_Return)


def add_account(driver: Driver, login: str, role: str = "clerk") -> str:
    """Type a new account; the one-time password as shown."""
    tab_to(driver, "account.login")
    driver.type_words(login)
    driver.press(KEY.Key_Return)
    driver.type_words("李样本")
    driver.press(KEY.Key_Return)
    driver.type_words("0020")
    driver.press(KEY.Key_Return)
    while driver.find(f"account.role.{role}", QPushButton).isChecked() is False:
        driver.press(KEY.Key_Right)
    tab_to(driver, "account.add")
    driver.press(KEY.Key_Space)
    return shown_password(driver)


def shown_password(driver: Driver) -> str:
    banner = driver.find("account.one_time", Banner)
    assert not banner.words() or banner.visibleRegion().boundingRect() == banner.rect()
    words = banner.words()
    return words.partition("密码：")[2][:14]


def choose_account(driver: Driver, login: str) -> None:
    tab_to(driver, "settings.accounts")
    table = driver.find("settings.accounts", RowTable)
    for key in [KEY.Key_Up] * 5 + [KEY.Key_Down] * 5:
        if table.currentIndex().siblingAtColumn(0).data() == login:
            return
        driver.press(key)
    raise AssertionError(f"no account {login}")


def stored(driver: Driver, login: str) -> Clerk:
    with driver.desk.store.unit_of_work() as unit:
        found = unit.clerks.by_login(login)
    assert found is not None
    return found


def message(driver: Driver, field: str) -> str:
    return driver.find(f"{field}.message", QLabel).text()


def faults(driver: Driver, folder: Path, name: str) -> list[str]:
    driver.rest()
    driver.window.grab().save(str(folder / f"{name}.png"))
    found = clipped(driver.window) + overlapping_edge(driver.window) + nameless(driver.window)
    return [f"{name}: {one}" for one in found]


def test_a_clerk_changes_the_own_password_and_is_told_what_is_wrong(at_work: Driver) -> None:
    go_to_accounts(at_work)
    change_password(at_work, PASSWORD, "kurz", "kurz")
    assert message(at_work, "account.new_password") == "密码至少 8 位，现在是 4 位。"
    change_password(at_work, PASSWORD, OWN, "anders als das")
    assert "不一样" in message(at_work, "account.new_password_again")
    change_password(at_work, "nicht meines", OWN, OWN)
    assert "原密码不对" in message(at_work, "account.old_password")

    change_password(at_work, PASSWORD, OWN, OWN)

    assert "改好" in at_work.find("account.password_changed", Banner).words()
    at_work.press(KEY.Key_F12)
    at_work.type_words(OWN)
    at_work.press(KEY.Key_Return)
    assert at_work.focus_name() != "lock.password"


def test_a_new_clerk_gets_in_by_changing_the_one_time_password(at_work: Driver, pictures: Path) -> None:
    go_to_accounts(at_work)
    given = add_account(at_work, "li")
    found = faults(at_work, pictures, "one_time")
    at_work.press(KEY.Key_F12, SHIFT)
    at_work.bot.waitUntil(lambda: at_work.focus_name() == "sign_in.login")

    at_work.type_words("li")
    at_work.press(KEY.Key_Return)
    at_work.type_words(given)
    at_work.press(KEY.Key_Return)
    assert at_work.focus_name() == "sign_in.new_password"
    found += faults(at_work, pictures, "renew")
    at_work.type_words("kurz")
    at_work.press(KEY.Key_Return)
    at_work.type_words("kurz")
    at_work.press(KEY.Key_Return)
    assert "至少 8 位" in message(at_work, "sign_in.new_password")
    found += faults(at_work, pictures, "renew_wrong")
    for _ in range(2):
        at_work.press(KEY.Key_A, CTRL)
        at_work.type_words(OWN)
        at_work.press(KEY.Key_Return)

    at_work.bot.waitUntil(lambda: at_work.window.session is not None)
    at_work.rest()
    assert at_work.window.session is not None
    assert at_work.window.session.workspace.session.clerk.login == "li"
    at_work.press(KEY.Key_4, CTRL)
    assert at_work.window.findChild(RowTable, "settings.accounts") is None
    assert found == []


def test_an_admin_disables_enables_resets_and_promotes(at_work: Driver, pictures: Path) -> None:
    go_to_accounts(at_work)
    first = add_account(at_work, "li")
    choose_account(at_work, "li")
    tab_to(at_work, "account.disable")
    at_work.press(KEY.Key_Space)
    assert not stored(at_work, "li").active
    assert at_work.find("account.one_time", Banner).words() == "" or shown_password(at_work) == first
    found = faults(at_work, pictures, "disabled")

    at_work.press(KEY.Key_Space)
    second = shown_password(at_work)
    assert stored(at_work, "li").active
    assert second != first

    tab_to(at_work, "account.reset")
    at_work.press(KEY.Key_Space)
    assert shown_password(at_work) not in (first, second)

    tab_to(at_work, "account.change_role.clerk")
    at_work.press(KEY.Key_Right)
    assert stored(at_work, "li").role is Role.CLERK
    tab_to(at_work, "account.promote")
    at_work.press(KEY.Key_Space)
    assert stored(at_work, "li").role is Role.SUPERVISOR
    found += faults(at_work, pictures, "promoted")
    assert found == []


def test_the_last_admin_is_told_why_not(at_work: Driver) -> None:
    go_to_accounts(at_work)
    choose_account(at_work, "wang")
    tab_to(at_work, "account.disable")
    at_work.press(KEY.Key_Space)
    assert "唯一" in at_work.find("settings.banner", Banner).words()
    tab_to(at_work, "account.change_role.admin")
    at_work.press(KEY.Key_Left)
    tab_to(at_work, "account.promote")
    at_work.press(KEY.Key_Space)
    assert stored(at_work, "wang").role is Role.ADMIN
    assert at_work.find("account.change_role.admin", QPushButton).isChecked()


def test_a_one_time_password_does_not_stay_on_the_screen(at_work: Driver) -> None:
    go_to_accounts(at_work)
    add_account(at_work, "li")
    at_work.press(KEY.Key_1, CTRL)
    at_work.press(KEY.Key_4, CTRL)
    assert at_work.find("account.one_time", Banner).words() == ""


@pytest.mark.parametrize("style", ["light", "dark"])
@pytest.mark.parametrize(("size", "percent"), [(SMALLEST_SCREEN, 100), ((1920, 1080), 200)])
def test_every_state_can_be_read(
    open_driver: Callable[..., Driver], pictures: Path, style: str, size: tuple[int, int], percent: int, desk: Any
) -> None:
    desk.settings.own.update({"look.style": style, "look.font_percent": str(percent), "password.kinds": "3"})
    driver = open_driver(size)
    driver.sign_in()
    go_to_accounts(driver)
    found = faults(driver, pictures, "accounts")
    change_password(driver, PASSWORD, "nurkleine", "nurkleine")
    found += faults(driver, pictures, "password_refused")
    given = add_account(driver, "li")
    found += faults(driver, pictures, "account_added")
    driver.press(KEY.Key_F12)
    found += faults(driver, pictures, "locked")
    driver.press(KEY.Key_F12, SHIFT)
    driver.bot.waitUntil(lambda: driver.focus_name() == "sign_in.login")
    found += faults(driver, pictures, "signed_out")
    driver.type_words("li")
    driver.press(KEY.Key_Return)
    driver.type_words(given)
    driver.press(KEY.Key_Return)
    found += faults(driver, pictures, "renewal")
    assert found == []
