"""The applicant confirms on the screen or signs; what changes afterwards is asked for again."""

from __future__ import annotations

import hashlib

import pytest

from app.domain.audit import AuditAction
from app.domain.confirmation import ConfirmationWay
from app.domain.errors import InputError, RuleError, StoreError
from app.domain.handwritten_signature import HandwrittenSignature, SignerRole
from app.domain.material import Provision
from app.domain.paper import MaterialListContent, PaperKind, ReceiptContent
from app.services.confirm_by_applicant import Shown, SignedByHand, possible_signers, ready_to_confirm
from app.services.intake_state import IntakeState, MissingKind
from tests.fakes.desk import Desk
from tests.fakes.handwriting import signature, stroke

TEXT = "姓名 张䶮样本\n事项 样本登记"
SIGNED = SignedByHand(SignerRole.APPLICANT, "同意手写签名", signature(), 3000)


def unconfirmed(desk: Desk) -> tuple[str, IntakeState]:
    """A draft that wants nothing but the confirmation."""
    case_id = desk.ready()
    return case_id, desk.confirm.by_word(desk.session, case_id, confirmed=False)


def shown(state: IntakeState) -> Shown:
    return Shown(TEXT, state.confirmation.facts.sha256)


def kept(desk: Desk, case_id: str) -> list[HandwrittenSignature]:
    with desk.store.unit_of_work() as unit:
        return list(unit.signatures.of_case(case_id))


def logged(desk: Desk, action: AuditAction) -> list[str]:
    with desk.store.unit_of_work() as unit:
        return [entry.detail for entry in unit.audit.entries() if entry.action is action]


def test_by_word_as_ever_and_taken_back_again() -> None:
    desk = Desk()
    case_id, state = unconfirmed(desk)
    assert [thing.kind for thing in state.missing] == [MissingKind.CONFIRM]

    said = desk.confirm.by_word(desk.session, case_id, confirmed=True)

    assert said.can_receive
    assert said.confirmation.way is ConfirmationWay.WORD
    assert logged(desk, AuditAction.APPLICANT_CONFIRMED) == ["word", ""]


def test_on_the_screen_the_text_that_was_shown_is_in_the_log() -> None:
    desk = Desk()
    case_id, state = unconfirmed(desk)

    after = desk.confirm.on_screen(desk.session, case_id, shown(state))

    assert after.can_receive
    assert after.case.cursor == "confirm.applicant"
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    assert logged(desk, AuditAction.APPLICANT_CONFIRMED)[0] == f"screen {digest}"


def test_a_signature_is_kept_with_what_was_shown_and_sealed_in_the_log() -> None:
    desk = Desk()
    case_id, state = unconfirmed(desk)
    before = desk.store.commits

    after = desk.confirm.sign(desk.session, case_id, shown(state), SIGNED)

    assert desk.store.commits == before + 1
    assert after.can_receive
    (signed,) = kept(desk, case_id)
    assert (signed.shown, signed.consent, signed.role) == (TEXT, "同意手写签名", SignerRole.APPLICANT)
    assert signed.shown_sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert signed.strokes == signature()
    assert logged(desk, AuditAction.APPLICANT_SIGNED) == [f"applicant {signed.shown_sha256} {signed.seal}"]


@pytest.mark.parametrize("sign", [True, False])
def test_a_fact_changed_afterwards_asks_again(sign: bool) -> None:
    desk = Desk()
    case_id, state = unconfirmed(desk)
    if sign:
        desk.confirm.sign(desk.session, case_id, shown(state), SIGNED)
    else:
        desk.confirm.on_screen(desk.session, case_id, shown(state))

    changed = desk.edit_case.set_fields(case_id, {"applicant.phone": "19900000002"}, "applicant.phone")

    assert [(thing.kind, thing.cause) for thing in changed.missing] == [(MissingKind.CONFIRM, "outdated")]
    with pytest.raises(RuleError, match=r"rule\.incomplete"):
        desk.receive(desk.session, case_id)
    back = desk.edit_case.set_fields(case_id, {"applicant.phone": "19900000001"}, "applicant.phone")
    assert back.can_receive  # nothing is changed any more


