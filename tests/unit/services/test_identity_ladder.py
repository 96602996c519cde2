"""Another proof in place of the card: recorded with its reason, never in silence."""

from __future__ import annotations

import pytest

from app.domain.audit import AuditAction
from app.domain.errors import RuleError
from app.domain.identity_ladder import Assurance, CardTrouble, Rung
from app.services.identity_ladder import OtherProof, other_proof
from tests.fakes.workspace import WindowDesk, card

DEAD, REASON = CardTrouble.CHIP_DEAD, "芯片三次读不出"


@pytest.fixture
def desk() -> WindowDesk:
    return WindowDesk()


def test_the_temporary_card_is_shown_and_the_reason_kept(desk: WindowDesk) -> None:
    case_id = desk.draft()
    ladder = desk.workspace.identity_ladder
    case = ladder.take(desk.session, case_id, "applicant", DEAD, Rung.TEMPORARY_ID, f" {REASON} ").case
    assert case.form["applicant.document_kind"] == "temporary_id"
    assert other_proof(case, "applicant") == OtherProof(DEAD, Rung.TEMPORARY_ID, REASON, Assurance.MEDIUM)
    assert other_proof(case, "agent") is None
    with desk.store.unit_of_work() as unit:
        newest = unit.audit.entries()[0]
    assert (newest.action, newest.detail) == (AuditAction.OTHER_PROOF_TAKEN, "applicant chip_dead temporary_id")
    assert REASON not in newest.detail


def test_the_next_rung_can_be_taken_after_one_that_did_not_do(desk: WindowDesk) -> None:
    case_id = desk.draft()
    ladder = desk.workspace.identity_ladder
    ladder.take(desk.session, case_id, "applicant", DEAD, Rung.TEMPORARY_ID, REASON)
    case = ladder.take(desk.session, case_id, "applicant", DEAD, Rung.HOUSEHOLD_REGISTER, REASON).case
    proof = other_proof(case, "applicant")
    assert proof is not None
    assert proof.assurance is Assurance.LOW


def test_a_card_read_after_all_lifts_the_mark_again(desk: WindowDesk) -> None:
    case_id = desk.open_case.start(desk.session).case.id
    desk.workspace.identity_ladder.take(desk.session, case_id, "applicant", DEAD, Rung.TYPE_AND_SCAN, REASON)
    case = desk.workspace.read_identity.apply(desk.session, case_id, "applicant", card()).case
    assert other_proof(case, "applicant") is None


def test_what_a_reader_read_before_counts_no_more(desk: WindowDesk) -> None:
    case_id = desk.open_case.start(desk.session).case.id
    desk.workspace.read_identity.apply(desk.session, case_id, "applicant", card())
    ladder = desk.workspace.identity_ladder
    case = ladder.take(desk.session, case_id, "applicant", CardTrouble.EXPIRED, Rung.PASSPORT, "过期").case
    assert (case.form["applicant.source"], case.form["applicant.reader_serial"]) == ("typed", "")


@pytest.mark.parametrize(
    ("trouble", "rung", "reason", "code"),
    [
        (DEAD, Rung.TEMPORARY_ID, "  ", "rule.reason_required"),
        (DEAD, Rung.TRY_AGAIN, REASON, "rule.rung_not_for_this"),
        (CardTrouble.EXPIRED, Rung.TYPE_AND_SCAN, REASON, "rule.rung_not_for_this"),
    ],
)
def test_what_cannot_be_taken(desk: WindowDesk, trouble: CardTrouble, rung: Rung, reason: str, code: str) -> None:
    case_id = desk.draft()
    with pytest.raises(RuleError, match=code):
        desk.workspace.identity_ladder.take(desk.session, case_id, "applicant", trouble, rung, reason)


def test_a_foreigner_has_no_household_register(desk: WindowDesk) -> None:
    case_id = desk.draft(applicant__document_kind="foreign_pr_2023")
    with pytest.raises(RuleError, match="rung_not_for_this"):
        desk.workspace.identity_ladder.take(desk.session, case_id, "applicant", DEAD, Rung.HOUSEHOLD_REGISTER, REASON)
