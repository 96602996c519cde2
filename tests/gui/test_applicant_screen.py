"""The applicant confirms or signs at the clerk's own monitor; two monitors are tried in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QWidget

from app.domain.outbox import FactKind
from app.domain.rating import PoorReason, RatingGrade
from tests.gui.driver import SMALLEST_SCREEN, Driver
from tests.gui.test_screens import SIZES, faults
from ui.shell.applicant_screen import ApplicantScreen
from ui.views.intake_view import IntakeView

KEY = Qt.Key
STROKES = (((0.1, 0.3), (0.4, 0.28)), ((0.25, 0.15), (0.22, 0.8)), ((0.5, 0.2), (0.8, 0.2)), ((0.8, 0.2), (0.5, 0.8)))


def take_up(driver: Driver) -> str:
    """A case that wants nothing but the applicant's word lies on the desk."""
    case_id = driver.desk.ready()
    driver.desk.confirm.by_word(driver.desk.session, case_id, confirmed=False)
    driver.intake.take_up(case_id)
    driver.rest()
    driver.intake.go_to("confirm")
    driver.rest()
    return case_id


def write_name(pad: QWidget) -> None:
    """With the mouse, in some straight strokes."""

    def at(share: tuple[float, float]) -> QPoint:
        return QPoint(int(share[0] * pad.width()), int(share[1] * pad.height()))

    for first, last in STROKES:
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(first))
        for step in range(1, 11):
            here = tuple(a + (b - a) * step / 10 for a, b in zip(first, last, strict=True))
            QTest.mouseMove(pad, at((here[0], here[1])))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(last))


def screen_of(driver: Driver) -> ApplicantScreen:
    assert driver.window.applicant_screen is not None
    return driver.window.applicant_screen


def in_front(driver: Driver) -> bool:
    """Whether the applicant's page covers the clerk's work; asked anew each time."""
    return screen_of(driver).page.isVisible()


def given(driver: Driver) -> bool:
    return driver.intake.confirmation.given


