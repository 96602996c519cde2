"""What needs a look is said as soon as the facts are there, and seen on the step; what cannot be chosen is refused."""

from __future__ import annotations

import pytest

from app.domain.errors import InputError
from app.domain.guardianship import GuardianHint
from app.domain.identifiers.warnings import IdentityWarning
from app.services.intake_state import AUDIENCE_WARNINGS, ORGANISATIONS_ONLY, PERSONS_ONLY, Mark, Step
from tests.fakes.desk import NAME, Desk, resident_number
from tests.fakes.guides import FAR, ITEM, InMemoryGuideSource, guide

GROWN = "11019919900517002"
CHILD = "11019920150517002"


def test_an_expired_card_is_told_before_anything_else_is_known() -> None:
    desk = Desk()
    case_id = desk.open_case.start(desk.session).case.id
    state = desk.edit_case.set_fields(case_id, {"applicant.valid_until": "2026-11-22"}, "applicant.valid_until")
    assert state.warnings == (IdentityWarning.EXPIRED,)
    assert state.marks[Step.APPLICANT] is Mark.ATTENTION


def test_a_complete_step_with_a_warning_does_not_look_done() -> None:
    desk = Desk()
    case_id = desk.draft(applicant__document_number=resident_number(GROWN))
    assert desk.open_case.current(case_id).marks[Step.APPLICANT] is Mark.DONE
    expired = desk.edit_case.set_fields(case_id, {"applicant.valid_until": "2026-11-22"}, "applicant.valid_until")
    assert expired.marks[Step.APPLICANT] is Mark.WARNING
    renewed = desk.edit_case.set_fields(case_id, {"applicant.valid_until": "2036-11-22"}, "applicant.valid_until")
    assert renewed.marks[Step.APPLICANT] is Mark.DONE


def test_an_expired_card_of_the_agent_counts_too() -> None:
    desk = Desk()
    case_id = desk.draft(applicant__document_number=resident_number(GROWN), agent__present="yes")
    state = desk.edit_case.set_fields(case_id, {"agent.valid_until": "2020-01-01"}, "agent.name")
    assert state.warnings == (IdentityWarning.EXPIRED,)


def test_a_child_needs_its_guardian_from_the_moment_the_number_is_known() -> None:
    desk = Desk()
    case_id = desk.open_case.start(desk.session).case.id
    number = {"applicant.document_number": resident_number(CHILD)}
    state = desk.edit_case.set_fields(case_id, number, "applicant.document_number")
    assert state.warnings == (GuardianHint.NEEDED, GuardianHint.CONSENT)
    with_guardian = desk.edit_case.set_fields(case_id, {"agent.present": "yes"}, "agent.name")
    assert with_guardian.warnings == (GuardianHint.TO_CHECK, GuardianHint.CONSENT)


def test_a_received_case_stays_done() -> None:
    desk = Desk()
    case_id = desk.ready()
    desk.edit_case.set_fields(case_id, {"applicant.valid_until": "2020-01-01"}, "applicant.valid_until")
    state = desk.receive(desk.session, case_id)
    assert set(state.marks.values()) == {Mark.DONE}


@pytest.mark.parametrize(
    "name",
    [
        "applicant.kind",
        "applicant.document_kind",
        "applicant.sex",
        "applicant.source",
        "agent.document_kind",
        "agent.sex",
        "agent.source",
        "delivery.way",
    ],
)
def test_what_nobody_can_choose_is_refused_and_nothing_changes(name: str) -> None:
    desk = Desk()
    case_id = desk.draft()
    with pytest.raises(InputError, match=r"input\.not_a_choice") as refused:
        desk.edit_case.set_fields(case_id, {name: "library_card", "applicant.name": "别人"}, name)
    assert refused.value.field == name
    state = desk.open_case.current(case_id)
    assert state.case.form["applicant.name"] == NAME


def test_a_choice_may_be_taken_back() -> None:
    desk = Desk()
    case_id = desk.draft(applicant__document_kind="passport")
    state = desk.edit_case.set_fields(case_id, {"applicant.document_kind": ""}, "applicant.document_kind")
    assert state.errors == ()


@pytest.mark.parametrize(
    ("audience", "kind", "warned"),
    [
        ("both", "person", ()),
        ("both", "organisation", ()),
        ("person", "person", ()),
        ("organisation", "organisation", ()),
        ("organisation", "person", (ORGANISATIONS_ONLY,)),
        ("person", "organisation", (PERSONS_ONLY,)),
    ],
)
def test_a_guide_for_others_is_seen_on_the_step_of_the_item(audience: str, kind: str, warned: tuple[str, ...]) -> None:
    desk = Desk(InMemoryGuideSource(guide(service_object=audience)))
    case_id = desk.draft(applicant__kind=kind, applicant__credit_code="91990000MA0000001B")
    state = desk.edit_case.choose(case_id, ITEM, FAR)
    assert tuple(one for one in state.warnings if one in AUDIENCE_WARNINGS) == warned
    assert state.marks[Step.ITEM] is (Mark.WARNING if warned else Mark.DONE)


def test_nobody_is_warned_of_an_item_before_it_is_known_who_asks() -> None:
    desk = Desk(InMemoryGuideSource(guide(service_object="organisation")))
    case_id = desk.open_case.start(desk.session).case.id
    assert desk.edit_case.choose(case_id, ITEM, FAR).warnings == ()
