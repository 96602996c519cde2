"""A number typed over what a card said: what came with the card goes, the number speaks for itself."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.applicant import IdentitySource, Person, Sex
from app.domain.identity_ladder import CardTrouble, Rung
from app.services.identity_ladder import other_proof
from app.services.read_identity import AGENT, APPLICANT
from tests.fakes.desk import NAME, resident_number
from tests.fakes.workspace import WindowDesk, card

OTHER = resident_number("99010119880101003")
OTHER_WOMAN = resident_number("99010119851231002")


@pytest.fixture
def desk() -> WindowDesk:
    return WindowDesk()


def with_card(desk: WindowDesk, role: str) -> str:
    case_id = desk.open_case.start(desk.session).case.id
    desk.workspace.read_identity.apply(desk.session, case_id, role, card())
    form = desk.open_case.current(case_id).case.form
    assert (form[f"{role}.source"], form[f"{role}.birth_date"]) == ("card_reader", "1990-05-17")
    return case_id


@pytest.mark.parametrize("role", [APPLICANT, AGENT])
def test_what_the_card_said_goes_with_its_number(desk: WindowDesk, role: str) -> None:
    case_id = with_card(desk, role)

    state = desk.edit_case.set_fields(case_id, {f"{role}.document_number": OTHER_WOMAN}, f"{role}.document_number")

    form = state.case.form
    assert form[f"{role}.source"] == IdentitySource.TYPED
    assert form[f"{role}.name"] == NAME
    gone = ("sex", "birth_date", "address", "valid_from", "valid_until", "issuing_authority", "reader_serial")
    assert [form.get(f"{role}.{name}", "") for name in gone] == [""] * len(gone)
    person = state.reading.applicant_person if role == APPLICANT else state.reading.agent_person
    assert isinstance(person, Person)
    assert (person.birth_date, person.sex, person.source) == (date(1985, 12, 31), Sex.FEMALE, IdentitySource.TYPED)
    assert state.errors == ()


def test_what_is_typed_together_with_the_number_stays(desk: WindowDesk) -> None:
    case_id = with_card(desk, APPLICANT)
    typed = {"applicant.document_number": OTHER, "applicant.address": "样本路9号"}
    assert desk.edit_case.set_fields(case_id, typed, "").case.form["applicant.address"] == "样本路9号"


def test_what_the_clerk_wrote_over_the_card_stays(desk: WindowDesk) -> None:
    case_id = with_card(desk, APPLICANT)
    desk.edit_case.set_fields(case_id, {"applicant.address": "样本路9号"}, "")

    form = desk.edit_case.set_fields(case_id, {"applicant.document_number": OTHER}, "").case.form

    assert (form["applicant.address"], form["applicant.valid_until"]) == ("样本路9号", "")


def test_what_another_card_says_afterwards_is_not_the_clerks_word(desk: WindowDesk) -> None:
    case_id = with_card(desk, APPLICANT)
    desk.edit_case.set_fields(case_id, {"applicant.address": "样本路9号"}, "")
    desk.workspace.read_identity.apply(desk.session, case_id, APPLICANT, card())

    form = desk.edit_case.set_fields(case_id, {"applicant.document_number": OTHER}, "").case.form

    assert form["applicant.address"] == ""


def test_the_same_number_spaced_otherwise_is_the_same(desk: WindowDesk) -> None:
    case_id = with_card(desk, APPLICANT)
    number = resident_number()
    typed = {"applicant.document_number": f"{number[:6]} {number[6:14]} {number[14:].lower()}"}
    form = desk.edit_case.set_fields(case_id, typed, "").case.form
    assert (form["applicant.source"], form["applicant.birth_date"]) == ("card_reader", "1990-05-17")


def test_reading_the_card_again_brings_everything_back(desk: WindowDesk) -> None:
    case_id = with_card(desk, APPLICANT)
    before = dict(desk.open_case.current(case_id).case.form)
    desk.edit_case.set_fields(case_id, {"applicant.document_number": OTHER}, "")
    desk.workspace.read_identity.apply(desk.session, case_id, APPLICANT, card(), replace_other=True)
    assert desk.open_case.current(case_id).case.form.items() >= before.items()


def test_an_older_reason_for_another_proof_is_not_said_of_the_new_number(desk: WindowDesk) -> None:
    case_id = desk.open_case.start(desk.session).case.id
    desk.edit_case.set_fields(case_id, {"applicant.document_number": resident_number()}, "")
    take = desk.workspace.identity_ladder.take
    take(desk.session, case_id, APPLICANT, CardTrouble.CHIP_DEAD, Rung.TEMPORARY_ID, "读不出")
    desk.workspace.read_identity.apply(desk.session, case_id, APPLICANT, card())
    state = desk.edit_case.set_fields(case_id, {"applicant.document_number": OTHER}, "")
    assert other_proof(state.case, APPLICANT) is None


@pytest.mark.parametrize(
    "typed",
    [{"applicant.document_number": OTHER}, {"applicant.document_kind": "resident_id"}],
    ids=["another number", "another kind of document"],
)
def test_a_birth_date_that_nobody_sees_never_contradicts_a_number(desk: WindowDesk, typed: dict[str, str]) -> None:
    case_id = desk.open_case.start(desk.session).case.id
    before = {
        "applicant.document_kind": "passport" if "applicant.document_kind" in typed else "household_register",
        "applicant.document_number": resident_number(),
        "applicant.birth_date": "1974-08-12",
    }
    desk.edit_case.set_fields(case_id, before, "")
    state = desk.edit_case.set_fields(case_id, typed, "")
    assert "input.birth_date_differs" not in {error.code for error in state.errors}
    assert state.case.form["applicant.birth_date"] == ""
