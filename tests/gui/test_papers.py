"""Papers on a real window: pages that wait to be asked for, prints whose end nobody knows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from app.domain.audit import AuditAction
from app.domain.paper import PrintOutcome
from tests.fakes.workspace import WindowDesk
from tests.gui.driver import Driver
from ui.views.print_question_bar import PrintQuestionBar
from ui.widgets.marks import StatePanel
from ui.widgets.paper_view import PaperView
from ui.widgets.row_table import RowTable

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
KEY = Qt.Key


@pytest.fixture
def case_id(at_work: Driver) -> str:
    """A received case with papers."""
    ready = at_work.desk.ready()
    at_work.desk.receive(at_work.desk.session, ready)
    at_work.desk.make_papers(at_work.desk.session, ready)
    return ready


def test_papers_of_a_case_are_covered_until_the_clerk_asks(at_work: Driver, case_id: str) -> None:
    at_work.press(KEY.Key_2, CTRL)
    session = at_work.window.session
    assert session is not None
    session.cases.open(case_id)
    at_work.rest()
    assert "F6" in at_work.find("cases.preview_state", StatePanel).words()
    assert at_work.find("cases.preview_state", StatePanel).isVisible()
    assert not at_work.find("cases.preview", PaperView).isVisible()

    at_work.press(KEY.Key_F6)

    assert at_work.find("cases.preview", PaperView).isVisible()
    assert at_work.find("cases.preview", PaperView).page_count() == 2
    with at_work.desk.store.unit_of_work() as unit:
        shown = [entry for entry in unit.audit.entries() if entry.action is AuditAction.PERSONAL_DATA_SHOWN]
    assert [entry.subject for entry in shown] == [case_id]
    at_work.press(KEY.Key_P, CTRL)
    assert len(at_work.desk.printer.jobs) == 1


@pytest.mark.parametrize(("key", "outcome"), [(KEY.Key_Y, PrintOutcome.PRINTED), (KEY.Key_N, PrintOutcome.FAILED)])
def test_an_open_print_is_asked_about_right_after_the_sign_in(
    driver: Driver, key: Qt.Key, outcome: PrintOutcome
) -> None:
    desk = driver.desk
    ready = desk.ready()
    desk.receive(desk.session, ready)
    receipt, *_ = desk.make_papers(desk.session, ready)
    desk.printer.outcome = PrintOutcome.UNKNOWN
    desk.print_papers.print(desk.session, receipt.id, "hall")
    driver.sign_in()
    bar = driver.find("shell.open_print", PrintQuestionBar)
    assert driver.intake.step == "applicant"
    assert bar.isVisible()
    with desk.store.unit_of_work() as unit:
        assert unit.cases.get(ready).receipt_number in bar.words()
    assert "收件回执" in bar.words()
    assert driver.focus_name() == "applicant.name"

    driver.press(key, ALT)

    assert not bar.isVisible()
    with desk.store.unit_of_work() as unit:
        assert [attempt.outcome for attempt in unit.papers.attempts(receipt.id)] == [outcome]


def test_a_print_of_unknown_end_is_asked_about_at_once_and_in_one_place(at_work: Driver, case_id: str) -> None:
    bar = at_work.find("shell.open_print", PrintQuestionBar)
    at_work.intake.parked.take_up(case_id)
    at_work.rest()
    at_work.press(KEY.Key_F8)
    assert not bar.isVisible()

    at_work.desk.printer.outcome = PrintOutcome.UNKNOWN
    at_work.press(KEY.Key_P, CTRL)
    assert bar.isVisible()
    assert "收件回执" in bar.words()
    questions = [one for one in at_work.window.findChildren(QLabel) if one.isVisible() and one.text() == bar.words()]
    assert len(questions) == 1

    at_work.press(KEY.Key_Y, ALT)
    assert not bar.isVisible()
    at_work.press(KEY.Key_P, CTRL)
    at_work.type_words("卡纸")
    at_work.press(KEY.Key_Return)
    assert bar.isVisible(), "the second print is asked about as well"
    at_work.press(KEY.Key_N, ALT)
    assert not bar.isVisible()


def test_a_paper_printed_from_the_case_list_is_asked_about_too(at_work: Driver, case_id: str) -> None:
    at_work.press(KEY.Key_2, CTRL)
    session = at_work.window.session
    assert session is not None
    session.cases.open(case_id)
    at_work.rest()
    at_work.desk.printer.outcome = PrintOutcome.UNKNOWN
    at_work.press(KEY.Key_P, CTRL)
    assert at_work.find("shell.open_print", PrintQuestionBar).isVisible()

    at_work.press(KEY.Key_Y, ALT)
    assert session.cases.detail is not None
    (printed,) = [status for status in session.cases.detail.papers if status.last is not None]
    assert printed.last is not None
    assert printed.last.outcome is PrintOutcome.PRINTED


def test_a_print_under_way_is_not_asked_about(at_work: Driver, case_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def follow(job: str, timeout: float) -> PrintOutcome:
        asked.append(bool(at_work.desk.workspace.print_papers.unsettled()))
        return PrintOutcome.PRINTED

    monkeypatch.setattr(at_work.desk.printer, "follow", follow)
    at_work.intake.parked.take_up(case_id)
    at_work.rest()
    at_work.press(KEY.Key_P, CTRL)

    assert asked == [False]


def test_step_five_is_readable_at_twice_the_size(open_driver: Callable[..., Driver], desk: WindowDesk) -> None:
    desk.settings.own["look.font_percent"] = "200"
    driver = open_driver((1920, 1080))
    driver.sign_in()
    ready = desk.ready()
    driver.intake.parked.take_up(ready)
    driver.rest()
    driver.press(KEY.Key_F9)
    table = driver.find("intake.papers", RowTable)
    assert table.viewport().height() >= table.verticalHeader().length(), "no paper hides within the table"

    desk.printer.outcome = PrintOutcome.UNKNOWN
    driver.press(KEY.Key_P, CTRL)
    driver.press(KEY.Key_P, CTRL)
    reason = driver.find("intake.reprint_reason", QLineEdit)
    assert reason.hasFocus()
    assert reason.visibleRegion().boundingRect().height() == reason.height()
