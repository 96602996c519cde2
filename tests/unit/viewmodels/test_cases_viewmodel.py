"""The case list: search by anything, filters kept, personal data masked until asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.audit import AuditAction
from app.domain.case import CaseState
from app.domain.receipt_number import ReceiptNumber
from app.services.case_terms import CaseTerms
from tests.fakes.desk import NAME
from tests.fakes.runner import InlineTaskRunner, ManualTaskRunner
from tests.fakes.workspace import WindowDesk
from ui.viewmodels.case_words import messages_words, person_words, tally_words, time_line
from ui.viewmodels.cases_viewmodel import CasesViewModel


@pytest.fixture
def cases(desk: WindowDesk, runner: InlineTaskRunner) -> CasesViewModel:
    return CasesViewModel(desk.workspace, runner)


@pytest.fixture
def case_id(desk: WindowDesk) -> str:
    """A received case with papers."""
    ready = desk.ready()
    desk.receive(desk.session, ready)
    desk.make_papers(desk.session, ready)
    return ready


def test_a_received_case_stands_there_masked_with_its_light(cases: CasesViewModel, case_id: str) -> None:
    cases.search()

    (row,) = cases.table.rows()
    words = " ".join(cell.words for cell in row.cells)
    assert NAME not in words
    assert "张" in words
    assert row.cells[0].tone == "green"
    assert "5 个工作日" in row.cells[0].words


@pytest.mark.parametrize("words", ["张䶮", "hhqy", "安徽", "YZ12"])
def test_it_is_found_by_anything(cases: CasesViewModel, case_id: str, words: str) -> None:
    cases.words = words
    cases.search()

    assert [row.key for row in cases.table.rows()] == [case_id]


def test_nothing_found_is_not_an_error(cases: CasesViewModel, case_id: str) -> None:
    cases.words = "没有这个人"
    cases.search()

    assert cases.empty


def test_a_sound_receipt_number_that_is_not_here_was_received_elsewhere(cases: CasesViewModel, case_id: str) -> None:
    cases.words = str(ReceiptNumber("YZ99", "B", 7)).lower()
    cases.search()
    assert cases.empty
    assert "别的窗口" in cases.none_words

    cases.words = cases.words[:-1] + ("0" if cases.words[-1] != "0" else "1")  # one character misread
    assert "别的窗口" not in cases.none_words


def test_a_filter_holds_back_other_states(desk: WindowDesk, cases: CasesViewModel, case_id: str) -> None:
    draft = desk.draft()
    cases.set_filter("draft")
    assert [row.key for row in cases.table.rows()] == [draft]

    cases.set_filter("under_way")
    assert [row.key for row in cases.table.rows()] == [case_id]


def test_late_answers_to_older_questions_are_dropped(desk: WindowDesk, case_id: str, manual: ManualTaskRunner) -> None:
    cases = CasesViewModel(desk.workspace, manual)
    cases.words = "没有"
    cases.search()
    cases.words = ""
    cases.search()
    manual.step()
    assert cases.empty

    manual.step()

    assert [row.key for row in cases.table.rows()] == [case_id]


def test_a_draft_is_opened_on_the_intake_desk(desk: WindowDesk, cases: CasesViewModel) -> None:
    draft = desk.draft()
    cases.search()
    asked: list[str] = []
    cases.draft_asked.connect(asked.append)

    cases.open(draft)

    assert asked == [draft]
    assert cases.detail is None


def test_the_platforms_word_on_a_state_that_stood_already_is_no_second_step(
    desk: WindowDesk, cases: CasesViewModel, case_id: str
) -> None:
    with desk.store.unit_of_work() as unit:
        [received] = [one for one in unit.cases.changes(case_id) if one.after is CaseState.RECEIVED]
        unit.cases.add_change(replace(received, id="again", before=CaseState.RECEIVED, remote_sequence=7))
        unit.commit()

    cases.search()
    cases.open(case_id)
    detail = cases.detail
    assert detail is not None
    assert [entry.title for entry in time_line(detail)].count("已收件") == 1
    assert "平台已确认：已收件" in [entry.title for entry in time_line(detail)]


def test_a_case_opens_with_time_line_and_papers(cases: CasesViewModel, case_id: str) -> None:
    cases.search()
    cases.open(case_id)

    detail = cases.detail
    assert detail is not None
    assert "已收件" in [entry.title for entry in time_line(detail)]
    assert any("登记申请书" in entry.title for entry in time_line(detail))
    assert messages_words(detail)[0] == "amber"
    assert len(cases.papers.table.rows()) >= 2


def test_personal_data_are_shown_only_after_the_look_is_logged(
    desk: WindowDesk, cases: CasesViewModel, case_id: str
) -> None:
    cases.search()
    cases.open(case_id)
    assert cases.detail is not None
    assert NAME not in person_words(cases.detail.case, whole=cases.shown_whole).name

    assert cases.papers.current
    assert cases.papers.pages == ()
    cases.papers.look_at(cases.papers.table.rows()[1].key)
    assert cases.papers.pages == ()

    cases.show_personal_data()

    assert person_words(cases.detail.case, whole=cases.shown_whole).name == NAME
    assert cases.papers.pages == desk.print_papers.preview(cases.papers.current)
    with desk.store.unit_of_work() as unit:
        shown = unit.audit.entries()[0]
    assert (shown.action, shown.subject) == (AuditAction.PERSONAL_DATA_SHOWN, case_id)
    assert shown.detail == f"case in state {cases.detail.case.state}"
    cases.close()
    cases.open(case_id)
    assert not cases.shown_whole
    assert cases.papers.current
    assert cases.papers.pages == ()


@pytest.mark.parametrize(
    ("state", "words", "tone"),
    [
        (CaseState.DRAFT, "收件后起算", "muted"),
        (CaseState.SUBMITTED, "受理答复（预计）\n还有 5 个工作日", "green"),
        (CaseState.CORRECTION_ASKED, "待补正，暂停计时", "muted"),
        (CaseState.ACCEPTED, "办结\n还有 5 个工作日", "green"),
        (CaseState.DECIDED, "送达结果\n还有 10 个工作日", "green"),
        (CaseState.DELIVERED, "不再计时", "muted"),
    ],
)
def test_the_clock_says_in_every_state_what_runs(
    desk: WindowDesk, cases: CasesViewModel, case_id: str, state: CaseState, words: str, tone: str
) -> None:
    with desk.store.unit_of_work() as unit:
        terms = CaseTerms(desk.guides, desk.holidays)
        unit.cases.save(terms.moved(unit.cases.get(case_id), state, desk.clock.now()))
        unit.commit()

    cases.search()

    (row,) = cases.table.rows()
    assert (row.cells[0].words, row.cells[0].tone) == (words, tone)


def test_consultations_are_counted_and_listed_apart(desk: WindowDesk, cases: CasesViewModel, case_id: str) -> None:
    cases.search()
    assert tally_words(cases.tally) == "共收件 1 件"
    assert "0" not in tally_words(replace(cases.tally, received=0))
    told = desk.draft()
    desk.open_case.advise(desk.session, told, "请到户籍地派出所办理")
    desk.draft()

    cases.set_filter("advised")

    assert [row.key for row in cases.table.rows()] == [told]
    assert tally_words(cases.tally) == "共收件 1 件，另有咨询 1 次"
    cases.set_filter("ended")
    assert cases.empty