def test_a_paper_that_goes_elsewhere_makes_it_void() -> None:
    desk = Desk()
    case_id, state = unconfirmed(desk)
    desk.confirm.sign(desk.session, case_id, shown(state), SIGNED)

    changed = desk.edit_case.provide(case_id, "M2", Provision.PAPER, originals=2, sheets=2)

    assert changed.confirmation.outdated


def test_nothing_is_confirmed_that_changed_since_it_was_shown() -> None:
    desk = Desk()
    case_id, state = unconfirmed(desk)
    desk.edit_case.set_fields(case_id, {"applicant.phone": "19900000002"}, "applicant.phone")

    with pytest.raises(RuleError, match=r"rule\.shown_outdated"):
        desk.confirm.on_screen(desk.session, case_id, shown(state))
    with pytest.raises(RuleError, match=r"rule\.shown_outdated"):
        desk.confirm.sign(desk.session, case_id, shown(state), SIGNED)
    assert kept(desk, case_id) == []


def test_nothing_is_confirmed_before_everything_else_is_there() -> None:
    desk = Desk()
    case_id = desk.draft()
    state = desk.edit_case.choose(case_id, "T001", "340000")

    assert not ready_to_confirm(state)
    with pytest.raises(RuleError, match=r"rule\.not_yet_complete"):
        desk.confirm.on_screen(desk.session, case_id, shown(state))


def test_dots_and_roles_that_nobody_has_are_refused() -> None:
    desk = Desk()
    case_id, state = unconfirmed(desk)
    assert possible_signers(state) == (SignerRole.APPLICANT,)
    dot = SignedByHand(SignerRole.APPLICANT, "", (stroke((100, 100), (110, 110)),), 3000)
    agent = SignedByHand(SignerRole.AGENT, "", signature(), 3000)

    with pytest.raises(InputError, match=r"input\.signature_too_small"):
        desk.confirm.sign(desk.session, case_id, shown(state), dot)
    with pytest.raises(RuleError, match=r"rule\.signer_role"):
        desk.confirm.sign(desk.session, case_id, shown(state), agent)


def test_a_full_disk_keeps_neither_signature_nor_confirmation() -> None:
    desk = Desk()
    case_id, state = unconfirmed(desk)
    desk.store.next_commit_error = StoreError("disk_full")

    with pytest.raises(StoreError, match=r"store\.disk_full"):
        desk.confirm.sign(desk.session, case_id, shown(state), SIGNED)

    assert kept(desk, case_id) == []
    assert not desk.open_case.current(case_id).can_receive


def test_a_received_case_is_not_confirmed_any_more() -> None:
    desk = Desk()
    case_id, state = unconfirmed(desk)
    desk.confirm.on_screen(desk.session, case_id, shown(state))
    desk.receive(desk.session, case_id)

    with pytest.raises(RuleError, match=r"rule\.not_a_draft"):
        desk.confirm.sign(desk.session, case_id, shown(state), SIGNED)


def papers(desk: Desk, case_id: str) -> tuple[ReceiptContent, MaterialListContent]:
    desk.receive(desk.session, case_id)
    desk.make_papers(desk.session, case_id)
    contents = dict(desk.renderer.rendered)
    receipt, listed = contents[PaperKind.RECEIPT], contents[PaperKind.MATERIAL_LIST]
    assert isinstance(receipt, ReceiptContent)
    assert isinstance(listed, MaterialListContent)
    return receipt, listed


def test_receipt_and_list_carry_the_signature_in_force() -> None:
    desk = Desk()
    case_id, state = unconfirmed(desk)
    desk.confirm.sign(desk.session, case_id, shown(state), SIGNED)

    for content in papers(desk, case_id):
        assert content.signature is not None
        assert content.signature.strokes == signature()
        assert kept(desk, case_id)[0].seal.startswith(content.signature.mark)


def test_a_word_after_a_void_signature_leaves_the_line_free() -> None:
    desk = Desk()
    case_id, state = unconfirmed(desk)
    desk.confirm.sign(desk.session, case_id, shown(state), SIGNED)
    desk.edit_case.set_fields(case_id, {"applicant.phone": "19900000002"}, "applicant.phone")
    desk.confirm.by_word(desk.session, case_id, confirmed=True)

    assert [content.signature for content in papers(desk, case_id)] == [None, None]
