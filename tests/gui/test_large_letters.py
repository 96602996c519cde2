"""Step 3 on the smallest screen with large letters: blocks keep a usable size, the column scrolls instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.desk import resident_number
from tests.fakes.guides import AGENT_QUESTION, FAR_MATERIALS, guide, material
from tests.fakes.workspace import WindowDesk
from tests.gui.driver import SMALLEST_SCREEN, Driver, picture
from tests.gui.papers_on_desk import put_real_eyes_on
from tests.gui.test_keys_camera import SHIFT, RunningCamera, at_list, camera, faults, live, says, watch
from tests.gui.test_keys_originals import OTHER, lay_card
from tests.gui.test_visit_by_keys import CTRL, KEY, to_materials
from ui.views.check_bar import CheckBar
from ui.views.comparison_panel import ComparisonPanel
from ui.widgets.corner_editor import CornerEditor
from ui.widgets.key_button import KeyButton
from ui.widgets.page_view import PageView
from ui.widgets.row_table import RowTable
from ui.widgets.traffic_light import TrafficLight

__all__ = ["camera"]

LARGE = ["150", "200"]
LONG_NAME = "亲属关系证明（户口簿、出生医学证明等能证明父母子女关系的材料，由户籍所在地出具）"


def rows_with_room(table: RowTable) -> int:
    """Rows of two lines that the table has room for."""
    return table.viewport().height() // (table.fontMetrics().lineSpacing() * 2 + 2 * table.padding)


def whole(widget: QWidget) -> bool:
    """Whether nothing of it is out of sight."""
    return widget.visibleRegion().boundingRect() == widget.rect()


def overlapping(panel: QWidget) -> list[str]:
    """Children of a panel that lie on each other."""
    parts = [one for one in panel.findChildren(QWidget) if one.parentWidget() is panel and one.isVisible()]
    pairs = [(one, other) for at, one in enumerate(parts) for other in parts[at + 1 :]]
    return [
        f"{one.objectName()} on {other.objectName()}"
        for one, other in pairs
        if one.geometry().intersects(other.geometry())
    ]


@pytest.mark.parametrize("percent", ["125", *LARGE])
def test_findings_keep_their_rows_below_a_banner(
    open_driver: Callable[..., Driver], desk: WindowDesk, pictures: Path, percent: str
) -> None:
    desk.settings.own["look.font_percent"] = percent
    reader = put_real_eyes_on(desk)
    driver = at_list(open_driver(SMALLEST_SCREEN))
    lay_card(driver, reader, OTHER, resident_number())
    driver.press(KEY.Key_F5)
    driver.press(KEY.Key_F3)

    found = faults(driver, pictures, "findings")

    table = driver.find("intake.findings", RowTable)
    panel = table.parentWidget()
    check = driver.find("intake.verify", QWidget).parentWidget()
    assert isinstance(panel, ComparisonPanel)
    assert isinstance(check, CheckBar)
    assert driver.find("intake.banner", QWidget).isVisible()
    assert found + overlapping(panel) + overlapping(check) == []
    assert rows_with_room(table) >= 2
    if percent != "200":  # on this screen larger than it has to be
        assert whole(driver.find("intake.verify", KeyButton))
    assert driver.find("intake.on_paper.picture", PageView).height() >= 2 * table.fontMetrics().lineSpacing()
    assert rows_with_room(driver.find("intake.materials", RowTable)) >= 2
    driver.press(KEY.Key_F3)
    driver.press(KEY.Key_B, CTRL)
    assert faults(driver, pictures, "edges") == []
    assert driver.find("intake.corners", CornerEditor).height() >= 8 * table.fontMetrics().lineSpacing()


@pytest.mark.parametrize(("style", "percent"), [("light", "100"), ("dark", "150")])
def test_the_longest_names_leave_everything_in_its_place(
    open_driver: Callable[..., Driver], desk: WindowDesk, pictures: Path, style: str, percent: str
) -> None:
    desk.settings.own.update({"look.style": style, "look.font_percent": percent})
    question = replace(AGENT_QUESTION, label=AGENT_QUESTION.label * 6)
    desk.guides.guides = [guide(materials=(material("M1", LONG_NAME), *FAR_MATERIALS[1:]), questions=(question,))]
    driver = open_driver(SMALLEST_SCREEN)
    driver.sign_in()
    to_materials(driver)

    assert faults(driver, pictures, "long_names") == []
    panel = driver.find("material.way", QWidget).parentWidget()
    assert panel is not None
    shown = next(one for one in panel.findChildren(QLabel) if "…" in one.text())
    assert shown.toolTip() == f"{LONG_NAME}：怎样提供"
    assert shown.text().endswith("：怎样提供")


@pytest.mark.parametrize("percent", LARGE)
def test_camera_and_code_are_large_enough(
    open_driver: Callable[..., Driver], camera: RunningCamera, desk: WindowDesk, pictures: Path, percent: str
) -> None:
    desk.settings.own["look.font_percent"] = percent
    driver = at_list(open_driver(SMALLEST_SCREEN))
    watch(driver)
    found = faults(driver, pictures, "camera")
    assert live(driver).height() >= 240
    driver.press(KEY.Key_Escape)
    driver.strike(KEY.Key_F5, CTRL | SHIFT)
    says(driver, "intake.phone_taken", "1 张")
    found += faults(driver, pictures, "phone")

    code = driver.find("intake.phone_code", PageView)
    assert found == []
    assert min(code.width(), code.height()) >= 200


def test_the_originals_check_stands_back_while_the_camera_runs(
    open_driver: Callable[..., Driver], camera: RunningCamera
) -> None:
    driver = at_list(open_driver())
    watch(driver)
    driver.strike(KEY.Key_F5)
    driver.bot.waitUntil(lambda: driver.intake.materials.preview.taken == 1)
    light = driver.find("intake.light", TrafficLight)
    driver.bot.waitUntil(lambda: len(driver.intake.materials.pages) == 1)
    assert not light.isVisible()

    driver.strike(KEY.Key_Escape)

    driver.bot.waitUntil(light.isVisible)


def test_the_list_of_sources_is_as_high_as_what_has_come(
    open_driver: Callable[..., Driver], camera: RunningCamera
) -> None:
    driver = at_list(open_driver())
    source = driver.find("intake.source", QComboBox)
    source.showPopup()
    source.clear()
    driver.intake.materials.capture.sources_changed.emit()

    view = source.view()
    driver.bot.waitUntil(lambda: view.viewport().height() >= source.count() * view.sizeHintForRow(0))
    assert view.verticalScrollBar().maximum() == 0
    assert source.itemText(0) == "样本高拍仪"
    source.hidePopup()


def test_the_loupe_covers_no_handle(qtbot: QtBot) -> None:
    editor = CornerEditor("corners", "corners")
    qtbot.addWidget(editor)
    for size in ((420, 594), (600, 300), (330, 330)):
        editor.resize(*size)
        assert editor.edit(picture(width=size[0], height=size[1]), None)
        for _ in range(4):
            editor.event(_tab())
            spot = editor.loupe().toRect()
            assert not any(spot.intersects(_handle(editor.spot(at))) for at in range(4))


def _handle(at: QPoint) -> QRect:
    return QRect(at - QPoint(6, 6), at + QPoint(6, 6))


def _tab() -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
