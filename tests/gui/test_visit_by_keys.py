"""A whole visit without the mouse; locking; the barcode gun; crashes."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QWidget,
)

from app.domain.case import CaseState
from app.domain.errors import PrintError, StoreError
from tests.conftest import ExpectLog
from tests.fakes.desk import NAME, resident_number
from tests.fakes.workspace import PASSWORD
from tests.gui.driver import Driver, picture
from ui.views.intake_view import IntakeView
from ui.widgets.banner import Banner
from ui.widgets.key_button import KeyButton

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
KEY = Qt.Key


def focused() -> QWidget:
    """The control that has the focus."""
    found = QApplication.focusWidget()
    assert found is not None
    return found


def to_materials(clerk: Driver) -> None:
    """Card read, item and place chosen, the question answered with no."""
    clerk.press(KEY.Key_F2)
    clerk.press(KEY.Key_F4)
    clerk.type_words("hhqy")
    clerk.press(KEY.Key_Return)
    clerk.press(KEY.Key_Return)
    clerk.press(KEY.Key_Right)
    clerk.press(KEY.Key_Right)


def test_a_whole_visit_by_keys(at_work: Driver) -> None:
    assert at_work.focus_name() == "applicant.name"

    at_work.press(KEY.Key_F2)
    assert at_work.focus_name() == "applicant.phone"
    at_work.type_words("19900000001")
    at_work.press(KEY.Key_F9)
    assert at_work.intake.step == "item"
    assert at_work.focus_name() == "intake.item_search"
    at_work.type_words("hhqysldj")
    at_work.press(KEY.Key_Return)
    assert at_work.focus_name() == "intake.places"
    at_work.press(KEY.Key_Return)
    assert at_work.intake.step == "materials"
    assert at_work.focus_name() == "question.agent.yes"
    at_work.press(KEY.Key_Right)
    at_work.press(KEY.Key_Right)
    state = at_work.intake.state
    assert state is not None
    assert state.case.answers == {"agent": "no"}
    for paper in ("申请书", "身份证明"):
        at_work.desk.lay(picture(paper))
        at_work.press(KEY.Key_F5)
        at_work.press(KEY.Key_F6)
    at_work.press(KEY.Key_F9)
    assert at_work.intake.step == "confirm"
    at_work.press(KEY.Key_F9)
    assert at_work.focus_name() == "confirm.applicant"
    at_work.press(KEY.Key_Space)
    assert at_work.find("intake.next", KeyButton).words() == "收件"
    at_work.press(KEY.Key_F9)

    state = at_work.intake.state
    assert state is not None
    assert at_work.find("intake.banner", Banner).words().startswith("已收件")
    assert state.case.state in (CaseState.RECEIVED, CaseState.SUBMITTED)  # the line may have been quicker
    number = at_work.find("intake.receipt_number", QLabel)
    assert number.text() == state.case.receipt_number
    at_work.desk.printer.fault = PrintError("paper_out")
    at_work.press(KEY.Key_F9)
    assert at_work.find("intake.next", KeyButton).words().startswith("再试")
    assert "没有打成" in at_work.find("intake.banner", Banner).words()
    assert at_work.find("intake.papers_done", Banner).words() == ""
    at_work.desk.printer.fault = None
    at_work.press(KEY.Key_F9)
    assert at_work.find("intake.banner", Banner).words() == ""
    assert at_work.find("intake.papers_done", Banner).words() == "已送打印。"
    assert len(at_work.desk.printer.jobs) == len(state.papers) - 1  # no printer for labels is set
    at_work.press(KEY.Key_F9)
    assert at_work.intake.step == "applicant"
    assert at_work.intake.form.value("applicant.name") == ""
    assert at_work.focus_name() == "applicant.name"  # the next person's name can be typed at once
    assert at_work.find("intake.papers_done", Banner).words() == ""  # that was of the last person's papers


def test_enter_moves_on_and_escape_steps_back_without_losing_anything(at_work: Driver) -> None:
    at_work.type_words(NAME)
    at_work.press(KEY.Key_Return)
    assert at_work.focus_name() == "applicant.document_kind"
    at_work.press(KEY.Key_Return)
    at_work.type_words("110105194912310021")
    at_work.press(KEY.Key_Escape)
    assert at_work.focus_name() == "applicant.document_kind"

    state = at_work.intake.state
    assert state is not None
    assert state.case.form["applicant.document_number"] == "110105194912310021"
    message = at_work.find("applicant.document_number.message", QLabel)
    assert message.isVisible()
    assert "X" in message.text()


def test_steps_and_screens_have_keys(at_work: Driver) -> None:
    for at, step in enumerate(("applicant", "item", "materials", "confirm", "papers")):
        at_work.press(Qt.Key(KEY.Key_1.value + at), ALT)
        assert at_work.intake.step == step
    assert at_work.window.frame is not None
    for at, screen in enumerate(("intake", "cases", "sync", "settings")):
        at_work.press(Qt.Key(KEY.Key_1.value + at), CTRL)
        assert at_work.window.frame.screen_name == screen


def test_every_key_on_a_control_does_what_it_says(at_work: Driver) -> None:
    at_work.press(KEY.Key_F4)
    assert at_work.focus_name() == "intake.item_search"
    at_work.press(KEY.Key_F1)
    assert at_work.find("intake.guide", QTextBrowser).isVisible()
    at_work.press(KEY.Key_F7)
    assert at_work.find("intake.notice.close", QPushButton).isVisible()
    at_work.press(KEY.Key_F8)
    assert at_work.intake.step == "papers"


def test_locking_hides_the_case_and_keeps_it(at_work: Driver) -> None:
    at_work.type_words(NAME)
    at_work.press(KEY.Key_F12)
    assert at_work.window.frame is not None
    assert not at_work.window.frame.isVisible()
    assert at_work.focus_name() == "lock.password"

    at_work.type_words("wrong")
    at_work.press(KEY.Key_Return)
    banner = at_work.find("lock_screen.banner", Banner)
    assert banner.isVisible()
    assert not at_work.window.frame.isVisible()
    at_work.press(KEY.Key_F2)  # keys of the hidden screen do nothing
    assert not at_work.intake.form.reading

    at_work.type_words(PASSWORD)
    at_work.press(KEY.Key_Return)
    assert at_work.window.frame.isVisible()
    assert at_work.focus_name() == "applicant.name"
    assert at_work.intake.form.value("applicant.name") == NAME


def test_a_barcode_gun_fills_a_field(at_work: Driver) -> None:
    at_work.press(KEY.Key_Return)
    at_work.press(KEY.Key_Return)
    assert at_work.focus_name() == "applicant.document_number"

    QTest.keyClicks(focused(), resident_number())
    at_work.press(KEY.Key_Return)

    assert at_work.intake.form.value("applicant.document_number") == resident_number()
    assert at_work.focus_name() == "applicant.phone"


def test_a_barcode_gun_presses_no_button(at_work: Driver) -> None:
    pressed: list[bool] = []
    button = at_work.find("intake.next", QPushButton)
    button.clicked.connect(lambda: pressed.append(True))
    button.setFocus()

    QTest.keyClicks(button, "YZ12A00001P")
    QTest.keyClick(button, KEY.Key_Return)
    assert pressed == []

    QTest.qWait(80)
    QTest.keyClick(button, KEY.Key_Return)
    assert pressed == [True]


def test_a_passport_reader_types_its_lines_with_enter(at_work: Driver) -> None:
    at_work.intake.form.choose("applicant.document_kind", "passport")
    at_work.rest()
    at_work.find("applicant.mrz", QLineEdit).setFocus()

    at_work.type_words("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<")
    at_work.press(KEY.Key_Return)
    assert at_work.focus_name() == "applicant.mrz"
    at_work.type_words("L898902C36UTO7408122F1204159ZE184226B<<<<<10")
    at_work.press(KEY.Key_Return)

    assert at_work.intake.form.value("applicant.document_number") == "L898902C3"
    assert at_work.focus_name() == "applicant.phone"


def test_a_gun_in_the_search_takes_the_only_hit(at_work: Driver) -> None:
    at_work.press(KEY.Key_F4)
    QTest.keyClicks(focused(), "hunyin")
    QTest.keyClick(focused(), KEY.Key_Return)
    at_work.rest()

    assert at_work.intake.items.guide is not None
    assert at_work.find("intake.in_person", Banner).isVisible()


def test_a_restart_opens_the_draft_at_its_last_field(at_work: Driver, open_driver: Callable[..., Driver]) -> None:
    at_work.type_words(NAME)
    for _ in range(3):
        at_work.press(KEY.Key_Return)
    at_work.type_words("1990000")
    at_work.window.close()
    at_work.window.runner.close()

    again = open_driver()
    again.sign_in()

    assert again.intake.form.value("applicant.name") == NAME
    assert again.intake.form.value("applicant.phone") == "1990000"
    assert again.focus_name() == "applicant.phone"


def test_a_full_disk_is_said_in_the_page_and_typing_goes_on(at_work: Driver) -> None:
    at_work.desk.store.next_commit_error = StoreError("disk_full")
    at_work.type_words(NAME)
    at_work.press(KEY.Key_Return)

    banner = at_work.find("intake.banner", Banner)
    assert banner.isVisible()
    assert "磁盘" in banner.words() or "空间" in banner.words()
    line = at_work.find("applicant.name", QLineEdit)
    assert line.text() == NAME


def test_a_bug_is_told_with_an_incident_id_and_without_names(
    at_work: Driver, expect_log: ExpectLog, caplog: pytest.LogCaptureFixture
) -> None:
    expect_log("tongban.crash", "incident [0-9A-Z]{8}")

    at_work.window.show_error(ValueError(f"odd thing about {NAME} {resident_number()}"))

    banner = at_work.find("intake.banner", Banner)
    assert banner.isVisible()
    assert "编号" in banner.words()
    assert NAME not in caplog.text
    assert resident_number() not in caplog.text


def test_a_second_window_key_while_receiving_makes_one_case(at_work: Driver) -> None:
    case_id = at_work.desk.ready()
    at_work.intake.parked.take_up(case_id)
    at_work.rest()
    target = QApplication.focusWidget() or at_work.window

    QTest.keyClick(target, KEY.Key_F9)
    QTest.keyClick(target, KEY.Key_F9)
    at_work.rest()

    with at_work.desk.store.unit_of_work() as unit:
        assert [one.after for one in unit.cases.changes(case_id)].count(CaseState.RECEIVED) == 1


def test_a_scan_asked_for_before_the_devices_are_known_is_made_when_they_are(
    at_work: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def no_dialog(_dialog: QFileDialog) -> int:
        asked.append("files")
        return 0

    monkeypatch.setattr(QFileDialog, "exec", no_dialog)
    to_materials(at_work)

    capture = at_work.intake.materials.capture
    capture.sources = ()
    capture.sources_changed.emit()
    capture.find_sources()
    QTest.keyClick(QApplication.focusWidget() or at_work.window, KEY.Key_F5)
    at_work.rest()

    state = at_work.intake.state
    assert state is not None
    assert sum(len(row.pages) for row in state.rows) == 1
    assert not asked


def test_enter_in_the_last_field_leads_to_the_next_action_and_leaves_every_panel_alive(at_work: Driver) -> None:
    view = at_work.window.findChild(IntakeView)
    assert view is not None
    at_work.find("agent.present", QCheckBox).setFocus()
    at_work.press(KEY.Key_Return)
    assert at_work.focus_name() == "intake.next"

    gc.collect()
    QApplication.processEvents()
    assert all(shiboken6.isValid(panel) for panel in (view.applicant, view.item, view.material, view.confirm))


def test_after_a_restart_the_clerk_is_back_at_the_page(open_driver: Callable[..., Driver]) -> None:
    before = open_driver()
    before.sign_in()
    to_materials(before)
    before.press(KEY.Key_F5)
    before.press(KEY.Key_F6)
    before.press(KEY.Key_F5)
    assert before.intake.materials.row is not None
    code = before.intake.materials.row.material.code

    before.window.hide()
    after = open_driver()
    after.sign_in()
    assert after.intake.step == "materials"
    assert after.intake.materials.row is not None
    assert after.intake.materials.row.material.code == code
    assert after.focus_name() == "intake.materials"


def test_after_a_restart_behind_the_chosen_item_the_first_question_has_the_cursor(
    open_driver: Callable[..., Driver],
) -> None:
    before = open_driver()
    before.sign_in()
    before.press(KEY.Key_F4)
    before.type_words("hhqy")
    before.press(KEY.Key_Return)
    before.press(KEY.Key_Return)
    assert before.focus_name() == "question.agent.yes"

    before.window.hide()
    after = open_driver()
    after.sign_in()
    assert (after.intake.step, after.focus_name()) == ("materials", "question.agent.yes")
    assert focused().isVisible()


def test_after_a_restart_no_hidden_field_takes_what_is_typed(open_driver: Callable[..., Driver]) -> None:
    before = open_driver()
    before.sign_in()
    before.press(KEY.Key_F2)
    before.type_words("19900000001")
    before.press(KEY.Key_Return)

    before.window.hide()
    after = open_driver()
    after.sign_in()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.isVisible()
    assert (after.intake.step, after.focus_name().partition(".")[0]) == ("applicant", "applicant")


def test_tab_reads_the_materials_step_from_top_to_bottom(at_work: Driver) -> None:
    to_materials(at_work)
    at_work.press(KEY.Key_Down)
    at_work.press(KEY.Key_F5)
    at_work.press(KEY.Key_M, CTRL)  # on a small screen the tools of a page are folded away
    at_work.find("question.agent.yes", QPushButton).setFocus()
    seen = []
    for _ in range(26):
        at_work.press(KEY.Key_Tab)
        seen.append(at_work.focus_name())
    wanted = ["question.agent.no", "intake.materials", "material.way.paper", "material.originals", "material.remark"]
    wanted += ["intake.source", "intake.pages", "intake.edges", "intake.move_page", "intake.verify"]
    places = [seen.index(name) for name in wanted]
    assert places == sorted(places), seen
