"""The intake screen: what is missing, the one next thing, the visit from the first field to the papers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.agreement import Power
from app.domain.case import CaseState
from app.domain.errors import PrintError, StoreError
from app.domain.paper import PaperKind, PrintOutcome
from tests.fakes.desk import NAME, PHONE, resident_number
from tests.fakes.guides import FAR, IN_PERSON_ITEM, ITEM, NEAR
from tests.fakes.runner import InlineTaskRunner, ManualTaskRunner
from tests.fakes.workspace import WindowDesk
from ui.viewmodels.intake_viewmodel import STEPS, IntakeViewModel


def applicant(intake: IntakeViewModel, number: str = "") -> None:
    for name, value in (
        ("applicant.name", NAME),
        ("applicant.document_number", number or resident_number()),
        ("applicant.phone", PHONE),
    ):
        intake.form.edit(name, value)
        intake.form.leave(name)


def take_item(intake: IntakeViewModel, place: str = FAR, item: str = ITEM) -> None:
    intake.items.search("")
    intake.items.take_item(item)
    if intake.items.item is not None:
        intake.items.choose_place(place)


def scan_and_verify(desk: WindowDesk, intake: IntakeViewModel, code: str) -> None:
    intake.materials.select(code)
    desk.lay(f"{intake.desk.case_id} {code}".encode())
    intake.materials.scan()
    intake.materials.check.verify(intake.materials.row)


def complete(desk: WindowDesk, intake: IntakeViewModel) -> None:
    applicant(intake)
    take_item(intake)
    intake.materials.questions.answer("agent", "no")
    for code in ("M1", "M2"):
        scan_and_verify(desk, intake, code)
    intake.form.choose("confirm.applicant", "yes")


def test_an_empty_draft_asks_for_the_name_first(intake: IntakeViewModel) -> None:
    assert [thing.key for thing in intake.missing] == [
        "applicant.name", "applicant.document_number", "applicant.phone", "item", "confirm.applicant",
    ]  # fmt: skip
    assert intake.next_thing.action == "fill"
    assert intake.next_thing.target == "applicant.name"


def test_what_is_wrong_is_named_before_what_is_empty(intake: IntakeViewModel) -> None:
    intake.form.choose("applicant.kind", "organisation")
    intake.form.choose("applicant.name", "样本贸易有限公司")
    intake.form.choose("applicant.credit_code", "91310000MA1FL0000X")

    assert [thing.key for thing in intake.missing][:2] == ["applicant.credit_code", "applicant.phone"]
    assert intake.next_thing.target == "applicant.credit_code"


def test_next_goes_to_the_first_open_step_when_this_one_is_done(intake: IntakeViewModel) -> None:
    applicant(intake)

    assert (intake.next_thing.action, intake.next_thing.target) == ("step", "item")
    intake.do_next()
    assert intake.step == "item"


def test_next_counts_what_was_just_typed_and_not_yet_left(intake: IntakeViewModel) -> None:
    applicant(intake)
    intake.form.edit("applicant.phone", "")
    attended: list[str] = []
    intake.attention_asked.connect(attended.append)

    intake.do_next()

    assert intake.step == "applicant"
    assert attended == ["applicant.phone"]


def test_choosing_item_and_place_brings_the_checklist(intake: IntakeViewModel) -> None:
    intake.go_to("item")
    take_item(intake)

    assert intake.step == "materials"
    assert [row.key for row in intake.materials.table.rows()] == ["M1", "M2", "M4"]
    assert [question.id for question in intake.materials.questions.asked] == ["agent"]


def test_places_of_an_item_are_compared_before_one_is_chosen(intake: IntakeViewModel) -> None:
    intake.items.search("hehuo")
    intake.items.take_item(ITEM)

    assert [place.key for place in intake.items.places] == [FAR, NEAR]
    wanted, first, second = intake.items.comparison
    assert wanted.heading == "哪里要什么"
    assert wanted.paragraphs == (
        "各地都要：登记申请书、身份证明",
        "◆ 授权委托书：安徽样本市要；上海样本区不要",
        "◆ 其他说明：安徽样本市要；上海样本区不要",
    )
    assert len(first.paragraphs) == 4
    assert second.heading == "上海样本区：2 项"
    assert second.paragraphs == (
        "◇ 上海样本区不要，安徽样本市要：授权委托书",
        "◇ 上海样本区不要，安徽样本市要：其他说明",
        "与安徽样本市一样要：登记申请书、身份证明",
        "上海样本区与安徽样本市不同：能否代理。上海样本区：异地代收代办 · 可收件；"
        "法定 20 个工作日，承诺 5 个工作日；收费：不收费；个人和单位都可以申请；不接受代理，须本人申请",
    )


def test_an_item_for_others_stays_in_front_and_says_so(desk: WindowDesk, intake: IntakeViewModel) -> None:
    desk.guides.guides = [replace(one, service_object="organisation") for one in desk.guides.guides]
    intake.go_to("item")
    take_item(intake)
    assert intake.step == "materials"  # nobody is known yet
    applicant(intake)
    intake.go_to("item")
    assert "只由单位申请" in intake.items.other_audience
    assert ("item", "warning") in [(step, mark) for step, mark, _ in intake.marks]

    take_item(intake)

    assert intake.step == "item"
    intake.do_next()
    assert intake.step != "item"


def test_an_item_with_one_place_needs_no_second_question(intake: IntakeViewModel) -> None:
    intake.items.search("hunyin")
    intake.items.take_item(IN_PERSON_ITEM)

    assert intake.items.guide is not None
    assert intake.items.guide.item_name == "婚姻登记（样本）"


def test_an_item_that_demands_appearance_is_advised_and_never_collected(intake: IntakeViewModel) -> None:
    applicant(intake)
    intake.go_to("item")
    take_item(intake, item=IN_PERSON_ITEM)
    intake.form.choose("confirm.applicant", "yes")

    advice = intake.items.in_person
    assert advice is not None
    assert "本人到场" in advice.reason
    assert "样本路1号" in advice.where
    assert intake.step == "item"
    assert intake.next_thing.action == "advise"
    assert [mark for _, mark, _ in intake.marks[2:]] == ["not_applicable"] * 3
    assert [step for step in STEPS if intake.items.applies(step)] == ["applicant", "item"]


def test_one_key_ends_such_a_visit_as_a_consultation_that_is_never_sent(
    desk: WindowDesk, intake: IntakeViewModel
) -> None:
    applicant(intake)
    intake.go_to("item")
    take_item(intake, item=IN_PERSON_ITEM)
    case_id = intake.desk.case_id

    intake.do_next()

    assert intake.desk.case_id != case_id
    assert intake.form.value("applicant.name") == ""
    assert intake.parked.drafts == ()
    with desk.store.unit_of_work() as unit:
        assert unit.cases.get(case_id).state is CaseState.ADVISED
        (change,) = unit.cases.changes(case_id)
        assert unit.outbox.of_case(case_id) == []
    assert "本人到场" in change.reason
    assert "样本路1号" in change.reason


def test_pressing_twice_ends_one_consultation_and_opens_one_form(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    case_id = desk.draft()
    desk.edit_case.choose(case_id, IN_PERSON_ITEM, FAR)
    intake = IntakeViewModel(desk.workspace, manual)
    told: list[Exception] = []
    intake.failed.connect(told.append)
    intake.begin()
    manual.run_all()

    intake.do_next()
    intake.do_next()
    manual.run_all()

    assert told == []
    assert intake.desk.case_id != case_id
    with desk.store.unit_of_work() as unit:
        assert len(unit.cases.changes(case_id)) == 1


def test_a_whole_visit_ends_with_a_number_and_papers(desk: WindowDesk, intake: IntakeViewModel) -> None:
    received: list[bool] = []
    intake.received.connect(lambda: received.append(True))
    complete(desk, intake)
    assert intake.missing == ()
    assert intake.next_thing.action == "receive"

    intake.do_next()

    state = intake.state
    assert state is not None
    assert state.case.state is CaseState.RECEIVED
    assert state.case.receipt_number
    assert received == [True]
    assert intake.step == "papers"
    kinds = [status.paper.kind for status in state.papers]
    assert kinds[:2] == [PaperKind.RECEIPT, PaperKind.MATERIAL_LIST]
    assert PaperKind.TRANSFER_SLIP in kinds
    assert [mark for _, mark, _ in intake.marks] == ["done"] * 4 + ["warning"], "nothing was printed yet"

    intake.do_next()

    assert all(mark == "done" for _, mark, _ in intake.marks)


def test_pressing_next_twice_makes_one_number(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    intake = IntakeViewModel(desk.workspace, manual)
    case_id = desk.ready()
    intake.begin()
    manual.run_all()
    assert intake.desk.case_id == case_id

    intake.do_next()
    intake.do_next()
    manual.run_all()

    with desk.store.unit_of_work() as unit:
        assert unit.cases.get(case_id).state is CaseState.RECEIVED
        assert len(unit.cases.changes(case_id)) == 1


def test_papers_are_printed_once_each_and_then_the_next_visitor_comes(
    desk: WindowDesk, intake: IntakeViewModel
) -> None:
    complete(desk, intake)
    intake.do_next()
    assert intake.next_thing.action == "print"
    desk.settings.own["printer.label"] = "labels"
    intake.desk.refresh()

    intake.do_next()

    assert len(desk.printer.jobs) == len(intake.papers.table.rows())
    assert intake.next_thing.action == "next_visitor"
    before = intake.desk.case_id
    intake.do_next()
    assert intake.desk.case_id != before
    assert intake.step == "applicant"
    assert intake.form.value("applicant.name") == ""


def test_a_second_print_asks_for_a_reason(desk: WindowDesk, intake: IntakeViewModel) -> None:
    complete(desk, intake)
    intake.do_next()
    receipt = intake.papers.table.rows()[0].key
    intake.papers.print(receipt)
    asked: list[str] = []
    intake.papers.reason_asked.connect(asked.append)

    intake.papers.print(receipt)

    assert asked == [receipt]
    assert len(desk.printer.jobs) == 1
    intake.papers.print(receipt, "卡纸")
    assert len(desk.printer.jobs) == 2


def test_a_print_that_failed_is_shown_and_can_be_tried_again_without_a_reason(
    desk: WindowDesk, intake: IntakeViewModel
) -> None:
    complete(desk, intake)
    intake.do_next()
    told: list[Exception] = []
    intake.failed.connect(told.append)
    desk.printer.fault = PrintError("paper_out", printer="hall")
    receipt = intake.papers.table.rows()[0].key

    intake.papers.print(receipt)

    assert len(told) == 1
    assert intake.papers.table.rows()[0].cells[2].tone == "red"
    desk.printer.fault = None
    intake.papers.print(receipt)
    assert intake.papers.table.rows()[0].cells[2].tone == "green"


def test_a_print_of_unknown_end_is_asked_about_at_the_next_start(
    desk: WindowDesk, intake: IntakeViewModel, runner: InlineTaskRunner
) -> None:
    complete(desk, intake)
    intake.do_next()
    desk.printer.outcome = PrintOutcome.UNKNOWN
    intake.papers.print(intake.papers.table.rows()[0].key)

    again = IntakeViewModel(desk.workspace, runner)
    again.begin()

    (question,) = again.papers.open_prints
    assert "纸出来了吗" in question.words
    again.papers.settle(question.attempt_id, came_out=True)
    assert again.papers.open_prints == ()


def test_the_notice_lists_what_is_missing_and_is_shown_at_once(desk: WindowDesk, intake: IntakeViewModel) -> None:
    applicant(intake)
    take_item(intake)
    intake.materials.questions.answer("agent", "no")
    scan_and_verify(desk, intake, "M1")

    assert intake.notice.obstacle == ""
    assert [line.code for line in intake.notice.lines] == ["M2"]
    assert intake.notice.title == "收件材料补齐提醒"
    intake.notice.give({"M2": "请带原件"})

    state = intake.state
    assert state is not None
    assert [status.paper.kind for status in state.papers] == [PaperKind.ONE_TIME_NOTICE]
    assert intake.papers.current == state.papers[0].paper.id
    assert intake.papers.pages


def test_the_notice_says_what_is_still_unknown_and_never_that_all_is_there(
    desk: WindowDesk, intake: IntakeViewModel
) -> None:
    assert "还没有选择事项" in intake.notice.obstacle

    take_item(intake)
    assert "是否由代理人办理" in intake.notice.obstacle

    intake.materials.questions.answer("agent", "no")
    assert "姓名、证件号码、联系电话" in intake.notice.obstacle
    assert [line.code for line in intake.notice.lines] == ["M1", "M2"]

    applicant(intake)
    assert intake.notice.obstacle == ""
    intake.materials.select("M1")
    desk.lay(b"not looked at yet")
    intake.materials.scan()
    assert "还没有核对：登记申请书" in intake.notice.obstacle
    for code in ("M1", "M2"):
        scan_and_verify(desk, intake, code)
    assert "已经齐全" in intake.notice.obstacle

    take_item(intake, item=IN_PERSON_ITEM)
    assert "只能咨询" in intake.notice.obstacle


def test_the_notice_is_the_authority_s_only_where_delegated(desk: WindowDesk, intake: IntakeViewModel) -> None:
    desk.guides.powers[FAR] = frozenset({Power.ONE_TIME_NOTICE})
    take_item(intake)

    assert intake.notice.title == "一次性告知书"


def test_parking_keeps_the_draft_and_the_same_person_is_offered_it(desk: WindowDesk, intake: IntakeViewModel) -> None:
    applicant(intake)
    first = intake.desk.case_id

    intake.next_visitor()

    assert [draft.key for draft in intake.parked.drafts] == [first]
    assert NAME not in intake.parked.drafts[0].title
    applicant(intake)
    assert intake.parked.same_person == first
    intake.parked.take_up(first)
    assert intake.desk.case_id == first
    assert intake.form.value("applicant.name") == NAME


def test_a_restart_opens_what_was_open_and_nothing_that_was_parked(
    desk: WindowDesk, intake: IntakeViewModel, runner: InlineTaskRunner
) -> None:
    applicant(intake)
    parked = intake.desk.case_id
    intake.next_visitor()
    empty = intake.desk.case_id

    again = IntakeViewModel(desk.workspace, runner)
    again.begin()
    assert again.desk.case_id == empty

    again.take_up(parked)
    third = IntakeViewModel(desk.workspace, runner)
    third.begin()
    assert third.desk.case_id == parked


def test_abandoning_needs_a_reason_and_opens_an_empty_form(desk: WindowDesk, intake: IntakeViewModel) -> None:
    applicant(intake)
    parked = intake.desk.case_id
    intake.next_visitor()
    applicant(intake, resident_number("99010119900517002"))
    first = intake.desk.case_id
    told: list[Exception] = []
    intake.failed.connect(told.append)

    intake.parked.abandon("")
    assert [getattr(error, "code", "") for error in told] == ["rule.reason_required"]

    intake.parked.abandon("申请人改天再来")
    assert intake.desk.case_id not in (first, parked)
    assert intake.form.value("applicant.name") == ""
    assert [draft.key for draft in intake.parked.drafts] == [parked]
    with desk.store.unit_of_work() as unit:
        assert unit.cases.get(first).state is CaseState.ABANDONED


def test_a_full_disk_is_told_and_what_was_typed_stays_on_the_screen(desk: WindowDesk, intake: IntakeViewModel) -> None:
    told: list[Exception] = []
    intake.failed.connect(told.append)
    desk.store.next_commit_error = StoreError("disk_full")

    intake.form.edit("applicant.name", NAME)
    intake.form.leave("applicant.name")

    assert [getattr(error, "code", "") for error in told] == ["store.disk_full"]
    assert intake.form.value("applicant.name") == NAME
    intake.form.leave("applicant.name")
    assert intake.state is not None
    assert intake.state.case.form["applicant.name"] == NAME


def test_a_refused_agent_is_said_in_words(intake: IntakeViewModel) -> None:
    applicant(intake)
    intake.form.choose("agent.present", "yes")
    take_item(intake, NEAR)

    missing = {thing.key: thing.words for thing in intake.missing}
    assert missing["agent.present"] == "这个事项不接受代理，须本人申请"


def test_a_minor_is_offered_the_part_for_the_guardian(intake: IntakeViewModel) -> None:
    attended: list[str] = []
    intake.attention_asked.connect(attended.append)
    applicant(intake, resident_number("11019920150517002"))
    needed, consent = intake.warnings
    assert "Shift+F2" in needed.words
    assert (bool(needed.offer), bool(consent.offer)) == (True, False)
    assert ("applicant", "warning", "有提醒，请看一眼") in intake.marks

    intake.let_guardian_act()

    assert intake.form.value("agent.present") == "yes"
    assert attended == ["agent.name"]
    assert not any(warning.offer for warning in intake.warnings)


def test_after_the_notice_the_next_thing_is_to_print_it(desk: WindowDesk, intake: IntakeViewModel) -> None:
    case_id = desk.draft(confirm__applicant="yes")
    desk.edit_case.choose(case_id, ITEM, FAR)
    desk.edit_case.answer(case_id, "agent", "no")
    intake.take_up(case_id)
    intake.notice.give({})
    assert intake.next_thing.words == "打印收件材料补齐提醒"

    intake.do_next()

    assert len(desk.printer.jobs) == 1
    assert intake.next_thing.action == "step"


@pytest.mark.parametrize(("reached", "words"), [(True, "与平台连接正常"), (False, "连上平台后自动上传")])
def test_when_the_platform_gets_the_case_is_said_as_the_line_is(
    desk: WindowDesk, intake: IntakeViewModel, reached: bool, words: str
) -> None:
    if reached:
        desk.workspace.synchronise(lambda: False)
    complete(desk, intake)

    intake.do_next()

    assert words in intake.sending_words


def test_without_a_printer_next_saves_the_papers_and_then_comes_the_next_visitor(
    desk: WindowDesk, runner: InlineTaskRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.printer, "printers", lambda: ())
    intake = IntakeViewModel(desk.workspace, runner)
    intake.begin()
    complete(desk, intake)
    intake.do_next()
    assert intake.next_thing.words == "没有打印机：全部存成 PDF"
    asked: list[bool] = []
    intake.papers.folder_asked.connect(lambda: asked.append(True))

    intake.do_next()

    assert asked == [True]
    assert desk.printer.jobs == []
    intake.papers.save_all(str(tmp_path))
    assert intake.next_thing.action == "next_visitor"
    assert [mark for _, mark, _ in intake.marks][-1] == "warning"


def test_a_printer_that_was_set_up_meanwhile_is_found_in_the_last_step(
    desk: WindowDesk, runner: InlineTaskRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = IntakeViewModel(desk.workspace, runner)
    with monkeypatch.context() as without:
        without.setattr(desk.printer, "printers", lambda: ())
        intake.begin()
        complete(desk, intake)
        intake.do_next()
        intake.go_to("materials")

    intake.go_to("papers")

    assert intake.next_thing.action == "print"
