"""Another person's card, dead chips and pages that say who somebody is, by keys on a real window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from tests.fakes.desk import NAME, PHONE, resident_number
from tests.fakes.workspace import card
from tests.gui.driver import Driver
from ui.widgets.choice_banner import ChoiceBanner

KEY = Qt.Key
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
OTHER_NAME, OTHER_NUMBER = "陈样本", resident_number("99010119900517002")


def value(clerk: Driver, name: str) -> str:
    return clerk.intake.form.value(name)


def stored(clerk: Driver, case_id: str) -> dict[str, str]:
    with clerk.desk.store.unit_of_work() as unit:
        return dict(unit.cases.get(case_id).form)


def read_other_card(clerk: Driver) -> ChoiceBanner:
    """The applicant's card, a phone being typed, and then a card that is not theirs."""
    clerk.press(KEY.Key_F2)
    assert clerk.focus_name() == "applicant.phone"
    clerk.type_words(PHONE)
    clerk.desk.reader.reading = card(OTHER_NAME, OTHER_NUMBER)
    clerk.press(KEY.Key_F2)
    return clerk.find("intake.other_person", ChoiceBanner)


def test_the_card_of_the_next_in_line_changes_nothing_until_it_is_said_whose_it_is(at_work: Driver) -> None:
    banner = read_other_card(at_work)

    assert banner.isVisible()
    assert [value(at_work, f"applicant.{name}") for name in ("name", "document_number", "phone")] == [
        NAME,
        resident_number(),
        PHONE,
    ]
    assert value(at_work, "agent.document_number") == ""
    assert at_work.focus_name() == "applicant.phone"

    at_work.press(KEY.Key_K, ALT)
    assert not banner.isVisible()
    assert value(at_work, "applicant.document_number") == resident_number()
    at_work.press(KEY.Key_R, ALT)
    assert value(at_work, "applicant.document_number") == resident_number()


def test_it_opens_a_case_of_its_own(at_work: Driver) -> None:
    banner = read_other_card(at_work)
    first = at_work.intake.desk.case_id

    at_work.press(KEY.Key_C, ALT)

    assert not banner.isVisible()
    assert at_work.intake.desk.case_id != first
    assert value(at_work, "applicant.document_number") == OTHER_NUMBER
    assert stored(at_work, first)["applicant.document_number"] == resident_number()


def test_it_is_the_agents(at_work: Driver) -> None:
    read_other_card(at_work)

    at_work.press(KEY.Key_G, ALT)

    assert value(at_work, "applicant.document_number") == resident_number()
    assert value(at_work, "agent.document_number") == OTHER_NUMBER
    assert at_work.find("agent.phone", QLineEdit).isVisible()
    assert at_work.focus_name() == "agent.phone"


def test_it_takes_the_place_of_the_applicant(at_work: Driver) -> None:
    read_other_card(at_work)

    at_work.press(KEY.Key_R, ALT)

    assert value(at_work, "applicant.document_number") == OTHER_NUMBER
    assert value(at_work, "applicant.name") == OTHER_NAME


def test_the_applicants_card_read_for_the_agent_can_be_put_right(at_work: Driver) -> None:
    at_work.press(KEY.Key_F2)
    at_work.desk.reader.reading = card(OTHER_NAME, OTHER_NUMBER)
    at_work.press(KEY.Key_F2, SHIFT)
    at_work.desk.reader.reading = card()
    at_work.press(KEY.Key_F2, SHIFT)
    banner = at_work.find("intake.other_person", ChoiceBanner)
    assert banner.isVisible()

    at_work.press(KEY.Key_A, ALT)

    assert value(at_work, "agent.document_number") == OTHER_NUMBER
    assert value(at_work, "applicant.document_number") == resident_number()
    assert not banner.isVisible()
