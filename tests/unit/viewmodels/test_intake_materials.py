"""The checklist: only what the guide allows; pages safe one by one; the originals check."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.errors import DeviceError, PageError
from app.domain.guide import SituationOption, SituationQuestion
from app.domain.material import Provision
from app.domain.page import PageAnalysis, Quality, QualityReason, QualityVerdict
from app.ports.document_source import ScannedFrame
from tests.fakes.guides import FAR, ITEM, guide, material
from tests.fakes.runner import InlineTaskRunner, ManualTaskRunner
from tests.fakes.workspace import WindowDesk
from ui.viewmodels.intake_materials import MaterialsViewModel
from ui.viewmodels.intake_viewmodel import IntakeViewModel
from ui.viewmodels.material_words import deferral_words


@pytest.fixture
def materials(intake: IntakeViewModel) -> MaterialsViewModel:
    """The checklist of the far place, with the question answered."""
    intake.items.search("")
    intake.items.take_item(ITEM)
    intake.items.choose_place(FAR)
    intake.materials.questions.answer("agent", "no")
    return intake.materials


def state_of(materials: MaterialsViewModel, code: str) -> tuple[str, str]:
    cell = materials.table.rows()[materials.table.row_of(code)].cells[2]
    return cell.words, cell.tone


def deferral(materials: MaterialsViewModel) -> str:
    assert materials.row is not None
    return deferral_words(materials.row)


def test_the_answer_shapes_the_list(materials: MaterialsViewModel) -> None:
    assert [row.key for row in materials.table.rows()] == ["M1", "M2", "M4"]

    materials.questions.answer("agent", "yes")

    assert [row.key for row in materials.table.rows()] == ["M1", "M2", "M3", "M4"]


def test_only_ways_the_guide_allows_are_offered(materials: MaterialsViewModel) -> None:
    materials.questions.answer("agent", "yes")
    offered = {}
    for code in ("M1", "M2", "M3"):
        materials.select(code)
        offered[code] = [way for way, _ in materials.ways]

    assert offered == {"M1": ["paper"], "M2": ["paper", "e_licence"], "M3": ["paper", "deferred"]}


def test_a_deferral_says_its_term_and_its_last_day_before_it_is_chosen(
    desk: WindowDesk, materials: MaterialsViewModel
) -> None:
    materials.questions.answer("agent", "yes")
    materials.select("M1")
    assert deferral(materials) == ""
    materials.select("M3")
    assert deferral(materials) == "可以容缺后补：收件后 10 个工作日内补交，最迟 2026年12月7日。"

    materials.provide("deferred")

    assert state_of(materials, "M3") == ("容缺后补至\n2026年12月7日", "amber")


def test_the_last_day_of_a_deferral_is_estimated_over_a_year_not_published(
    desk: WindowDesk, materials: MaterialsViewModel
) -> None:
    desk.clock.advance(timedelta(days=30))
    materials.questions.answer("agent", "yes")
    materials.select("M3")

    assert "最迟 2027年1月6日（预计）" in deferral(materials)


def test_the_term_of_a_deferral_runs_from_the_receipt(desk: WindowDesk) -> None:
    case_id = desk.ready()
    desk.edit_case.answer(case_id, "agent", "yes")
    desk.edit_case.provide(case_id, "M3", Provision.DEFERRED)
    desk.receive(desk.session, case_id)
    desk.clock.advance(timedelta(days=3))

    row = next(row for row in desk.open_case.current(case_id).rows if row.material.code == "M3")
    assert row.follow_by is not None
    assert row.follow_by.on.isoformat() == "2026-12-07"


def test_a_scan_goes_into_the_selected_material_and_is_judged(desk: WindowDesk, materials: MaterialsViewModel) -> None:
    desk.lay(b"first", b"second")
    materials.select("M2")

    materials.scan()

    assert [page.name for page in materials.pages] == ["第 1 页", "第 2 页"]
    assert [page.tone for page in materials.pages] == ["green", "green"]
    assert state_of(materials, "M2") == ("待核验", "amber")
    assert state_of(materials, "M1")[1] == "muted"


def test_the_next_page_is_asked_for_only_when_the_last_is_stored(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    desk.lay(b"first", b"second")
    intake = IntakeViewModel(desk.workspace, manual)
    case_id = desk.draft()
    desk.edit_case.choose(case_id, ITEM, FAR)
    intake.begin()
    manual.run_all()
    intake.materials.scan()
    for _ in range(3):
        manual.step("store")  # paper is said to be the way before anything is scanned
        if not manual.waiting("store"):
            break

    manual.step("device:scanner")

    assert manual.waiting("device:scanner") == 0
    assert manual.waiting("store") == 1
    manual.step("store")
    assert manual.waiting("device:scanner") == 1
    with desk.store.unit_of_work() as unit:
        assert len(unit.pages.of_case(case_id)) == 1


def test_pages_before_a_fault_stay_and_the_fault_is_told(desk: WindowDesk, materials: MaterialsViewModel) -> None:
    desk.lay(b"first")
    desk.source.fault = DeviceError("jam")
    told: list[Exception] = []
    materials.failed.connect(told.append)

    materials.scan()

    assert [getattr(error, "code", "") for error in told] == ["device.jam"]
    assert len(materials.pages) == 1
    assert not materials.capture.scanning


def test_the_feeder_is_chosen_and_asked_for_both_sides(desk: WindowDesk, materials: MaterialsViewModel) -> None:
    scanner = materials.capture.sources[0]
    materials.capture.sources = (replace(scanner, feeder=True, duplex=True),)
    materials.source_key = materials.source_choices[2].key

    materials.scan()

    request = desk.source.requests[-1]
    assert (request.source_id, request.feeder, request.duplex) == (scanner.id, True, True)


def test_a_scan_says_what_it_is_for_and_for_whom(
    desk: WindowDesk, intake: IntakeViewModel, materials: MaterialsViewModel
) -> None:
    intake.form.choose("applicant.name", "李样本")
    for code in ("M2", "M4"):
        materials.select(code)
        materials.scan()
    papers = [one.paper for one in desk.source.requests]
    assert [(one.material.code, one.guide.ref.item_code) for one in papers if one] == [("M2", ITEM), ("M4", ITEM)]
    assert {one.form["applicant.name"] for one in papers if one} == {"李样本"}


def test_files_are_taken_from_the_file_source(desk: WindowDesk, materials: MaterialsViewModel) -> None:
    materials.scan(("/tmp/a.png",))

    assert desk.source.requests[-1].source_id == "files"
    assert desk.source.requests[-1].paths == ("/tmp/a.png",)


def test_what_is_no_picture_is_told_and_does_not_stay(
    desk: WindowDesk, materials: MaterialsViewModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> tuple[PageAnalysis, ...]:
        raise PageError("truncated")

    monkeypatch.setattr(desk.page_reader, "analyse", refuse)
    told: list[Exception] = []
    materials.failed.connect(told.append)
    materials.scan()

    assert materials.pages == ()
    assert [getattr(error, "code", "") for error in told] == ["page.truncated"]


def test_a_page_can_be_taken_off(materials: MaterialsViewModel) -> None:
    materials.scan()
    (page,) = materials.pages

    materials.capture.remove_page(page.id)

    assert materials.pages == ()


def test_pages_a_power_cut_left_unseen_are_looked_at_when_the_draft_is_opened(
    desk: WindowDesk, runner: InlineTaskRunner
) -> None:
    case_id = desk.draft()
    desk.edit_case.choose(case_id, ITEM, FAR)
    desk.capture.keep(desk.session, case_id, "M1", ScannedFrame(b"x", "image/png", "flatbed", 300, 0))
    intake = IntakeViewModel(desk.workspace, runner)

    intake.begin()

    intake.materials.select("M1")
    assert [page.tone for page in intake.materials.pages] == ["green"]


def test_verifying_goes_on_to_the_next_open_material(desk: WindowDesk, materials: MaterialsViewModel) -> None:
    materials.select("M1")
    materials.scan()
    materials.check.verify(materials.row)

    assert materials.current == "M2"
    assert state_of(materials, "M1")[1] == "green"
    assert "B" in state_of(materials, "M1")[0]


def test_differs_asks_what_differs_and_blocks_the_receipt(desk: WindowDesk, materials: MaterialsViewModel) -> None:
    asked: list[bool] = []
    materials.check.remark_asked.connect(lambda _code: asked.append(True))
    materials.select("M1")
    materials.scan()

    materials.check.differs(materials.row, "")
    assert asked == [True]
    materials.check.differs(materials.row, "名称不一致")

    assert state_of(materials, "M1") == ("与原件不一致", "red")


def test_a_new_page_takes_the_tick_away(desk: WindowDesk, materials: MaterialsViewModel) -> None:
    materials.select("M1")
    materials.scan()
    materials.check.verify(materials.row)
    materials.select("M1")
    desk.lay(b"another")

    materials.scan()

    assert state_of(materials, "M1") == ("待核验", "amber")


def test_a_page_can_be_moved_to_the_material_it_belongs_to(desk: WindowDesk, materials: MaterialsViewModel) -> None:
    materials.select("M1")
    materials.scan()
    (page,) = materials.pages

    materials.capture.move_page(page.id, "M2")

    assert not materials.pages
    materials.select("M2")
    assert [one.id for one in materials.pages] == [page.id]


def test_counts_of_originals_are_kept(materials: MaterialsViewModel) -> None:
    materials.select("M1")
    materials.provide("paper")
    materials.provide("paper", sheets=7)

    assert materials.row is not None
    assert (materials.row.state.originals, materials.row.state.sheets) == (1, 7)


def test_an_e_licence_needs_its_number(materials: MaterialsViewModel) -> None:
    materials.select("M2")
    materials.provide("e_licence")
    assert state_of(materials, "M2") == ("缺证照号码", "amber")

    materials.provide("e_licence", e_licence_number="样本证照1号")

    assert state_of(materials, "M2") == ("电子证照", "green")


def test_without_any_source_the_clerk_hears_what_to_do(
    desk: WindowDesk, materials: MaterialsViewModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.source, "list", tuple)
    materials.capture.find_sources()
    told: list[Exception] = []
    materials.failed.connect(told.append)

    materials.scan()

    assert [getattr(error, "code", "") for error in told] == ["device.no_source"]


def waiting_page(desk: WindowDesk, manual: ManualTaskRunner) -> IntakeViewModel:
    """A page that is kept and still looked at."""
    intake = IntakeViewModel(desk.workspace, manual)
    case_id = desk.draft()
    desk.edit_case.choose(case_id, ITEM, FAR)
    intake.begin()
    manual.run_all()
    intake.materials.scan()
    for _ in range(50):
        lane = next((one for one in ("store", "device:scanner") if manual.waiting(one)), "")
        if not lane:
            break
        manual.step(lane)
    assert manual.waiting("imaging") == 1
    return intake


def test_a_verdict_given_during_the_look_counts_when_the_page_was_seen(
    desk: WindowDesk, manual: ManualTaskRunner
) -> None:
    intake = waiting_page(desk, manual)
    materials = intake.materials
    told: list[Exception] = []
    materials.failed.connect(told.append)

    materials.check.verify(materials.row)
    waits = [materials.check.waits("M1") is not None]
    assert not any(row.state.verification for row in (materials.row,) if row)
    manual.run_all()

    assert told == []
    assert [*waits, materials.check.waits("M1") is not None] == [True, False]
    assert materials.current == "M2"
    assert state_of(materials, "M1")[1] == "green"


def test_a_page_that_turns_out_bad_is_not_verified_by_itself(
    desk: WindowDesk, manual: ManualTaskRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    (good,) = desk.page_reader.analyse(b"", "image/png")
    blurred = replace(good, quality=Quality(QualityVerdict.BAD, (QualityReason.BLURRED,)))
    monkeypatch.setattr(desk.page_reader, "analyse", lambda *_args, **_named: (blurred,))
    intake = waiting_page(desk, manual)
    materials = intake.materials

    materials.check.verify(materials.row)
    manual.run_all()

    assert not materials.check.waits("M1") is not None
    assert materials.current == "M1"
    assert materials.row is not None
    assert materials.row.state.verification is None


def test_a_waiting_verdict_does_not_follow_to_the_next_visitor(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    intake = waiting_page(desk, manual)
    first = intake.desk.case_id
    intake.materials.check.verify(intake.materials.row)
    intake.next_visitor()
    manual.run_all()

    assert intake.desk.case_id != first
    with desk.store.unit_of_work() as unit:
        assert unit.cases.get(first).materials["M1"].verification is None


def test_scanning_without_an_item_says_what_to_do(intake: IntakeViewModel) -> None:
    told: list[Exception] = []
    intake.failed.connect(told.append)

    intake.materials.scan()

    assert [getattr(error, "code", "") for error in told] == ["rule.no_item"]


@pytest.fixture
def acting(desk: WindowDesk, intake: IntakeViewModel, monkeypatch: pytest.MonkeyPatch) -> IntakeViewModel:
    """An item whose guide has the reserved question."""
    options = tuple(SituationOption(name, name) for name in ("self", "agent", "guardian"))
    asking = guide(questions=(SituationQuestion("acting", "办理人", options),), materials=(material("M1", "申请书"),))
    monkeypatch.setattr(desk.guides, "guides", [*(one for one in desk.guides.guides if one.ref != asking.ref), asking])
    return intake


def take(intake: IntakeViewModel) -> None:
    intake.items.search("")
    intake.items.take_item(ITEM)
    intake.items.choose_place(FAR)


def answer(intake: IntakeViewModel) -> str:
    assert intake.state is not None
    return intake.state.case.answers.get("acting", "")


def test_who_acts_is_answered_from_the_form(acting: IntakeViewModel) -> None:
    take(acting)
    assert answer(acting) == "self"

    acting.form.choose("agent.present", "yes")
    assert answer(acting) == "agent"

    acting.materials.questions.answer("acting", "guardian")
    acting.form.choose("applicant.name", "张䶮样本")
    assert answer(acting) == "guardian"


def test_an_organisation_without_agent_is_asked_who_acts(acting: IntakeViewModel) -> None:
    acting.form.choose("applicant.kind", "organisation")
    take(acting)
    assert answer(acting) == ""
