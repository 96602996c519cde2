"""Step 1 by keys: a number typed over a card, whose card is asked about, the agent in large type, a parked draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from tests.fakes.desk import NAME, PHONE, resident_number
from tests.fakes.workspace import card
from tests.gui.driver import Driver
from ui.widgets.banner import Banner
from ui.widgets.choice_banner import ChoiceBanner

KEY = Qt.Key
ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
OTHER_NAME, OTHER_NUMBER = "陈样本", resident_number("99010119851231002")


def type_number_over(clerk: Driver) -> Banner:
    clerk.press(KEY.Key_F2)
    field = clerk.find("applicant.document_number", QLineEdit)
    field.setFocus()
    field.selectAll()
    clerk.type_words(OTHER_NUMBER)
    clerk.press(KEY.Key_Return)
    return clerk.find("intake.card_released", Banner)


def test_a_number_typed_over_a_card_is_told_and_nothing_is_out_of_reach(at_work: Driver) -> None:
    told = type_number_over(at_work)

    assert told.isVisible()
    assert "手工录入" in told.words()
    assert not [thing.key for thing in at_work.intake.missing if thing.key.endswith("birth_date")]
    shown = " ".join(one.text() for one in at_work.window.findChildren(QLabel) if one.isVisible())
    assert "1985年12月31日" in shown
    assert "1990年5月17日" not in shown
    assert "样本路" not in at_work.find("applicant.address", QLineEdit).text()


def test_the_key_of_the_step_in_front_brings_the_cursor_back(at_work: Driver) -> None:
    at_work.press(KEY.Key_1, ALT)
    at_work.find("intake.step.applicant", QPushButton).setFocus()

    at_work.press(KEY.Key_1, ALT)

    assert at_work.focus_name() == "applicant.name"


def test_a_wrong_field_with_the_cursor_in_it_shows_both(at_work: Driver) -> None:
    at_work.press(KEY.Key_1, ALT)
    field = at_work.find("applicant.phone", QLineEdit)
    field.setFocus()
    at_work.type_words("12")
    at_work.press(KEY.Key_Return)
    field.setFocus()
    at_work.rest()
    assert field.property("state") == "error"

    picture = field.grab().toImage()
    left, right = (picture.pixelColor(x, picture.height() // 2) for x in (2, picture.width() - 2))
    assert left.red() > left.blue(), "the mark of the error"
    assert right.blue() > right.red(), "the frame of the focus"


def test_reading_the_card_again_takes_it_back(at_work: Driver) -> None:
    told = type_number_over(at_work)
    at_work.press(KEY.Key_F2)
    at_work.press(KEY.Key_R, ALT)

    assert not told.isVisible()
    assert at_work.intake.form.value("applicant.source") == "card_reader"
    assert at_work.intake.form.value("applicant.document_number") == resident_number()


def test_a_birth_date_on_the_chip_that_contradicts_its_number_can_be_reached(at_work: Driver) -> None:
    odd = at_work.desk.reader.reading
    at_work.desk.reader.reading = replace(odd, person=replace(odd.person, birth_date=date(1980, 1, 2)))
    at_work.press(KEY.Key_F2)
    at_work.type_words(PHONE)

    field = at_work.find("applicant.birth_date", QLineEdit)
    assert field.isVisible()
    at_work.intake.attend("applicant.birth_date")
    at_work.rest()
    assert at_work.focus_name() == "applicant.birth_date"
    field.selectAll()
    at_work.type_words("19900517")
    at_work.press(KEY.Key_Return)
    assert not [thing.key for thing in at_work.intake.missing if thing.key == "applicant.birth_date"]
    assert not field.isVisible()


def test_the_agent_s_contradicting_birth_date_can_be_reached_too(at_work: Driver) -> None:
    at_work.press(KEY.Key_F2)
    at_work.desk.reader.reading = card(OTHER_NAME, OTHER_NUMBER)  # with a birth date of its own
    at_work.press(KEY.Key_F2, SHIFT)

    at_work.intake.attend("agent.birth_date")
    at_work.rest()
    assert at_work.focus_name() == "agent.birth_date"
    at_work.find("agent.birth_date", QLineEdit).selectAll()
    at_work.type_words("19851231")
    at_work.press(KEY.Key_Return)
    assert not [thing.key for thing in at_work.intake.missing if thing.key == "agent.birth_date"]


def test_the_question_says_masked_whose_card_it_is(at_work: Driver) -> None:
    at_work.press(KEY.Key_F2)
    at_work.desk.reader.reading = card(OTHER_NAME, OTHER_NUMBER)
    at_work.press(KEY.Key_F2)

    words = at_work.find("intake.other_person", ChoiceBanner).words()
    assert f"陈*本（{OTHER_NUMBER[:3]}***********{OTHER_NUMBER[-4:]}）" in words
    assert OTHER_NUMBER not in words


def test_the_agent_s_card_shows_their_name_as_large_as_the_applicant_s(at_work: Driver) -> None:
    at_work.press(KEY.Key_F2)
    name = at_work.find("identity.agent_name", QLabel)
    assert not name.isVisible()
    at_work.desk.reader.reading = card(OTHER_NAME, OTHER_NUMBER)

    at_work.press(KEY.Key_F2, SHIFT)

    assert name.isVisible()
    assert (name.text(), name.property("role")) == (OTHER_NAME, "display")
    assert at_work.find("agent.authority_document", QLineEdit).placeholderText()


def test_one_key_takes_the_parked_draft_of_who_stands_there_up(at_work: Driver) -> None:
    at_work.press(KEY.Key_F2)
    at_work.type_words(PHONE)
    parked = at_work.intake.desk.case_id
    at_work.press(KEY.Key_N, CTRL)
    assert at_work.intake.desk.case_id != parked
    at_work.press(KEY.Key_F2)
    assert "Alt+J" in at_work.find("intake.parked_same.action", QPushButton).text()

    at_work.press(KEY.Key_J, ALT)

    assert at_work.intake.desk.case_id == parked
    assert at_work.intake.form.value("applicant.name") == NAME
    assert at_work.intake.form.value("applicant.phone") == PHONE


def test_without_anybody_there_the_key_goes_to_the_drawer(at_work: Driver) -> None:
    at_work.press(KEY.Key_F2)
    parked = at_work.intake.desk.case_id
    at_work.press(KEY.Key_N, CTRL)

    at_work.press(KEY.Key_J, ALT)
    assert at_work.focus_name() == "intake.parked"
    at_work.press(KEY.Key_Return)

    assert at_work.intake.desk.case_id == parked
