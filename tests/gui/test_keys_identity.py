"""Another person's card, dead chips and pages that say who somebody is, by keys on a real window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget

from app.domain.applicant import IdDocument, IdDocumentKind
from app.domain.errors import DeviceError
from app.domain.page_text import KnownPaper, PageReading, PaperField, SignatureHint
from tests.fakes.desk import NAME, PHONE, resident_number
from tests.fakes.guides import FAR, ITEM
from tests.fakes.workspace import WindowDesk, card
from tests.gui.driver import Driver, picture
from ui.widgets.banner import Banner
from ui.widgets.choice_banner import ChoiceBanner
from ui.widgets.choice_list import ChoiceList

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


def dead_chip(clerk: Driver) -> None:
    clerk.desk.reader.fault = DeviceError("card_unreadable")
    clerk.press(KEY.Key_F2)


def rungs(clerk: Driver) -> ChoiceList:
    return clerk.find("identity.rungs", ChoiceList)


def test_a_dead_chip_goes_down_the_ladder_by_keys(at_work: Driver) -> None:
    assert not rungs(at_work).isVisible()
    dead_chip(at_work)
    assert rungs(at_work).isVisible()
    assert "芯片读不出" in at_work.find("identity.ladder.title", QLabel).text()
    assert at_work.focus_name() == "applicant.name"
    assert at_work.intake.identity.ladder.rungs[0].is_next

    at_work.press(KEY.Key_L, ALT)
    assert at_work.focus_name() == "identity.rungs"
    at_work.press(KEY.Key_Return)
    assert at_work.intake.identity.ladder.rungs[1].is_next

    at_work.press(KEY.Key_L, ALT)
    at_work.press(KEY.Key_Down)
    at_work.press(KEY.Key_Return)
    assert at_work.focus_name() == "identity.reason"
    assert at_work.find("identity.reason", QLineEdit).text() == "芯片读不出，读了 2 次"
    at_work.press(KEY.Key_Return)

    form = stored(at_work, at_work.intake.desk.case_id)
    assert form["applicant.document_kind"] == "temporary_id"
    assert form["applicant.proof_reason"] == "芯片读不出，读了 2 次"
    assert not rungs(at_work).isVisible()
    assert "临时居民身份证" in at_work.find("identity.recorded", QLabel).text()
    assert at_work.focus_name() == "applicant.name"


def test_no_rung_is_taken_without_a_reason(at_work: Driver) -> None:
    dead_chip(at_work)
    at_work.press(KEY.Key_L, ALT)
    at_work.press(KEY.Key_Down)
    at_work.press(KEY.Key_Return)
    at_work.find("identity.reason", QLineEdit).selectAll()
    at_work.press(KEY.Key_Delete)
    at_work.press(KEY.Key_Return)

    assert at_work.find("identity.reason.message", QLabel).isVisible()
    assert "applicant.proof_rung" not in stored(at_work, at_work.intake.desk.case_id)
    at_work.press(KEY.Key_Escape)
    assert at_work.focus_name() == "identity.rungs"


def test_an_expired_card_asks_for_another_proof(at_work: Driver) -> None:
    read = card()
    document = IdDocument(
        IdDocumentKind.RESIDENT_ID, resident_number(), "样本公安局", date(2005, 1, 1), date(2015, 1, 1)
    )
    at_work.desk.reader.reading = replace(read, person=replace(read.person, document=document))
    at_work.press(KEY.Key_F2)

    assert "已过有效期" in at_work.find("identity.ladder.title", QLabel).text()
    assert value(at_work, "applicant.name") == NAME
    assert rungs(at_work).keys()[0] == "identity_ladder.temporary_id"


def test_a_card_left_at_home_can_be_said(at_work: Driver) -> None:
    at_work.press(KEY.Key_L, ALT)

    assert "没有带证件" in at_work.find("identity.ladder.title", QLabel).text()
    assert at_work.focus_name() == "identity.rungs"
    at_work.press(KEY.Key_Escape)
    assert not rungs(at_work).isVisible()


def test_a_card_that_can_be_read_after_all_takes_the_ladder_away(at_work: Driver) -> None:
    dead_chip(at_work)
    at_work.desk.reader.fault = None
    at_work.press(KEY.Key_F2)

    assert not rungs(at_work).isVisible()
    assert value(at_work, "applicant.name") == NAME


def to_materials(clerk: Driver) -> None:
    """An item, and nobody on the form yet."""
    clerk.intake.go_to("item")
    clerk.intake.items.search("")
    clerk.rest()
    clerk.intake.items.take_item(ITEM)
    clerk.intake.items.choose_place(FAR)
    clerk.rest()
    clerk.intake.materials.questions.answer("agent", "no")
    clerk.rest()
    clerk.press(KEY.Key_3, ALT)


class PassportReader:
    """`TextReader` that finds a passport on every page; its sex failed its own check."""

    def warm(self) -> None:
        """Nothing to make ready."""

    def read(self, data: bytes, codes: Sequence[object] = ()) -> PageReading:
        fields = (
            PaperField("name", "ERIKSSON ANNA", 0.9, True, None),
            PaperField("number", "L898902C3", 0.9, True, None),
            PaperField("birth_date", "1974-08-12", 0.9, None, None),
            PaperField("sex", "female", 0.4, False, None),
            PaperField("valid_until", "2031-04-15", 0.9, True, None),
        )
        return PageReading(420, 594, (), KnownPaper("passport", 0.9, fields), (), SignatureHint.NO_PLACE)


@pytest.fixture
def at_passport(desk: WindowDesk, open_driver: Callable[..., Driver]) -> Driver:
    """A draft with an item and nobody on the form; every page that is scanned is a passport."""
    desk.workspace = replace(desk.workspace, read_page=replace(desk.read_page, reader=PassportReader()))
    clerk = open_driver()
    clerk.sign_in()
    to_materials(clerk)
    return clerk


def offer(clerk: Driver) -> QWidget:
    return clerk.find("identity.page_offer", QWidget)


def test_a_scanned_passport_fills_an_empty_form_when_the_clerk_says_so(at_passport: Driver) -> None:
    at_passport.press(KEY.Key_F5)
    assert "护照" in at_passport.find("intake.banner", Banner).words()
    at_passport.press(KEY.Key_1, ALT)
    assert offer(at_passport).isVisible()
    assert value(at_passport, "applicant.document_number") == ""

    at_passport.press(KEY.Key_T, ALT)

    assert value(at_passport, "applicant.document_number") == "L898902C3"
    assert value(at_passport, "applicant.document_kind") == "passport"
    assert value(at_passport, "applicant.birth_date") == "1974-08-12"
    assert value(at_passport, "applicant.sex") == ""
    assert not offer(at_passport).isVisible()


def test_what_stands_otherwise_is_replaced_only_where_it_was_ticked(at_passport: Driver) -> None:
    form = at_passport.intake.form
    for name, words in (("name", "ERIKSSON ANNA"), ("birth_date", "1974-08-13"), ("valid_until", "2030-01-01")):
        form.edit(f"applicant.{name}", words)
        form.leave(f"applicant.{name}")
    at_passport.press(KEY.Key_F5)
    at_passport.press(KEY.Key_1, ALT)

    at_passport.find("identity.replace.applicant.valid_until", QCheckBox).setFocus()
    at_passport.press(KEY.Key_Space)
    at_passport.press(KEY.Key_T, ALT)

    assert value(at_passport, "applicant.valid_until") == "2031-04-15"
    assert value(at_passport, "applicant.birth_date") == "1974-08-13"
    assert not offer(at_passport).isVisible()


def test_a_page_that_is_not_wanted_is_not_offered_again(at_passport: Driver) -> None:
    at_passport.press(KEY.Key_F5)
    at_passport.press(KEY.Key_1, ALT)
    at_passport.press(KEY.Key_D, ALT)
    at_passport.find("applicant.phone", QLineEdit).setFocus()
    at_passport.type_words(PHONE)
    at_passport.press(KEY.Key_Return)

    assert not offer(at_passport).isVisible()
    assert value(at_passport, "applicant.document_number") == ""


def test_a_passport_of_somebody_else_is_no_offer(at_passport: Driver) -> None:
    at_passport.press(KEY.Key_F2)
    at_passport.press(KEY.Key_3, ALT)
    at_passport.press(KEY.Key_F5)
    at_passport.press(KEY.Key_1, ALT)

    assert not offer(at_passport).isVisible()
    assert value(at_passport, "applicant.name") == NAME


def test_the_photo_of_the_chip_or_that_nobody_could_open_it(at_work: Driver) -> None:
    words = at_work.find("identity.photo_words.applicant", QLabel)
    at_work.desk.reader.reading = replace(card(), photo_wlt=b"w" * 1024)
    at_work.press(KEY.Key_F2)
    assert words.isVisible()
    assert words.text() == "芯片照片未解码"

    at_work.desk.reader.reading = replace(card(), photo_wlt=b"w" * 1024, photo=picture("照", 102, 126))
    at_work.press(KEY.Key_F2)
    assert words.text() == "芯片里的照片"
    assert not at_work.find("identity.photo.applicant", QLabel).pixmap().isNull()

    at_work.press(KEY.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert not words.isVisible()
