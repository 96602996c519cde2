"""A draft: kept as typed, checked, and bound to the guide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.agreement import Power
from app.domain.case import CaseState
from app.domain.clerk import Role, Session
from app.domain.errors import AccessError, InputError, RuleError
from app.domain.material import Gap, Provision
from app.domain.paper import NoticeContent, PaperKind
from app.domain.verification import TrustGrade, VerificationVerdict
from app.services.intake_state import Mark, MissingKind, Step
from tests.fakes.desk import Desk, PlainPageReader
from tests.fakes.guides import FAR, ITEM, NEAR


def test_a_field_is_kept_exactly_as_typed_even_when_it_does_not_hold() -> None:
    desk = Desk()
    case_id = desk.draft(applicant__document_number="11010519491231002")
    state = desk.open_case.resume(desk.session, case_id)
    assert state.case.form["applicant.document_number"] == "11010519491231002"
    assert [error.field for error in state.errors] == ["applicant.document_number"]
    assert state.marks[Step.APPLICANT] is Mark.ATTENTION


def test_an_empty_field_is_missing_not_wrong() -> None:
    desk = Desk()
    state = desk.open_case.start(desk.session)
    assert not state.errors
    assert {thing.key for thing in state.missing if thing.kind is MissingKind.FIELD} == {
        "applicant.document_number",
        "applicant.name",
        "applicant.phone",
    }
    assert state.marks[Step.APPLICANT] is Mark.TODO


def test_the_newest_draft_comes_back_with_the_cursor() -> None:
    desk = Desk()
    case_id = desk.draft()
    assert desk.open_case.latest_draft(desk.session) == case_id
    assert desk.open_case.resume(desk.session, case_id).case.cursor == "applicant.phone"


def test_what_was_parked_does_not_open_by_itself() -> None:
    desk = Desk()
    parked = desk.draft()
    empty = desk.open_case.start(desk.session).case.id
    assert desk.open_case.latest_draft(desk.session) == empty
    desk.edit_case.set_fields(parked, {"applicant.name": "张䶮样本"}, "applicant.name")  # newer now, and parked still
    assert desk.open_case.latest_draft(desk.session) == empty
    desk.open_case.resume(desk.session, parked)
    assert desk.open_case.latest_draft(desk.session) == parked
    desk.open_case.abandon(desk.session, parked, "申请人离开")
    assert desk.open_case.latest_draft(desk.session) is None


def test_an_abandoned_draft_is_kept_with_its_reason() -> None:
    desk = Desk()
    case_id = desk.draft()
    with pytest.raises(RuleError, match=r"rule\.reason_required"):
        desk.open_case.abandon(desk.session, case_id, " ")
    desk.open_case.abandon(desk.session, case_id, "申请人离开")
    assert desk.open_case.latest_draft(desk.session) is None
    with desk.store.unit_of_work() as unit:
        assert unit.cases.get(case_id).state is CaseState.ABANDONED
        assert [change.reason for change in unit.cases.changes(case_id)] == ["申请人离开"]


def test_a_consultation_is_kept_with_what_was_told_and_takes_no_number() -> None:
    desk = Desk()
    case_id = desk.draft()
    with pytest.raises(RuleError, match=r"rule\.reason_required"):
        desk.open_case.advise(desk.session, case_id, "")
    desk.open_case.advise(desk.session, case_id, "请到户籍地派出所办理")
    with desk.store.unit_of_work() as unit:
        case = unit.cases.get(case_id)
        assert (case.state, case.receipt_number) == (CaseState.ADVISED, "")
        assert [change.reason for change in unit.cases.changes(case_id)] == ["请到户籍地派出所办理"]
    with pytest.raises(RuleError, match=r"rule\.not_a_draft"):
        desk.receive(desk.session, case_id)


def test_a_received_case_is_no_consultation_any_more() -> None:
    desk = Desk()
    case_id = desk.ready()
    desk.receive(desk.session, case_id)
    with pytest.raises(RuleError, match=r"rule\.transition"):
        desk.open_case.advise(desk.session, case_id, "请到户籍地派出所办理")


def test_answers_shape_the_list() -> None:
    desk = Desk()
    case_id = desk.draft()
    desk.edit_case.choose(case_id, ITEM, FAR)
    without = desk.edit_case.answer(case_id, "agent", "no")
    assert [row.material.code for row in without.rows] == ["M1", "M2", "M4"]
    with_agent = desk.edit_case.answer(case_id, "agent", "yes")
    assert [row.material.code for row in with_agent.rows] == ["M1", "M2", "M3", "M4"]


def test_what_was_given_stays_when_another_place_is_chosen() -> None:
    desk = Desk()
    case_id = desk.draft()
    desk.edit_case.choose(case_id, ITEM, FAR)
    desk.paper(case_id, "M2")
    state = desk.edit_case.choose(case_id, ITEM, NEAR)
    row = next(row for row in state.rows if row.material.code == "M2")
    assert row.grade is TrustGrade.B
    assert row.gap is None


@pytest.mark.parametrize(
    ("code", "provision", "cause"),
    [
        ("M9", Provision.PAPER, "not_in_guide"),
        ("M1", Provision.DEFERRED, "not_deferrable"),
        ("M1", Provision.COMMITMENT, "no_commitment"),
        ("M1", Provision.E_LICENCE, "no_e_licence"),
    ],
)
def test_nothing_outside_the_guide_can_be_asked_for_or_allowed(code: str, provision: Provision, cause: str) -> None:
    desk = Desk()
    case_id = desk.draft()
    desk.edit_case.choose(case_id, ITEM, FAR)
    with pytest.raises(RuleError, match=rf"rule\.{cause}"):
        desk.edit_case.provide(case_id, code, provision)


def test_a_new_page_takes_the_tick_away() -> None:
    desk = Desk()
    case_id = desk.draft()
    desk.edit_case.choose(case_id, ITEM, FAR)
    ticked = desk.paper(case_id, "M1")
    assert next(row for row in ticked.rows if row.material.code == "M1").grade is TrustGrade.B
    desk.page(case_id, "M1", b"another page")
    row = next(row for row in desk.open_case.resume(desk.session, case_id).rows if row.material.code == "M1")
    assert row.grade is TrustGrade.C
    assert row.gap is Gap.NOT_VERIFIED


def test_differs_needs_words_and_blocks() -> None:
    desk = Desk()
    case_id = desk.draft()
    desk.edit_case.choose(case_id, ITEM, FAR)
    desk.paper(case_id, "M1")
    with pytest.raises(InputError, match=r"input\.remark_required"):
        desk.verify(desk.session, case_id, "M1", VerificationVerdict.DIFFERS)
    state = desk.verify(desk.session, case_id, "M1", VerificationVerdict.DIFFERS, "姓名与证件不一致")
    assert next(row for row in state.rows if row.material.code == "M1").gap is Gap.DIFFERS


def test_a_document_of_three_pages_becomes_three_pages_in_order() -> None:
    desk = Desk()
    desk.page_reader.page_count = 3
    case_id = desk.draft()
    desk.edit_case.choose(case_id, ITEM, FAR)
    desk.page(case_id, "M1", b"a document")
    desk.page_reader.page_count = 1
    desk.page(case_id, "M1", b"one more")
    with desk.store.unit_of_work() as unit:
        assert [page.sequence for page in unit.pages.of_case(case_id)] == [1000, 1001, 1002, 2000]
    assert isinstance(desk.page_reader, PlainPageReader)


@pytest.mark.parametrize("delegated", [True, False])
def test_the_notice_is_the_authoritys_only_where_delegated(delegated: bool) -> None:
    desk = Desk()
    if delegated:
        desk.guides.powers[FAR] = frozenset({Power.ONE_TIME_NOTICE})
    case_id = desk.draft()
    desk.edit_case.choose(case_id, ITEM, FAR)
    desk.edit_case.answer(case_id, "agent", "no")
    desk.paper(case_id, "M1")
    desk.verify(desk.session, case_id, "M1", VerificationVerdict.DIFFERS, "印章不清")
    paper = desk.notice(desk.session, case_id, {"M2": "请带身份证原件"})
    content = desk.renderer.of_kind(PaperKind.ONE_TIME_NOTICE)
    assert isinstance(content, NoticeContent)
    assert content.as_authority is delegated
    assert [(line.name, line.wrong, line.opinion) for line in content.lines] == [
        ("登记申请书", True, "印章不清"),
        ("身份证明", False, "请带身份证原件"),
    ]
    assert paper.serial == "YZ1200001"


def test_an_agent_is_refused_where_the_guide_refuses_one() -> None:
    desk = Desk()
    case_id = desk.draft(agent__present="yes")
    state = desk.edit_case.choose(case_id, ITEM, NEAR)
    assert ("agent.present", "agent_not_allowed") in {(thing.key, thing.cause) for thing in state.missing}


def test_no_notice_while_a_question_is_open() -> None:
    desk = Desk()
    case_id = desk.draft()
    desk.edit_case.choose(case_id, ITEM, FAR)
    with pytest.raises(RuleError, match=r"rule\.questions_open"):
        desk.notice(desk.session, case_id, {})
    desk.edit_case.answer(case_id, "agent", "no")
    assert desk.notice(desk.session, case_id, {}).serial == "YZ1200001"  # a refused notice uses up no number


def test_no_notice_before_the_clerk_checked_what_lies_there() -> None:
    desk = Desk()
    case_id = desk.draft()
    desk.edit_case.choose(case_id, ITEM, FAR)
    desk.edit_case.answer(case_id, "agent", "no")
    desk.edit_case.provide(case_id, "M1", Provision.PAPER)
    desk.page(case_id, "M1", b"a page")

    with pytest.raises(RuleError, match=r"rule\.papers_unchecked"):
        desk.notice(desk.session, case_id, {})


def test_a_page_of_another_paper_does_not_count() -> None:
    desk = Desk()
    case_id = desk.draft()
    desk.edit_case.choose(case_id, ITEM, FAR)
    desk.edit_case.provide(case_id, "M1", Provision.PAPER)
    desk.page(case_id, "M2", b"a page")
    rows = {row.material.code: row for row in desk.open_case.current(case_id).rows}
    assert (rows["M1"].gap, rows["M1"].pages) == (Gap.NO_PAGES, ())
    assert len(rows["M2"].pages) == 1


@pytest.mark.parametrize("role", list(Role))
def test_nobody_ends_or_uncovers_the_draft_of_a_colleague(role: Role) -> None:
    """Asked of the services: no screen offers it."""
    desk = Desk()
    case_id = desk.draft()
    colleague = Session(replace(desk.session.clerk, id="another", login="another", role=role), desk.session.station)
    refusals: tuple[Callable[[], None], ...] = (
        lambda: desk.open_case.abandon(colleague, case_id, "样本"),
        lambda: desk.open_case.advise(colleague, case_id, "样本"),
        lambda: desk.list_cases.show_personal_data(colleague, case_id),
    )
    for refused in refusals:
        with pytest.raises(AccessError, match=r"access\.draft_of_another"):
            refused()
    with desk.store.unit_of_work() as unit:
        assert unit.cases.get(case_id).state is CaseState.DRAFT
        assert {entry.clerk_id for entry in unit.audit.entries()} == {desk.session.clerk.id}