def test_shown_confirmed_and_left_by_keys(at_work: Driver) -> None:
    take_up(at_work)
    before = at_work.focus_name()

    at_work.press(KEY.Key_F10)
    assert in_front(at_work)
    assert not at_work.find("intake", IntakeView).isVisible()
    at_work.press(KEY.Key_Return)  # a key in flight confirms nothing
    assert not given(at_work)

    at_work.press(KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert given(at_work)
    assert "谢谢" in at_work.find("applicant_screen.message", QLabel).text()
    at_work.press(KEY.Key_Escape)

    assert not in_front(at_work)
    assert at_work.focus_name() == before
    assert at_work.find("confirm.applicant", QCheckBox).isChecked()
    at_work.press(KEY.Key_F9)
    assert at_work.intake.state is not None
    assert at_work.intake.state.case.receipt_number


def test_every_control_of_the_sheet_is_reached_by_tab(at_work: Driver) -> None:
    take_up(at_work)
    at_work.press(KEY.Key_F10)

    seen = []
    for _ in range(4):
        at_work.press(KEY.Key_Tab)
        seen.append(at_work.focus_name())

    assert {"applicant_screen.confirm", "applicant_screen.sign", "applicant_screen.leave"} <= set(seen)


def test_the_applicant_rates_on_the_clerks_own_monitor(at_work: Driver, tmp_path: Path) -> None:
    case_id = take_up(at_work)
    at_work.intake.confirmation.by_word(True)
    at_work.rest()
    at_work.intake.do_next()
    at_work.rest()
    at_work.intake.applicant_screen.show()
    at_work.rest()
    assert in_front(at_work)

    page = screen_of(at_work).page
    widths = [one.width() for one in page.grades.values()]
    assert max(widths) - min(widths) <= 1  # nobody is led to one
    button = page.grades[RatingGrade.DISSATISFIED]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    at_work.rest()
    slow = page.reasons[PoorReason.SLOW]
    QTest.mouseClick(slow, Qt.MouseButton.LeftButton, pos=QPoint(20, slow.height() // 2))
    assert faults(at_work, tmp_path, "reasons") == []
    QTest.mouseClick(page.give, Qt.MouseButton.LeftButton)
    at_work.rest()
    assert not slow.isChecked()  # the next applicant finds nothing ticked

    assert any("评价已收到" in one.text() for one in page.findChildren(QLabel) if one.isVisible())
    with at_work.desk.store.unit_of_work() as unit:
        rows = unit.outbox.of_case(case_id)
    assert [row.fact.body for row in rows if row.fact.kind is FactKind.RATING] == [b"dissatisfied slow"]


def test_signed_by_mouse_and_finished_by_keys(at_work: Driver) -> None:
    case_id = take_up(at_work)
    at_work.press(KEY.Key_F11)
    pad = at_work.find("applicant_screen.pad", QWidget)
    assert at_work.focus_name() == "applicant_screen.pad"
    write_name(pad)
    at_work.press(KEY.Key_Delete)
    assert not at_work.find("applicant_screen.sign_done", QPushButton).isEnabled()
    write_name(pad)
    at_work.press(KEY.Key_Backspace)
    at_work.press(KEY.Key_Return)

    with at_work.desk.store.unit_of_work() as unit:
        (signed,) = unit.signatures.of_case(case_id)
    assert len(signed.strokes) == len(STROKES) - 1
    assert at_work.intake.confirmation.given
    assert at_work.find("applicant_screen.pad", QWidget).isHidden() or not pad.isVisible()


def test_esc_puts_the_pad_away_and_then_the_sheet(at_work: Driver) -> None:
    case_id = take_up(at_work)
    at_work.press(KEY.Key_F11)
    write_name(at_work.find("applicant_screen.pad", QWidget))
    at_work.press(KEY.Key_Escape)
    assert in_front(at_work)
    at_work.press(KEY.Key_Escape)
    assert not in_front(at_work)
    with at_work.desk.store.unit_of_work() as unit:
        assert unit.signatures.of_case(case_id) == []


def test_locking_hides_it_and_unlocking_does_not_bring_it_back(at_work: Driver) -> None:
    take_up(at_work)
    at_work.press(KEY.Key_F10)
    at_work.press(KEY.Key_F12)

    assert not in_front(at_work)
    at_work.type_words("correct horse")
    at_work.press(KEY.Key_Return)
    at_work.rest()

    assert not in_front(at_work)
    assert at_work.find("intake", IntakeView).isVisible()


def test_a_change_of_clerk_leaves_nothing_of_it(at_work: Driver) -> None:
    take_up(at_work)
    at_work.press(KEY.Key_F10)
    at_work.press(KEY.Key_Escape)
    at_work.press(KEY.Key_F12, Qt.KeyboardModifier.ShiftModifier)

    assert at_work.window.applicant_screen is None


def test_switched_off_there_is_neither_button_nor_key(at_work: Driver) -> None:
    at_work.desk.settings.own["applicant_screen.place"] = "off"
    screen_of(at_work).use(at_work.desk.settings.load())
    take_up(at_work)
    at_work.press(KEY.Key_F10)

    assert not screen_of(at_work).page.isVisible()
    assert not at_work.find("confirm.show_applicant", QPushButton).isVisible()


@pytest.mark.parametrize("style", ["light", "dark"])
@pytest.mark.parametrize(("size", "percent"), SIZES)
def test_every_state_fits(
    open_driver: Callable[..., Driver], pictures: Path, style: str, size: tuple[int, int], percent: int, desk: Any
) -> None:
    desk.settings.own.update({"look.style": style, "look.font_percent": str(percent)})
    driver = open_driver(size)
    driver.sign_in()
    driver.press(KEY.Key_F10)
    found = faults(driver, pictures, "applicant_empty")
    driver.press(KEY.Key_Escape)
    take_up(driver)
    found += faults(driver, pictures, "applicant_confirm_step")
    driver.press(KEY.Key_F10)
    found += faults(driver, pictures, "applicant_sheet")
    driver.press(KEY.Key_F11)
    found += faults(driver, pictures, "applicant_pad")
    pad = driver.find("applicant_screen.pad", QWidget)
    QTest.mouseClick(pad, Qt.MouseButton.LeftButton)
    driver.press(KEY.Key_Return)
    found += faults(driver, pictures, "applicant_dot_refused")
    driver.press(KEY.Key_Delete)
    write_name(pad)
    found += faults(driver, pictures, "applicant_written")
    driver.press(KEY.Key_Return)
    found += faults(driver, pictures, "applicant_signed")
    driver.press(KEY.Key_Escape)
    driver.press(KEY.Key_F9)
    driver.press(KEY.Key_F10)
    found += faults(driver, pictures, "applicant_rating")
    page = screen_of(driver).page
    page.grades[RatingGrade.VERY_DISSATISFIED].click()
    found += faults(driver, pictures, "applicant_reasons")
    page.give.click()
    found += faults(driver, pictures, "applicant_received")

    assert found == []


def test_two_monitors(project_root: Path, tmp_path: Path) -> None:
    width, height = SMALLEST_SCREEN
    screens = [
        {"name": "clerk", "x": 0, "y": 0, "width": width, "height": height, "dpi": 96, "dpr": 1},
        {"name": "applicant", "x": width, "y": 0, "width": 1024, "height": 768, "dpi": 96, "dpr": 1},
    ]
    layout = tmp_path / "screens.json"
    layout.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    where = tmp_path / "two"
    quiet = "qt_log_ignore=This plugin does not support propagateSizeHints"  # the platform has no window manager
    arguments = ["-q", "-x", "-p", "no:cacheprovider", "-o", quiet, f"--basetemp={where}", "tests/gui/two_screens.py"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=project_root,
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={layout}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert "3 passed" in done.stdout
    assert list(where.rglob("second_screen_sheet.png"))


def test_the_window_of_the_applicant_is_no_reason_to_stay(at_work: Driver) -> None:
    """One monitor: there is none, whatever the setting says."""
    at_work.desk.settings.own["applicant_screen.place"] = "second_screen"
    screen_of(at_work).use(at_work.desk.settings.load())

    assert screen_of(at_work).window is None
    take_up(at_work)
    at_work.press(KEY.Key_F10)
    assert screen_of(at_work).page.isVisible()
    assert QApplication.activeWindow() is at_work.window
