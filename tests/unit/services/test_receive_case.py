"""Receiving a case: all of it in one transaction, or nothing."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.case import CaseState
from app.domain.custody import CustodyPlace
from app.domain.errors import RuleError, StoreError
from app.domain.material import Provision
from app.domain.outbox import FactKind, OutboxState
from app.domain.paper import LabelContent, PaperKind, ReceiptContent, TransferSlipContent
from app.domain.receipt_number import is_receipt_number
from app.services.paper_head import material_lines
from tests.fakes.desk import NAME, Desk
from tests.fakes.guides import FAR, IN_PERSON_ITEM, ITEM, NEAR


def test_a_complete_draft_is_received_in_one_transaction() -> None:
    desk = Desk()
    case_id = desk.ready()
    before = desk.store.commits
    state = desk.receive(desk.session, case_id)
    assert desk.store.commits == before + 1
    case = state.case
    assert case.state is CaseState.RECEIVED
    assert is_receipt_number(case.receipt_number)
    assert case.receipt_number.startswith("YZ12A00001")
    assert case.applicant is not None
    assert case.applicant.name == NAME
    with desk.store.unit_of_work() as unit:
        kinds = [entry.fact.kind for entry in unit.outbox.entries((OutboxState.WAITING,))]
        places = {event.material_code: event.place for event in unit.custody.of_case(case_id)}
        changes = unit.cases.changes(case_id)
    assert kinds == [FactKind.CASE, FactKind.PAGE, FactKind.PAGE, FactKind.COMPLETE]
    assert places == {"M1": CustodyPlace.AT_WINDOW, "M2": CustodyPlace.WITH_APPLICANT}
    assert [change.after for change in changes] == [CaseState.RECEIVED]


def test_a_failed_commit_leaves_the_draft_and_no_number() -> None:
    desk = Desk()
    case_id = desk.ready()
    desk.store.next_commit_error = StoreError("disk_full")
    with pytest.raises(StoreError, match=r"store\.disk_full"):
        desk.receive(desk.session, case_id)
    assert desk.open_case.resume(desk.session, case_id).case.state is CaseState.DRAFT
    assert desk.receive(desk.session, case_id).case.receipt_number.startswith("YZ12A00001")


def test_a_second_key_press_makes_no_second_number() -> None:
    desk = Desk()
    case_id = desk.ready()
    desk.receive(desk.session, case_id)
    with pytest.raises(RuleError, match=r"rule\.not_a_draft"):
        desk.receive(desk.session, case_id)


def test_an_incomplete_draft_is_refused() -> None:
    desk = Desk()
    case_id = desk.draft(confirm__applicant="yes")
    desk.edit_case.choose(case_id, "T001", NEAR)
    with pytest.raises(RuleError, match=r"rule\.incomplete"):
        desk.receive(desk.session, case_id)


def test_an_item_that_demands_appearance_is_never_collected() -> None:
    desk = Desk()
    case_id = desk.draft(confirm__applicant="yes")
    state = desk.edit_case.choose(case_id, IN_PERSON_ITEM, "340000")
    assert not state.can_receive
    with pytest.raises(RuleError, match=r"rule\.in_person_only"):
        desk.receive(desk.session, case_id)


def test_the_deadline_is_estimated_while_originals_travel() -> None:
    desk = Desk()
    state = desk.receive(desk.session, desk.ready())
    assert state.case.due_on == "2026-11-30"
    assert state.case.due_estimated


def test_papers_follow_the_guide_and_are_made_once() -> None:
    desk = Desk()
    case_id = desk.ready()
    desk.receive(desk.session, case_id)
    papers = desk.make_papers(desk.session, case_id)
    assert [paper.kind for paper in papers] == [
        PaperKind.RECEIPT,
        PaperKind.MATERIAL_LIST,
        PaperKind.TRANSFER_SLIP,
        PaperKind.LABEL,
        PaperKind.VERIFIED_COPY,
    ]
    assert desk.make_papers(desk.session, case_id) == papers
    slip = desk.renderer.of_kind(PaperKind.TRANSFER_SLIP)
    assert isinstance(slip, TransferSlipContent)
    assert [(line.name, line.basis) for line in slip.lines] == [("登记申请书", "样本指南第3条：申请书原件须寄送")]
    label = desk.renderer.of_kind(PaperKind.LABEL)
    assert isinstance(label, LabelContent)
    assert (label.slip_number, label.pieces) == (slip.slip_number, 1)


def test_the_receipt_masks_the_document_number() -> None:
    desk = Desk()
    case_id = desk.ready()
    desk.receive(desk.session, case_id)
    desk.make_papers(desk.session, case_id)
    receipt = desk.renderer.of_kind(PaperKind.RECEIPT)
    assert isinstance(receipt, ReceiptContent)
    assert receipt.head.applicant.name == NAME
    assert "*" in receipt.head.applicant.document_number


def test_a_deferred_paper_is_printed_with_its_last_day() -> None:
    desk = Desk()
    case_id = desk.draft(confirm__applicant="yes")
    desk.edit_case.choose(case_id, ITEM, FAR)
    desk.edit_case.answer(case_id, "agent", "yes")
    desk.edit_case.provide(case_id, "M3", Provision.DEFERRED)

    lines = {line.name: line for line in material_lines(desk.open_case.current(case_id).rows)}

    assert lines["授权委托书"].follow_by == date(2026, 12, 7)
    assert lines["登记申请书"].follow_by is None


def test_papers_before_the_receipt_are_refused() -> None:
    desk = Desk()
    with pytest.raises(RuleError, match=r"rule\.not_received"):
        desk.make_papers(desk.session, desk.ready())
