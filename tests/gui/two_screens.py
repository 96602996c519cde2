"""Run by `test_applicant_screen` in a process with two monitors."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from tests.fakes.desk import NAME
from tests.gui.conftest import desk, driver, open_driver, pictures  # noqa: F401 - fixtures
from tests.gui.driver import Driver
from tests.gui.inspection import clipped, overlapping_edge
from tests.gui.test_applicant_screen import screen_of, take_up, write_name
from ui.shell.applicant_screen import ApplicantWindow

KEY = Qt.Key


@pytest.fixture
def second(driver: Driver) -> ApplicantWindow:  # noqa: F811 - the fixture
    driver.desk.settings.own["applicant_screen.place"] = "second_screen"
    driver.window.setGeometry(QGuiApplication.primaryScreen().geometry())
    driver.sign_in()
    window = screen_of(driver).window
    assert window is not None
    driver.window.activateWindow()  # this platform has no window manager that knows who accepts the focus
    driver.bot.waitUntil(lambda: QApplication.activeWindow() is driver.window)
    return window


def said(window: ApplicantWindow) -> str:
    return "\n".join(one.text() for one in window.findChildren(QLabel) if one.isVisible())


def test_it_fills_the_other_monitor_and_shows_nobody_before_the_confirmation(
    driver: Driver,  # noqa: F811
    second: ApplicantWindow,
    pictures: Path,  # noqa: F811
) -> None:
    own = driver.window.screen()
    assert second.screen() is not own
    assert second.geometry() == second.screen().geometry()
    second.grab().save(str(pictures / "second_screen_neutral.png"))
    assert driver.desk.session.station.hall_name in said(second)

    take_up(driver)

    assert NAME in said(second)
    assert clipped(second) + overlapping_edge(second) == []
    second.grab().save(str(pictures / "second_screen_sheet.png"))
    driver.intake.form.choose("applicant.phone", "19900000002")
    driver.rest()
    assert "199 0000 0002" in said(second)
    driver.intake.next_visitor()
    driver.rest()
    assert NAME not in said(second)


def test_touching_it_signs_and_leaves_the_keyboard_with_the_clerk(
    driver: Driver,  # noqa: F811
    second: ApplicantWindow,
    pictures: Path,  # noqa: F811
) -> None:
    take_up(driver)
    before = driver.focus_name()
    driver.press(KEY.Key_F11)
    pad = second.findChild(QWidget, "applicant_screen.pad")
    assert pad is not None
    write_name(pad)
    second.grab().save(str(pictures / "second_screen_pad.png"))
    assert clipped(second) == []
    done = second.findChild(QPushButton, "applicant_screen.sign_done")
    assert done is not None
    QTest.mouseClick(done, Qt.MouseButton.LeftButton)
    driver.rest()

    assert driver.intake.confirmation.given
    assert driver.focus_name() == before
    assert not screen_of(driver).page.isVisible()
    driver.press(KEY.Key_F9)
    assert "已收件" in said(second)


def test_the_lock_empties_it_and_the_end_of_the_session_closes_it(
    driver: Driver,  # noqa: F811
    second: ApplicantWindow,
) -> None:
    take_up(driver)
    driver.press(KEY.Key_F12)
    assert NAME not in said(second)
    assert driver.desk.session.station.hall_name in said(second)

    driver.window.close()

    assert not second.isVisible()
