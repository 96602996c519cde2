"""The person-and-card check: consent first, the clerk decides, and the pictures go nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.audit import AuditAction
from app.domain.case import CaseState
from app.domain.errors import RuleError
from app.domain.identity_check import CheckWay, ConsentGiver, FaceHint, PersonCheck, PersonVerdict, person_check
from app.platform.encoder import CanonicalFactEncoder
from app.services.check_person import LONGEST_HELD, CheckPerson
from tests.fakes.desk import resident_number
from tests.fakes.workspace import WindowDesk, card

CARD, LIVE = b"BM card picture " * 64, b"\xff\xd8 live picture " * 64
SAME, NOT_SAME, UNSURE = PersonVerdict.SAME, PersonVerdict.NOT_SAME, PersonVerdict.UNSURE
CHILD = resident_number("99010120150517001")


class ScriptedFaces:
    """`FaceComparer` that always says the same, and remembers that it was asked."""

    def __init__(self, hint: FaceHint | None) -> None:
        self.hint = hint
        self.asked = 0

    def compare(self, card_picture: bytes, live_picture: bytes) -> FaceHint | None:
        assert (card_picture, live_picture) == (CARD, LIVE)
        self.asked += 1
        return self.hint


@pytest.fixture
def desk() -> WindowDesk:
    return WindowDesk()


@pytest.fixture
def check(desk: WindowDesk) -> CheckPerson:
    return desk.workspace.check_person


@pytest.fixture
def case_id(desk: WindowDesk) -> str:
    """A draft with an applicant whose card was read."""
    case_id = desk.open_case.start(desk.session).case.id
    desk.workspace.read_identity.apply(desk.session, case_id, "applicant", card())
    return case_id


def laid(desk: WindowDesk, case_id: str) -> bool:
    return desk.held_pictures.pair(case_id, "applicant") is not None


def lay(desk: WindowDesk, case_id: str) -> None:
    check = desk.workspace.check_person
    check.record_consent(desk.session, case_id, "applicant", ConsentGiver.SELF)
    check.lay_side_by_side(case_id, "applicant", CARD, LIVE)
    assert laid(desk, case_id)


def everything_stored(desk: WindowDesk) -> str:
    """All that lies in the store, as text; the vault's and the outbox's bytes with it."""
    drafts = desk.workspace.open_case.parked(desk.session)
    with desk.store.unit_of_work() as unit:
        cases = [unit.cases.get(draft.id) for draft in drafts]
        audit = unit.audit.entries(1000)
        outbox = [entry.fact for one in cases for entry in unit.outbox.of_case(one.id)]
    return repr((cases, audit, outbox, vars(desk.vault)))


def test_no_live_picture_without_consent(check: CheckPerson, case_id: str, desk: WindowDesk) -> None:
    with pytest.raises(RuleError, match="consent_missing"):
        check.lay_side_by_side(case_id, "applicant", CARD, LIVE)
    assert not laid(desk, case_id)


def test_consent_is_recorded_and_logged(desk: WindowDesk, check: CheckPerson, case_id: str) -> None:
    assert check.consent_needed_from(case_id, "applicant") is ConsentGiver.SELF
    check.record_consent(desk.session, case_id, "applicant", ConsentGiver.SELF)
    with desk.store.unit_of_work() as unit:
        newest = unit.audit.entries()[0]
    assert (newest.action, newest.clerk_id, newest.subject) == (
        AuditAction.CONSENT_RECORDED,
        desk.session.clerk.id,
        case_id,
    )
    shown = check.lay_side_by_side(case_id, "applicant", CARD, LIVE)
    assert (shown.card, shown.live, shown.hint) == (CARD, LIVE, None)
    assert "picture" not in repr(shown)


def test_for_a_child_the_guardian_consents(desk: WindowDesk, check: CheckPerson) -> None:
    case_id = desk.open_case.start(desk.session).case.id
    child = card("张样本", CHILD)
    child = replace(child, person=replace(child.person, birth_date=date(2015, 5, 17)))
    desk.workspace.read_identity.apply(desk.session, case_id, "applicant", child)
    assert check.consent_needed_from(case_id, "applicant") is ConsentGiver.GUARDIAN
    with pytest.raises(RuleError, match="guardian_consent"):
        check.record_consent(desk.session, case_id, "applicant", ConsentGiver.SELF)
    check.record_consent(desk.session, case_id, "applicant", ConsentGiver.GUARDIAN)
    check.lay_side_by_side(case_id, "applicant", CARD, LIVE)


def test_consent_of_who_stood_there_before_counts_for_nothing(
    desk: WindowDesk, check: CheckPerson, case_id: str
) -> None:
    check.record_consent(desk.session, case_id, "applicant", ConsentGiver.SELF)
    other = card("李样本", resident_number("99010119880101003"))
    desk.workspace.read_identity.apply(desk.session, case_id, "applicant", other, replace_other=True)
    with pytest.raises(RuleError, match="consent_missing"):
        check.lay_side_by_side(case_id, "applicant", CARD, LIVE)


@pytest.mark.parametrize(("verdict", "remark"), [(SAME, ""), (NOT_SAME, "相貌明显不同"), (UNSURE, "照片太旧")])
def test_the_clerk_signs_and_the_pictures_go(
    desk: WindowDesk, check: CheckPerson, case_id: str, verdict: PersonVerdict, remark: str
) -> None:
    lay(desk, case_id)
    case = check.attest(desk.session, case_id, "applicant", verdict, remark).case
    assert person_check(case.form, "applicant") == PersonCheck(verdict, CheckWay.PICTURES, ConsentGiver.SELF, remark)
    assert not laid(desk, case_id)
    with desk.store.unit_of_work() as unit:
        newest = unit.audit.entries()[0]
    assert newest.action is AuditAction.PERSON_CHECKED
    assert newest.detail == f"applicant {verdict.value} pictures consent=self"


def test_looking_by_eye_is_always_enough(desk: WindowDesk, check: CheckPerson, case_id: str) -> None:
    case = check.attest(desk.session, case_id, "applicant", SAME).case
    assert person_check(case.form, "applicant") == PersonCheck(SAME, CheckWay.BY_EYE, None)


@pytest.mark.parametrize("verdict", [NOT_SAME, UNSURE])
def test_a_doubt_wants_words(desk: WindowDesk, check: CheckPerson, case_id: str, verdict: PersonVerdict) -> None:
    lay(desk, case_id)
    with pytest.raises(RuleError, match="reason_required"):
        check.attest(desk.session, case_id, "applicant", verdict, " ")
    assert laid(desk, case_id), "the clerk still has to decide"


def test_nobody_on_the_form_nobody_to_check(desk: WindowDesk, check: CheckPerson) -> None:
    case_id = desk.open_case.start(desk.session).case.id
    with pytest.raises(RuleError, match="nobody_to_check"):
        check.record_consent(desk.session, case_id, "applicant", ConsentGiver.SELF)
    with pytest.raises(RuleError, match="nobody_to_check"):
        check.attest(desk.session, case_id, "applicant", SAME)


@pytest.mark.parametrize("hint", [FaceHint(0.31, SAME), FaceHint(1.2, UNSURE), None])
def test_a_model_where_one_is_installed_only_hints(desk: WindowDesk, case_id: str, hint: FaceHint | None) -> None:
    faces = ScriptedFaces(hint)
    check = replace(desk.workspace.check_person, faces=faces)
    check.record_consent(desk.session, case_id, "applicant", ConsentGiver.SELF)
    assert check.lay_side_by_side(case_id, "applicant", CARD, LIVE).hint == hint
    assert faces.asked == 1
    with desk.store.unit_of_work() as unit:
        assert person_check(unit.cases.get(case_id).form, "applicant") is None


def test_the_pictures_never_reach_the_store_the_vault_or_the_outbox(
    desk: WindowDesk, check: CheckPerson, case_id: str
) -> None:
    lay(desk, case_id)
    before = everything_stored(desk)
    check.attest(desk.session, case_id, "applicant", SAME)
    for stored in (before, everything_stored(desk)):
        assert "card picture" not in stored
        assert "live picture" not in stored
    assert "check_verdict" in everything_stored(desk), "the search would have found something"


def test_a_received_case_tells_the_platform_nothing_of_the_check(desk: WindowDesk, check: CheckPerson) -> None:
    case_id = desk.ready()
    lay(desk, case_id)
    check.attest(desk.session, case_id, "applicant", SAME, "本人")
    replace(desk.receive, encoder=CanonicalFactEncoder("moshan"))(desk.session, case_id)
    with desk.store.unit_of_work() as unit:
        facts = [entry.fact.body for entry in unit.outbox.of_case(case_id)]
    assert facts
    assert not any(word in fact for fact in facts for word in (b"check", b"consent", b"picture", "本人".encode()))


@pytest.mark.parametrize("state", [state for state in CaseState if state is not CaseState.DRAFT])
def test_they_go_when_the_case_is_no_draft_any_more(
    desk: WindowDesk, check: CheckPerson, case_id: str, state: CaseState
) -> None:
    lay(desk, case_id)
    check.on_desk(case_id, CaseState.DRAFT)
    assert laid(desk, case_id)
    check.on_desk(case_id, state)
    assert not laid(desk, case_id)


def test_they_go_when_another_case_lies_on_the_desk(desk: WindowDesk, check: CheckPerson, case_id: str) -> None:
    lay(desk, case_id)
    check.on_desk("another", CaseState.DRAFT)
    assert not laid(desk, case_id)


def test_they_go_when_their_time_is_up(desk: WindowDesk, case_id: str) -> None:
    lay(desk, case_id)
    desk.clock.advance(LONGEST_HELD - timedelta(seconds=1))
    assert laid(desk, case_id)
    desk.clock.advance(timedelta(seconds=1))
    assert not laid(desk, case_id)


def test_they_go_with_the_clerk(desk: WindowDesk, case_id: str) -> None:
    lay(desk, case_id)
    desk.workspace.leave()
    assert not laid(desk, case_id)


def test_they_are_overwritten_not_only_let_go(desk: WindowDesk, case_id: str) -> None:
    lay(desk, case_id)
    held = desk.held_pictures._held
    assert held is not None
    desk.held_pictures.forget()
    assert set(held.card) == set(held.live) == {0}


def test_another_pair_takes_the_place_of_the_one_before(desk: WindowDesk, case_id: str) -> None:
    lay(desk, case_id)
    desk.held_pictures.lay("another", "agent", CARD, LIVE)
    assert not laid(desk, case_id)
    assert desk.held_pictures.pair("another", "agent") == (CARD, LIVE)
    assert desk.held_pictures.pair("another", "applicant") is None
