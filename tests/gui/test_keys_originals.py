"""Originals by keys: taken, taken again, put in order, straightened, read, compared, attested against a red light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from app.domain.errors import DeviceError
from app.domain.page import Page, PageAnalysis, PageConfidence
from app.domain.verification import Verification
from app.services.intake_state import MaterialRow
from scanners.reading.page_reader import OpenCvPageReader
from tests.fakes.desk import NAME, resident_number
from tests.fakes.workspace import WindowDesk
from tests.gui.driver import SMALLEST_SCREEN, Driver
from tests.gui.papers_on_desk import SayingTextReader, photo, put_real_eyes_on
from tests.gui.test_screens import faults
from tests.gui.test_visit_by_keys import ALT, CTRL, KEY, to_materials
from ui.widgets.corner_editor import CornerEditor
from ui.widgets.page_strip import PageStrip
from ui.widgets.page_view import PageView
from ui.widgets.row_table import RowTable
from ui.widgets.traffic_light import TrafficLight

OTHER = "李样本"
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def reader(desk: WindowDesk) -> SayingTextReader:
    """What stands on the papers."""
    return put_real_eyes_on(desk)


@pytest.fixture
def clerk(reader: SayingTextReader, open_driver: Callable[..., Driver]) -> Driver:
    """At the list of materials, the cursor on the first."""
    driver = open_driver()
    driver.sign_in()
    to_materials(driver)
    driver.press(KEY.Key_Return)
    assert driver.focus_name() == "intake.materials"
    return driver


def row(clerk: Driver, code: str = "M1") -> MaterialRow:
    state = clerk.intake.state
    assert state is not None
    return next(one for one in state.rows if one.material.code == code)


def pages(clerk: Driver, code: str = "M1") -> tuple[Page, ...]:
    return row(clerk, code).pages


def verification(clerk: Driver, code: str = "M1") -> Verification:
    found = row(clerk, code).state.verification
    assert found is not None
    return found


def light(clerk: Driver) -> str:
    return clerk.find("intake.light", TrafficLight).words()


def words(clerk: Driver, name: str) -> str:
    return clerk.find(name, QLabel).text()


def lay_card(clerk: Driver, reader: SayingTextReader, name: str, number: str) -> None:
    reader.card = (name, number)
    clerk.desk.lay(photo("id_card_front", name=name, id_number=number))


def test_a_page_is_read_and_its_light_says_that_it_agrees(clerk: Driver, reader: SayingTextReader) -> None:
    lay_card(clerk, reader, NAME, resident_number())
    clerk.press(KEY.Key_F5)

    assert light(clerk).startswith("一致")
    assert "居民身份证（人像面）" in words(clerk, "intake.page_facts")
    clerk.press(KEY.Key_T, CTRL)
    writing = clerk.find("intake.page_writing", QPlainTextEdit)
    assert writing.toPlainText() == f"姓名 {NAME}"
    assert clerk.focus_name() == "intake.page_writing"
    clerk.press(KEY.Key_T, CTRL)
    assert clerk.focus_name() == "intake.materials"
    clerk.press(KEY.Key_F6)
    assert (verification(clerk).findings, verification(clerk).override_reason) == ((), "")


def test_a_page_is_taken_again_in_its_place_with_one_key(clerk: Driver) -> None:
    clerk.desk.lay(photo("application_form"), photo("statement", title="说明"))
    clerk.press(KEY.Key_F5)
    first, second = pages(clerk)
    clerk.find("intake.pages", PageStrip).choose(first.id)
    clerk.desk.lay(photo("application_form", seed=3))

    clerk.press(KEY.Key_F5, CTRL)

    again, still = pages(clerk)
    assert still == second
    assert again.id != first.id
    assert clerk.find("intake.pages", PageStrip).current_page() == again.id


def test_pages_change_places_and_a_page_taken_off_comes_back(clerk: Driver) -> None:
    clerk.desk.lay(photo("application_form"), photo("statement", title="说明"))
    clerk.press(KEY.Key_F5)
    first, second = (page.id for page in pages(clerk))
    strip = clerk.find("intake.pages", PageStrip)
    strip.choose(second)
    strip.setFocus()

    clerk.press(KEY.Key_Up, ALT)
    assert [page.id for page in pages(clerk)] == [second, first]
    assert strip.current_page() == second
    clerk.press(KEY.Key_Up, ALT)
    assert [page.id for page in pages(clerk)] == [second, first]

    clerk.press(KEY.Key_Delete)
    assert [page.id for page in pages(clerk)] == [first]
    clerk.press(KEY.Key_Z, CTRL)
    assert [page.id for page in pages(clerk)] == [second, first]


def test_edges_are_set_by_keys_and_the_original_stays_one_key_away(clerk: Driver, reader: SayingTextReader) -> None:
    clerk.desk.lay(photo("application_form"))
    clerk.press(KEY.Key_F5)
    [before] = pages(clerk)
    read = reader.reads

    clerk.press(KEY.Key_B, CTRL)
    assert clerk.focus_name() == "intake.corners"
    editor = clerk.find("intake.corners", CornerEditor)
    assert editor.corners() == before.outline.corners
    clerk.press(KEY.Key_Escape)
    assert (clerk.focus_name(), pages(clerk)) == ("intake.materials", (before,))

    clerk.press(KEY.Key_B, CTRL)
    clerk.press(KEY.Key_Tab)
    clerk.press(KEY.Key_Tab)
    clerk.press(KEY.Key_Backtab, SHIFT)
    clerk.press(KEY.Key_Left)
    clerk.press(KEY.Key_Down, SHIFT)
    moved = editor.corners()[1]
    assert words(clerk, "intake.corner").startswith("右上角")
    clerk.press(KEY.Key_Return)

    [after] = pages(clerk)
    assert after.original == before.original
    assert after.rendition != before.rendition
    assert after.outline.confidence is PageConfidence.HIGH
    assert after.outline.corners is not None
    assert before.outline.corners is not None
    assert after.outline.corners[1] == moved
    assert after.outline.corners[0] == before.outline.corners[0]
    assert moved[0] < before.outline.corners[1][0]
    assert moved[1] > before.outline.corners[1][1] + 5
    assert reader.reads == read + 1
    assert clerk.focus_name() == "intake.materials"

    clerk.press(KEY.Key_R, CTRL)
    assert pages(clerk)[0].outline.rotation == 90
    assert pages(clerk)[0].outline.corners is not None
    clerk.press(KEY.Key_B, CTRL)
    clerk.press(KEY.Key_0)
    assert (pages(clerk)[0].outline.corners, pages(clerk)[0].outline.rotation) == (None, 90)


def test_proposed_edges_are_drawn_and_taken_by_one_key(clerk: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    analyse = OpenCvPageReader.analyse

    def unsure(reader: OpenCvPageReader, data: bytes, media_type: str, **more: int | None) -> tuple[PageAnalysis, ...]:
        [found] = analyse(reader, data, media_type, **more)
        outline = replace(found.outline, confidence=PageConfidence.PARTIAL)
        return (replace(found, outline=outline, rendition=None, rendition_media_type=None),)

    monkeypatch.setattr(OpenCvPageReader, "analyse", unsure)
    clerk.desk.lay(photo("application_form"))
    clerk.press(KEY.Key_F5)
    [before] = pages(clerk)
    assert before.rendition is None
    assert clerk.find("intake.take_edges", QPushButton).isVisible()
    assert clerk.find("intake.page", PageView).outline() == before.outline.corners

    clerk.press(KEY.Key_Return, CTRL)

    [after] = pages(clerk)
    assert after.rendition is not None
    assert (after.outline.corners, after.outline.confidence) == (before.outline.corners, PageConfidence.HIGH)
    assert not clerk.find("intake.take_edges", QPushButton).isVisible()
    assert clerk.find("intake.page", PageView).outline() is None


def test_a_corner_is_dragged_by_hand(clerk: Driver) -> None:
    clerk.desk.lay(photo("application_form"))
    clerk.press(KEY.Key_F5)
    clerk.press(KEY.Key_B, CTRL)
    editor = clerk.find("intake.corners", CornerEditor)
    before, spot = editor.corners(), editor.spot(2)

    QTest.mousePress(editor, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    QTest.mouseMove(editor, spot + QPoint(-20, -10))
    QTest.mouseRelease(editor, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot + QPoint(-20, -10))

    after = editor.corners()
    assert (after[0], after[1], after[3]) == (before[0], before[1], before[3])
    assert after[2][0] < before[2][0]
    assert after[2][1] < before[2][1]


def test_a_copy_is_laid_over_the_page_before_it(clerk: Driver, pictures: Path) -> None:
    values = {"name": NAME, "phone": "19900000001"}
    clerk.desk.lay(photo("application_form", **values), photo("application_form", seed=2, **values | {"name": OTHER}))
    clerk.press(KEY.Key_F5)
    first, second = pages(clerk)
    strip = clerk.find("intake.pages", PageStrip)
    assert strip.current_page() == second.id

    clerk.press(KEY.Key_D, CTRL)

    assert strip.current_page() == first.id
    assert clerk.find("intake.page", PageView).marks() > 0
    assert "不一样" in words(clerk, "intake.page_difference")
    assert faults(clerk, pictures, "originals_differences") == []
    strip.choose(second.id)
    assert clerk.find("intake.page", PageView).marks() == 0
    assert words(clerk, "intake.page_facts").startswith("识别")


def test_a_card_of_another_person_is_red_and_attested_only_with_a_reason(
    clerk: Driver, reader: SayingTextReader
) -> None:
    lay_card(clerk, reader, OTHER, resident_number())
    clerk.press(KEY.Key_F5)
    assert light(clerk).startswith("不符：姓名")
    assert OTHER in light(clerk)

    clerk.press(KEY.Key_F3)
    assert clerk.focus_name() == "intake.findings"
    assert clerk.find("intake.findings", RowTable).current_key() == "0"
    assert words(clerk, "intake.on_paper") == OTHER
    assert words(clerk, "intake.expected") == NAME
    clerk.press(KEY.Key_Down)
    assert words(clerk, "intake.expected") == resident_number()
    clerk.press(KEY.Key_Escape)
    assert clerk.focus_name() == "intake.materials"

    clerk.press(KEY.Key_F6)
    assert row(clerk).state.verification is None
    assert clerk.focus_name() == "intake.override_reason"
    clerk.press(KEY.Key_Return)
    assert row(clerk).state.verification is None
    assert clerk.focus_name() == "intake.override_reason"
    clerk.type_words("已改名，户口簿变更页核对一致")
    clerk.press(KEY.Key_Return)

    assert verification(clerk).override_reason == "已改名，户口簿变更页核对一致"
    assert [(one.field, one.on_paper) for one in verification(clerk).findings] == [("name", OTHER)]
    assert clerk.intake.materials.current == "M2"
    assert clerk.focus_name() == "intake.materials"
    clerk.press(KEY.Key_Up)
    assert light(clerk).startswith("不符·已说明")
    assert "已改名" in words(clerk, "intake.verified")


def test_what_differs_is_rejected_with_a_remark(clerk: Driver, reader: SayingTextReader) -> None:
    lay_card(clerk, reader, OTHER, resident_number())
    clerk.press(KEY.Key_F5)
    clerk.press(KEY.Key_F6, SHIFT)
    assert clerk.focus_name() == "intake.differs_words"
    clerk.type_words("姓名不同")
    clerk.press(KEY.Key_Return)
    assert (verification(clerk).verdict.value, verification(clerk).remark) == ("differs", "姓名不同")
    assert clerk.focus_name() == "intake.materials"


def test_a_reader_that_failed_is_said_quietly_and_tried_again_by_a_key(clerk: Driver, reader: SayingTextReader) -> None:
    reader.fault = DeviceError("driver_hung")
    lay_card(clerk, reader, NAME, resident_number())
    clerk.press(KEY.Key_F5)
    assert light(clerk).startswith("文字未读出")
    assert clerk.find("intake.read_again", QPushButton).isVisible()

    reader.fault = None
    clerk.press(KEY.Key_F3, CTRL)
    assert light(clerk).startswith("一致")
    assert not clerk.find("intake.read_again", QPushButton).isVisible()


@pytest.mark.parametrize("style", ["light", "dark"])
@pytest.mark.parametrize(("size", "percent"), [(SMALLEST_SCREEN, 100), (SMALLEST_SCREEN, 125), ((1920, 1080), 200)])
def test_nothing_is_clipped(
    desk: WindowDesk,
    reader: SayingTextReader,
    open_driver: Callable[..., Driver],
    pictures: Path,
    style: str,
    size: tuple[int, int],
    percent: int,
) -> None:
    desk.settings.own.update({"look.style": style, "look.font_percent": str(percent)})
    clerk = open_driver(size)
    clerk.sign_in()
    to_materials(clerk)
    lay_card(clerk, reader, NAME, resident_number())
    clerk.press(KEY.Key_F5)
    found = faults(clerk, pictures, "originals_green")
    clerk.press(KEY.Key_T, CTRL)
    found += faults(clerk, pictures, "originals_writing")
    clerk.press(KEY.Key_T, CTRL)
    clerk.press(KEY.Key_B, CTRL)
    found += faults(clerk, pictures, "originals_edges")
    clerk.press(KEY.Key_Escape)
    clerk.press(KEY.Key_O, CTRL)
    found += faults(clerk, pictures, "originals_original")
    clerk.press(KEY.Key_Delete)
    clerk.press(KEY.Key_F6)
    lay_card(clerk, reader, OTHER, resident_number())
    clerk.press(KEY.Key_F5)
    clerk.press(KEY.Key_F3)
    found += faults(clerk, pictures, "originals_findings")
    clerk.press(KEY.Key_Escape)
    clerk.press(KEY.Key_F6)
    clerk.type_words("已改名，户口簿变更页核对一致")
    found += faults(clerk, pictures, "originals_red")
    clerk.press(KEY.Key_Return)
    reader.fault = DeviceError("driver_crashed")
    clerk.press(KEY.Key_Up)
    clerk.press(KEY.Key_F5)
    found += faults(clerk, pictures, "originals_unread")
    assert found == []
