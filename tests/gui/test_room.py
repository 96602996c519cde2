"""The smallest screen: the page and the list get the room, the tools stand back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.guides import ITEM
from tests.gui.driver import SMALLEST_SCREEN, Driver, picture
from tests.gui.test_applicant_screen import take_up
from tests.gui.test_screens import choose
from ui.views.page_tools import PageTools
from ui.widgets.page_strip import PageStrip, Thumb
from ui.widgets.page_view import PageView
from ui.widgets.row_table import RowTable

KEY = Qt.Key
TOOLS = ("edges", "turn", "retake", "original", "whole", "fit_width", "writing", "remove")
TWO_LINES = 2


def at_the_materials(driver: Driver) -> None:
    """One page of the first material lies there."""
    driver.sign_in()
    choose(driver, ITEM)
    driver.intake.go_to("materials")
    driver.intake.materials.questions.answer("agent", "no")
    driver.rest()
    driver.intake.materials.select("M1")
    driver.desk.lay(picture("M1"))
    driver.press(KEY.Key_F5)


@pytest.mark.parametrize(("percent", "share", "rows"), [(100, 0.45, 6), (125, 0.38, 4)])
def test_the_page_and_the_list_are_large_on_the_smallest_screen(
    open_driver: Callable[..., Driver], desk: Any, percent: int, share: float, rows: int
) -> None:
    desk.settings.own["look.font_percent"] = str(percent)
    driver = open_driver(SMALLEST_SCREEN)
    at_the_materials(driver)

    table = driver.find("intake.materials", RowTable)
    high = table.fontMetrics().lineSpacing() * TWO_LINES + 2 * table.padding

    assert driver.window.height() == SMALLEST_SCREEN[1]
    assert driver.find("intake.page", PageView).height() >= share * SMALLEST_SCREEN[1]
    assert table.viewport().height() >= rows * high


def test_tools_are_unfolded_by_a_key_and_reached_by_tab(at_work: Driver) -> None:
    at_the_materials(at_work)
    tools = at_work.find("intake.page_tools", PageTools)
    assert not any(getattr(tools, name).isVisible() for name in TOOLS)

    at_work.press(KEY.Key_M, Qt.KeyboardModifier.ControlModifier)

    tools.more.setFocus()
    reached = set()
    for _ in range(len(TOOLS) + 3):
        at_work.press(KEY.Key_Tab)
        focused = at_work.window.focusWidget()
        reached |= {name for name in (*TOOLS, "move_to") if getattr(tools, name) is focused}
    assert reached >= {name for name in (*TOOLS, "move_to") if getattr(tools, name).isEnabled()}

    at_work.press(KEY.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert not tools.turn.isVisible()


def test_tools_stand_open_where_there_is_room(open_driver: Callable[..., Driver]) -> None:
    driver = open_driver((1920, 1080))
    at_the_materials(driver)

    assert driver.find("intake.edges", QPushButton).isVisible()


def test_who_signs_sees_what_is_signed(at_work: Driver) -> None:
    take_up(at_work)
    at_work.press(KEY.Key_F10)
    at_work.press(KEY.Key_F11)

    sheet = at_work.find("applicant_screen.sheet", QWidget)
    pad = at_work.find("applicant_screen.pad", QWidget)
    assert sheet.height() >= SMALLEST_SCREEN[1] * 0.7
    assert sheet.width() >= SMALLEST_SCREEN[0] * 0.4
    assert pad.width() > pad.height()
    assert sheet.mapTo(at_work.window, QPoint(sheet.width(), 0)).x() <= pad.mapTo(at_work.window, QPoint()).x()


def test_a_lying_page_takes_the_height_of_its_picture_and_its_words(qtbot: QtBot) -> None:
    strip = PageStrip("pages", "pages")
    qtbot.addWidget(strip)
    strip.setFixedSize(140, 400)
    strip.show_pages((Thumb("a", "1", "amber", "模糊"),))
    strip.show()
    qtbot.waitExposed(strip)
    empty = strip.visualItemRect(strip.item(0)).height()

    strip.set_picture("a", picture(width=600, height=300))

    qtbot.waitUntil(lambda: strip.visualItemRect(strip.item(0)).height() < empty)
    tile = strip.visualItemRect(strip.item(0))
    assert tile.height() <= tile.width() / 2 + 2 * strip.fontMetrics().height() + 24
