"""Pages read beside everything else; lights; verdicts that wait, count by themselves or are asked for again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.errors import DeviceError, PageError, StoreError
from app.domain.page_text import Box, KnownPaper, PageReading, PaperField, SignatureHint
from app.domain.verification import Verification
from tests.fakes.desk import CLERK, NAME, resident_number
from tests.fakes.guides import FAR, ITEM
from tests.fakes.runner import InlineTaskRunner, ManualTaskRunner
from tests.fakes.workspace import WindowDesk
from ui.viewmodels.comparison_viewmodel import CutOuts, light_of
from ui.viewmodels.comparison_words import verdict_words
from ui.viewmodels.intake_materials import MaterialsViewModel
from ui.viewmodels.intake_viewmodel import IntakeViewModel
from ui.viewmodels.originals_check import Waits

OTHER = "李样本"
BOX = Box(5, 6, 70, 8)
EVERY_OTHER_LANE = ("store", "device:scanner", "imaging", "device:reader", "comparison")


def card(name: str, *, confidence: float = 0.98) -> PageReading:
    fields = (
        PaperField("name", name, confidence, None, BOX),
        PaperField("number", resident_number(), 0.98, True, BOX),
    )
    return PageReading(100, 100, (), KnownPaper("resident_id_front", 0.99, fields), (), SignatureHint.NO_PLACE)


def says(desk: WindowDesk, reading: PageReading) -> None:
    """Let the text reader find this on every page from now on."""
    desk.text_reader.read = lambda _data, _codes=(): reading  # type: ignore[method-assign, assignment]  # what lies there


@pytest.fixture
def materials(desk: WindowDesk, intake: IntakeViewModel) -> MaterialsViewModel:
    """The checklist of a draft with its applicant."""
    return prepared(desk, intake)


def prepared(desk: WindowDesk, intake: IntakeViewModel) -> MaterialsViewModel:
    case_id = desk.draft()
    desk.edit_case.choose(case_id, ITEM, FAR)
    desk.edit_case.answer(case_id, "agent", "no")
    intake.take_up(case_id)
    return intake.materials


def rest(manual: ManualTaskRunner, but: str = "") -> None:
    """Run everything that waits, except on one lane."""
    for _ in range(500):
        lane = next((one[0] for one in manual.pending if one[0] != but), "")
        if not lane:
            return
        manual.step(lane)
    raise AssertionError("work keeps making work")


def held(desk: WindowDesk, manual: ManualTaskRunner) -> IntakeViewModel:
    """A scanned page that was looked at and is not read yet."""
    intake = IntakeViewModel(desk.workspace, manual)
    intake.begin()
    rest(manual)
    prepared(desk, intake)
    rest(manual)  # the reader was made ready on the way
    intake.materials.scan()
    rest(manual, but="reading")
    assert manual.waiting("reading") == 1
    return intake


def words(materials: MaterialsViewModel) -> tuple[str, str]:
    sign = light_of(materials.comparison, materials.row)
    return sign.words, sign.tone


def verdict(materials: MaterialsViewModel, code: str = "M1") -> Verification | None:
    state = materials._desk.state
    assert state is not None
    return next(row for row in state.rows if row.material.code == code).state.verification


def told(model: MaterialsViewModel) -> list[str]:
    codes: list[str] = []
    model.failed.connect(lambda error: codes.append(getattr(error, "code", type(error).__name__)))
    return codes


def test_a_page_is_read_on_a_lane_of_its_own_and_gives_its_material_a_light(
    desk: WindowDesk, runner: InlineTaskRunner, materials: MaterialsViewModel
) -> None:
    says(desk, card(NAME))
    materials.scan()

    assert runner.lanes.count("reading") == 2  # made ready, then asked
    assert words(materials) == ("一致", "green")
    cell = materials.table.rows()[0].cells[3]
    assert (cell.words, cell.tone, cell.tip) == ("一致", "green", "读到的 2 项与办件一致。")
    [page] = materials.pages
    facts = materials.facts(page.id)
    assert facts is not None
    assert facts.summary == "居民身份证（人像面）"


def test_the_next_page_is_taken_and_looked_at_while_one_is_read(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    intake = held(desk, manual)
    materials = intake.materials
    assert words(materials) == ("正在读", "muted")

    materials.scan()
    rest(manual, but="reading")

    assert len(materials.pages) == 2
    assert all(page.tone == "green" for page in materials.pages)
    assert manual.waiting("reading") == 1  # one at a time, so that a session can end
    manual.run_all()
    assert words(materials) == ("请自己看", "amber")


def test_what_a_power_cut_left_unread_is_read_when_the_case_comes_back(
    desk: WindowDesk, runner: InlineTaskRunner
) -> None:
    case_id = desk.draft()
    desk.edit_case.choose(case_id, ITEM, FAR)
    page = desk.page(case_id, "M1", b"sheet")
    intake = IntakeViewModel(desk.workspace, runner)

    intake.take_up(case_id)

    assert desk.read_page.unread(case_id) == ()
    assert intake.materials.readings.readings[page.id].text == "sheet"


def test_a_reader_that_fails_is_a_quiet_word_and_another_try(desk: WindowDesk, materials: MaterialsViewModel) -> None:
    errors = told(materials)
    desk.text_reader.fault = DeviceError("driver_hung")
    materials.scan()
    [page] = materials.pages
    assert errors == []
    assert words(materials) == ("文字未读出", "amber")
    facts = materials.facts(page.id)
    assert facts is not None
    assert facts.unread

    desk.text_reader.fault = None
    materials.readings.retry()
    assert words(materials) == ("请自己看", "amber")
    facts = materials.facts(page.id)
    assert facts is not None
    assert not facts.unread


def test_a_bug_of_the_reader_and_a_full_disk_are_told(
    desk: WindowDesk, materials: MaterialsViewModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = told(materials)
    for fault in (ValueError("bug"), StoreError("disk_full")):
        desk.text_reader.fault = fault  # type: ignore[assignment]  # anything may go wrong
        materials.scan()
        desk.text_reader.fault = PageError("damaged")
    assert errors == ["ValueError", "store.disk_full"]
    assert words(materials)[0] == "文字未读出"


def test_a_verdict_that_came_before_the_reading_counts_when_it_agrees(
    desk: WindowDesk, manual: ManualTaskRunner
) -> None:
    says(desk, card(NAME))
    intake = held(desk, manual)
    materials = intake.materials
    materials.check.verify(materials.row)
    assert materials.check.waits("M1") is Waits.READING
    rest(manual, but="reading")
    assert verdict(materials) is None

    manual.run_all()

    found = verdict(materials)
    assert found is not None
    assert found.findings == ()
    assert (materials.check.waits("M1"), materials.current) == (None, "M2")


@pytest.mark.parametrize("reading", [card(OTHER), card(NAME, confidence=0.5)])
def test_what_turns_up_after_the_verdict_is_to_be_seen_first(
    desk: WindowDesk, manual: ManualTaskRunner, reading: PageReading
) -> None:
    says(desk, reading)
    intake = held(desk, manual)
    materials = intake.materials
    materials.check.verify(materials.row)
    manual.run_all()
    assert verdict(materials) is None
    assert materials.check.asked_again("M1")

    materials.check.verify(materials.row, "看过原件")
    manual.run_all()
    found = verdict(materials)
    assert found is not None
    assert len(found.findings) == 1
    assert not materials.check.asked_again("M1")


def test_a_second_press_does_not_wait_for_the_reading(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    intake = held(desk, manual)
    materials = intake.materials
    materials.check.verify(materials.row)
    materials.check.verify(materials.row)
    rest(manual, but="reading")
    found = verdict(materials)
    assert found is not None
    assert [one.reason.name for one in found.findings] == ["NOT_READ"]


def test_that_it_differs_is_said_without_waiting_for_the_reading(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    intake = held(desk, manual)
    materials = intake.materials
    materials.check.differs(materials.row, "名称不同")
    rest(manual, but="reading")
    found = verdict(materials)
    assert found is not None
    assert found.remark == "名称不同"


def test_verdicts_on_two_materials_wait_side_by_side(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    says(desk, card(NAME))
    intake = held(desk, manual)
    materials = intake.materials
    materials.check.verify(materials.row)
    materials.select("M2")
    materials.scan()
    rest(manual, but="reading")
    materials.check.verify(materials.row)
    assert verdict(materials) is None

    manual.run_all()

    assert verdict(materials, "M1") is not None
    assert verdict(materials, "M2") is not None


def test_against_red_a_reason_is_asked_for(desk: WindowDesk, materials: MaterialsViewModel) -> None:
    says(desk, card(OTHER))
    asked: list[str] = []
    materials.check.reason_asked.connect(asked.append)
    errors = told(materials)
    materials.scan()
    materials.check.verify(materials.row, "  ")
    assert (asked, errors, verdict(materials)) == (["M1"], [], None)
    materials.check.verify(materials.row, "已改名")
    found = verdict(materials)
    assert found is not None
    assert found.override_reason == "已改名"
    materials.select("M1")
    assert words(materials) == ("不符·已说明：姓名", "red")


def test_findings_are_told_in_words_with_their_places(
    desk: WindowDesk, runner: InlineTaskRunner, materials: MaterialsViewModel
) -> None:
    says(desk, card(OTHER))
    shown: list[CutOuts] = []
    materials.comparison.cut_outs_ready.connect(shown.append)
    materials.scan()
    rows = materials.comparison.rows("M1")
    assert [row.cells[0].words for row in rows] == ["姓名", "公民身份号码"]
    assert [row.cells[0].tone for row in rows] == ["red", "green"]

    materials.comparison.look_at("M1", "0")
    assert (shown[-1].on_paper_words, shown[-1].expected) == (OTHER, NAME)
    assert shown[-1].on_paper.endswith(b"5,6 70x8+24")
    materials.comparison.look_at("M1", "0")
    assert (shown[-1].on_paper.endswith(b"+24"), runner.lanes.count("comparison")) == (True, 1)
    materials.comparison.look_at("M1", "9")
    assert shown[-1] == CutOuts()


def test_of_two_papers_that_disagree_both_places_are_shown(desk: WindowDesk, materials: MaterialsViewModel) -> None:
    says(desk, card(NAME))
    materials.scan()
    says(desk, card(OTHER))
    materials.select("M2")
    materials.scan()
    shown: list[CutOuts] = []
    materials.comparison.cut_outs_ready.connect(shown.append)
    at = next(row.key for row in materials.comparison.rows("M2") if row.cells[1].words.startswith("两份材料说法不一"))
    materials.comparison.look_at("M2", at)
    assert shown[-1].other.endswith(b"5,6 70x8+24")
    assert shown[-1].other_paper == "居民身份证（人像面）"


def test_a_place_that_cannot_be_cut_out_leaves_the_words(
    desk: WindowDesk, materials: MaterialsViewModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object) -> bytes:
        raise DeviceError("driver_crashed")

    says(desk, card(OTHER))
    monkeypatch.setattr(desk.pictures, "cut_out", fails)
    errors = told(materials)
    shown: list[CutOuts] = []
    materials.comparison.cut_outs_ready.connect(shown.append)
    materials.scan()
    materials.comparison.look_at("M1", "0")
    assert errors == []
    assert (shown[-1].on_paper, shown[-1].on_paper_words) == (b"", OTHER)


def test_a_page_with_other_edges_is_read_again(
    desk: WindowDesk, materials: MaterialsViewModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    materials.scan()
    [page] = materials.pages
    read = len(desk.text_reader.read_codes)
    materials.capture.adjust(page.id, ((1, 1), (9, 1), (9, 9), (1, 9)), 0)
    assert len(desk.text_reader.read_codes) == read + 1
    assert materials.readings.readings[page.id].text != "page"


def test_turning_keeps_what_was_cut_out(materials: MaterialsViewModel) -> None:
    materials.scan()
    [page] = materials.pages
    materials.capture.turn(page.id)
    turned = materials.page(page.id)
    assert turned is not None
    assert (turned.outline.corners, turned.outline.rotation) == (None, 90)
    materials.capture.adjust(page.id, ((1, 1), (9, 1), (9, 9), (1, 9)), 0)
    materials.capture.turn(page.id)
    turned = materials.page(page.id)
    assert turned is not None
    assert turned.outline.corners == ((1, 9), (1, 1), (9, 1), (9, 9))


def test_a_page_of_the_last_visitor_is_not_put_back_on_another_case(
    intake: IntakeViewModel, materials: MaterialsViewModel
) -> None:
    materials.scan()
    materials.capture.remove_page(materials.pages[0].id)
    before = materials.capture.may_undo_removal
    intake.next_visitor()
    assert (before, materials.capture.may_undo_removal) == (True, False)
    materials.capture.undo_removal()
    assert materials.pages == ()


def test_without_a_source_a_retake_says_what_to_do(
    desk: WindowDesk, materials: MaterialsViewModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    materials.scan()
    [page] = materials.pages
    errors = told(materials)
    nothing: Callable[[], tuple[()]] = lambda: ()  # noqa: E731 - the desk is empty
    monkeypatch.setattr(desk.source, "list", nothing)
    materials.capture.find_sources()
    materials.retake(page.id)
    assert errors == ["device.no_source"]
    assert materials.pages == (page,)


def test_a_page_under_the_wrong_material_says_which_page_it_is(desk: WindowDesk, materials: MaterialsViewModel) -> None:
    desk.paper_kinds["身份证明"] = frozenset({"resident_id_front"})  # what M2 is called
    materials.scan()
    says(desk, card(NAME))
    materials.scan()

    assert words(materials) == ("不符", "red")
    sentence = "第 2 页：这一页像是居民身份证（人像面），不像登记申请书。"
    assert light_of(materials.comparison, materials.row).sentence.startswith(sentence)
    first = materials.comparison.rows("M1")[0]
    assert (first.cells[0].words, first.cells[1].words) == ("整份材料", sentence)
    materials.comparison.look_at("M1", first.key)


def test_of_a_single_page_nobody_has_to_be_told_which_it_is(desk: WindowDesk, materials: MaterialsViewModel) -> None:
    says(desk, card(OTHER))
    materials.scan()
    assert light_of(materials.comparison, materials.row).sentence.startswith("姓名：")


@pytest.mark.parametrize("again", [True, False])
def test_a_verdict_over_other_pages_is_not_said_to_stand(
    desk: WindowDesk, materials: MaterialsViewModel, again: bool
) -> None:
    says(desk, card(OTHER))
    materials.scan()
    materials.check.verify(materials.row, "已改名")
    materials.select("M1")
    row = materials.row
    assert row is not None
    assert verdict_words(row).startswith(f"{CLERK.name} 已核对：与原件一致。")

    desk.lay(b"another page")
    if again:
        materials.retake(materials.pages[0].id)
    else:
        materials.scan()

    row = materials.row
    assert row is not None
    assert verdict_words(row) == f"{CLERK.name} 核对之后页面有变化，上次的结论不再算数，请重新核对。"
    assert words(materials)[0] == "不符：姓名"


def test_without_findings_it_is_said_why(desk: WindowDesk, materials: MaterialsViewModel) -> None:
    errors = told(materials)
    materials.tell_no_findings()
    materials.scan()
    materials.comparison._know({})
    materials.tell_no_findings()
    assert errors == ["rule.no_findings", "rule.not_compared"]


def test_what_was_typed_for_a_material_is_kept_with_it_whatever_is_selected(
    desk: WindowDesk, intake: IntakeViewModel, materials: MaterialsViewModel
) -> None:
    subject = materials.subject
    assert subject is not None
    materials.select("M2")
    materials.provide_for(subject, "paper", remark="原件第 3 页缺角")
    intake.next_visitor()
    materials.provide_for(subject, "paper", remark="原件第 4 页缺角")

    rows = {row.material.code: row.state.remark for row in desk.open_case.current(subject.case_id).rows}
    assert (rows["M1"], rows["M2"]) == ("原件第 4 页缺角", "")


def test_the_reader_is_made_ready_once_when_papers_are_due_and_nothing_waits_for_it(
    desk: WindowDesk, manual: ManualTaskRunner
) -> None:
    intake = IntakeViewModel(desk.workspace, manual)
    intake.begin()
    rest(manual)
    assert manual.waiting("reading") == desk.text_reader.warmed == 0
    intake.go_to("materials")
    rest(manual, but="reading")
    assert manual.waiting("reading") == 1
    assert intake.waiting == intake.materials.waiting == ""

    rest(manual)
    intake.go_to("applicant")
    intake.go_to("materials")
    rest(manual)

    assert desk.text_reader.warmed == 1


def test_a_reader_that_cannot_be_made_ready_is_told_with_the_first_page_and_not_before(
    desk: WindowDesk, intake: IntakeViewModel
) -> None:
    desk.text_reader.fault = DeviceError("driver_crashed")
    faults = told(intake.materials)

    materials = prepared(desk, intake)
    intake.go_to("materials")

    assert desk.text_reader.warmed == 1
    assert faults == []
    materials.scan()
    assert materials.readings.failed_on(materials.pages[0].id)
