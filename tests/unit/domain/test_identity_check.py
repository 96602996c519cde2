"""Whose card it is, and the record of who stood there."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.identity_check import (
    CheckWay,
    ConsentGiver,
    OtherPersonChoice,
    PersonCheck,
    PersonVerdict,
    consent_giver,
    other_organisation_choices,
    other_person_choices,
    person_check,
    person_check_fields,
)

NEW, AGENT, APPLICANT, REPLACE = (
    OtherPersonChoice.NEW_CASE,
    OtherPersonChoice.AS_AGENT,
    OtherPersonChoice.AS_APPLICANT,
    OtherPersonChoice.REPLACE,
)
ONE, TWO, THREE = "99010119900517001X", "990101198801010034", "990101197001010056"


@pytest.mark.parametrize(
    ("applicant", "agent", "role", "number", "choices"),
    [
        ("", "", "applicant", ONE, ()),
        (ONE, "", "applicant", ONE, ()),
        (ONE.lower(), "", "applicant", ONE, ()),
        (ONE, "", "agent", TWO, ()),
        (ONE, "", "applicant", TWO, (NEW, AGENT, REPLACE)),
        (ONE, TWO, "applicant", THREE, (NEW, REPLACE)),
        (ONE, TWO, "applicant", TWO, (AGENT, REPLACE)),
        (ONE, TWO, "agent", THREE, (NEW, REPLACE)),
        (ONE, TWO, "agent", ONE, (APPLICANT, REPLACE)),
        (ONE, TWO, "agent", TWO, ()),
    ],
)
def test_whose_card_it_can_be(
    applicant: str, agent: str, role: str, number: str, choices: tuple[OtherPersonChoice, ...]
) -> None:
    form = {"applicant.document_number": applicant, "agent.document_number": agent}
    assert other_person_choices(form, role, number) == choices


def test_an_organisation_does_not_become_a_person_unasked() -> None:
    form = {"applicant.kind": "organisation", "applicant.credit_code": "91990000MA0000000X"}
    assert other_person_choices(form, "applicant", ONE) == (NEW, AGENT, REPLACE)
    assert other_person_choices({"applicant.kind": "organisation"}, "applicant", ONE) == ()


@pytest.mark.parametrize(
    ("form", "fits"),
    [
        ({}, True),
        ({"applicant.kind": "organisation", "applicant.credit_code": "A"}, True),
        ({"applicant.kind": "organisation", "applicant.credit_code": "B"}, False),
        ({"applicant.document_number": ONE}, False),
    ],
)
def test_a_licence_fits_its_organisation_or_an_empty_form(form: dict[str, str], fits: bool) -> None:
    assert other_organisation_choices(form, "A") == (() if fits else (NEW, REPLACE))


@pytest.mark.parametrize(
    ("born", "giver"),
    [
        (date(2012, 11, 24), ConsentGiver.GUARDIAN),
        (date(2012, 11, 23), ConsentGiver.SELF),
        (None, ConsentGiver.SELF),
    ],
)
def test_under_fourteen_the_guardian_consents(born: date | None, giver: ConsentGiver) -> None:
    assert consent_giver(born, date(2026, 11, 23)) is giver


def test_a_check_goes_to_the_form_and_back_and_holds_for_its_number_alone() -> None:
    check = PersonCheck(PersonVerdict.UNSURE, CheckWay.PICTURES, ConsentGiver.GUARDIAN, "发型不同")
    form = {"agent.document_number": ONE, **person_check_fields("agent", ONE, check)}
    assert person_check(form, "agent") == check
    assert person_check(form, "applicant") is None
    assert person_check({**form, "agent.document_number": TWO}, "agent") is None
    assert person_check({"agent.document_number": ""}, "agent") is None
