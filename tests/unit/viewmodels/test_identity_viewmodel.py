"""Whom a page is about, and whose card there is trouble with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.errors import DeviceError
from app.domain.identity_check import OtherPersonChoice
from app.domain.identity_ladder import CardTrouble, Rung
from app.domain.page_text import KnownPaper, PageReading, PaperField, SignatureHint
from tests.fakes.desk import NAME, resident_number
from tests.fakes.workspace import WindowDesk, card
from ui.viewmodels.intake_viewmodel import IntakeViewModel
from ui.viewmodels.page_identity_viewmodel import _role_of

CODE = "91990100MA00000010"
OTHER = resident_number("99010119880101003")


def reading(kind: str, **fields: str) -> PageReading:
    read = tuple(PaperField(name, value, 0.9, True, None) for name, value in fields.items())
    return PageReading(100, 100, (), KnownPaper(kind, 0.9, read), (), SignatureHint.NO_PLACE)


PERSON = {"applicant.name": NAME, "applicant.document_number": resident_number()}
COMPANY = {"applicant.kind": "organisation", "applicant.name": "样本贸易有限公司", "applicant.credit_code": CODE}
ACTING = {"agent.present": "yes"}
ACTED = {**ACTING, "agent.name": "李样本", "agent.document_number": OTHER}
CARD = reading("resident_id_front", name="李样本", number=OTHER)
OWN = reading("resident_id_front", name=NAME, number=resident_number())
LICENCE = reading("business_licence", company_name="样本贸易有限公司", number=CODE)


@pytest.mark.parametrize(
    ("form", "page", "role"),
    [
        ({}, OWN, "applicant"),
        (PERSON, OWN, "applicant"),
        ({"applicant.name": NAME}, OWN, "applicant"),
        ({**PERSON, "applicant.document_number": "1"}, OWN, "applicant"),
        (PERSON, CARD, None),
        ({**PERSON, **ACTING}, CARD, "agent"),
        ({**PERSON, **ACTED}, CARD, "agent"),
        ({**COMPANY, **ACTED}, OWN, None),
        ({**COMPANY, **ACTING}, CARD, "agent"),
        ({}, LICENCE, "applicant"),
        (COMPANY, LICENCE, "applicant"),
        ({**COMPANY, "applicant.name": "别的公司", "applicant.credit_code": "1"}, LICENCE, None),
        (PERSON, LICENCE, None),
        (PERSON, reading("resident_id_back", valid_until="2030-01-01"), None),
    ],
)
def test_a_page_is_about_whom_it_names_or_an_empty_place(
    form: dict[str, str], page: PageReading, role: str | None
) -> None:
    assert _role_of(form, page) == role


def fail(desk: WindowDesk, intake: IntakeViewModel, code: str, role: str = "applicant") -> None:
    desk.reader.fault = DeviceError(code)
    intake.form.read_card(role)
    desk.reader.fault = None


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("card_unreadable", CardTrouble.CHIP_DEAD),
        ("card_refused", CardTrouble.REFUSED),
        ("unplugged", CardTrouble.READER_OUT),
    ],
)
def test_what_the_reader_says_opens_its_ladder(
    desk: WindowDesk, intake: IntakeViewModel, code: str, trouble: CardTrouble
) -> None:
    fail(desk, intake, code)

    assert intake.identity.ladder.trouble is trouble
    assert intake.identity.ladder.rungs[0].key == Rung.TRY_AGAIN


def test_the_agents_dead_chip_has_a_ladder_too(desk: WindowDesk, intake: IntakeViewModel) -> None:
    intake.form.read_card("applicant")
    intake.form.choose("agent.present", "yes")
    ladder = intake.identity.ladder

    fail(desk, intake, "card_unreadable", "agent")
    ladder.take(Rung.POLICE_PROOF, "芯片坏了")

    state = intake.desk.state
    assert state is not None
    assert state.case.form["agent.proof_rung"] == Rung.POLICE_PROOF
    assert "applicant.proof_rung" not in state.case.form
    assert ladder.trouble is None
    assert len(ladder.recorded) == 1


def test_asked_for_it_is_about_who_is_not_proved_yet(intake: IntakeViewModel) -> None:
    ladder = intake.identity.ladder
    ladder.open()
    assert (ladder.role, ladder.trouble) == ("applicant", CardTrouble.NOT_AT_HAND)
    ladder.close()
    intake.form.read_card("applicant")
    intake.form.choose("agent.present", "yes")

    ladder.open()

    assert (ladder.role, ladder.trouble) == ("agent", CardTrouble.NOT_AT_HAND)


def test_an_organisation_has_no_card(intake: IntakeViewModel) -> None:
    intake.form.choose("applicant.kind", "organisation")
    intake.identity.ladder.open()

    assert not intake.identity.ladder.possible
    assert intake.identity.ladder.trouble is None


def test_a_foreigner_is_not_sent_for_a_household_register(intake: IntakeViewModel) -> None:
    intake.form.choose("applicant.document_kind", "passport")
    intake.identity.ladder.open()

    assert [one.key for one in intake.identity.ladder.rungs] == [Rung.PASSPORT, Rung.POLICE_PROOF]


def test_the_photo_goes_with_the_card_to_whom_it_is_said_to_be_of(desk: WindowDesk, intake: IntakeViewModel) -> None:
    intake.form.read_card("applicant")
    desk.reader.reading = replace(card("李样本", OTHER), photo=b"photo", photo_wlt=b"wlt")
    intake.form.read_card("applicant")
    photos = intake.identity.photos
    assert photos.photo("applicant") == b""

    intake.form.take_other_person(OtherPersonChoice.AS_AGENT)

    assert (photos.photo("applicant"), photos.photo("agent")) == (b"", b"photo")
    intake.person_check.choose_role("agent")
    assert intake.person_check.card == b"photo"
    photos.drop()
    assert photos.photo("agent") == b""


def test_read_by_mistake_is_forgotten(desk: WindowDesk, intake: IntakeViewModel) -> None:
    intake.form.read_card("applicant")
    desk.reader.reading = card("李样本", OTHER)
    intake.form.read_card("applicant")
    dropped: list[bool] = []
    intake.form.other_person_dropped.connect(lambda: dropped.append(True))

    intake.form.take_other_person(None)
    intake.form.take_other_person(OtherPersonChoice.REPLACE)

    assert dropped == [True]
    assert intake.form.other_person_choices == ()
    assert intake.form.value("applicant.name") == NAME
