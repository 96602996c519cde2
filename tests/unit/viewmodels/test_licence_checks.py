"""The register is asked beside everything else: lights wait for seconds, verdicts too, keys never."""

from __future__ import annotations

from app.domain.applicant import IdDocumentKind
from app.domain.e_licence import LicenceRecord, LicenceStatus
from app.domain.errors import SyncError
from app.domain.page_text import Box, KnownPaper, PageReading, PaperField, SignatureHint
from tests.fakes.desk import NAME, resident_number
from tests.fakes.guides import FAR, ITEM
from tests.fakes.runner import InlineTaskRunner, ManualTaskRunner
from tests.fakes.workspace import WindowDesk
from tests.unit.viewmodels.test_originals import rest, verdict
from ui.viewmodels.comparison_viewmodel import light_of
from ui.viewmodels.intake_materials import MaterialsViewModel
from ui.viewmodels.intake_viewmodel import IntakeViewModel
from ui.viewmodels.originals_check import Waits

BOX = Box(5, 6, 70, 8)


def laid(desk: WindowDesk, status: LicenceStatus = LicenceStatus.VALID) -> str:
    """A draft at its second material, whose paper is the applicant's card, which the register has."""
    number = resident_number()
    fields = (PaperField("name", NAME, 0.98, None, BOX), PaperField("number", number, 0.98, True, BOX))
    paper = KnownPaper("resident_id_front", 0.99, fields)
    reading = PageReading(100, 100, (), paper, (), SignatureHint.NO_PLACE)
    desk.text_reader.read = lambda _data, _codes=(): reading  # type: ignore[method-assign, assignment]  # what lies there
    desk.paper_kinds["身份证"] = frozenset({"resident_id_front"})
    desk.register.records[number] = LicenceRecord("id", "居民身份证", status, NAME, number, None)
    case_id = desk.draft(applicant__document_kind=IdDocumentKind.RESIDENT_ID)
    desk.edit_case.choose(case_id, ITEM, FAR)
    desk.edit_case.answer(case_id, "agent", "no")
    return case_id


def scanned(desk: WindowDesk, manual: ManualTaskRunner) -> MaterialsViewModel:
    """The card was scanned and read; the register has not answered yet."""
    intake = IntakeViewModel(desk.workspace, manual)
    intake.begin()
    rest(manual)
    intake.take_up(laid(desk))
    rest(manual)
    intake.materials.select("M2")
    intake.materials.scan()
    rest(manual, but="network")
    assert manual.waiting("network") == 1
    return intake.materials


def tone(materials: MaterialsViewModel) -> tuple[str, str]:
    sign = light_of(materials.comparison, materials.row)
    return sign.tone, sign.words


def test_the_light_waits_for_the_register_and_then_says_what_it_said(
    desk: WindowDesk, manual: ManualTaskRunner
) -> None:
    materials = scanned(desk, manual)
    assert tone(materials) == ("muted", "正在查证照")

    manual.run_all()

    assert tone(materials) == ("green", "一致")
    assert len(desk.register.asked) == 1


def test_a_verdict_waits_for_the_register_and_counts_by_itself(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    materials = scanned(desk, manual)
    materials.check.verify(materials.row)
    rest(manual, but="network")
    assert (materials.check.waits("M2"), verdict(materials, "M2")) == (Waits.LICENCE, None)

    manual.run_all()

    assert materials.check.waits("M2") is None
    assert verdict(materials, "M2") is not None


def test_a_revoked_licence_has_the_verdict_asked_for_again(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    materials = scanned(desk, manual)
    desk.register.records[resident_number()] = LicenceRecord(
        "id", "居民身份证", LicenceStatus.REVOKED, NAME, resident_number(), None
    )
    materials.check.verify(materials.row)
    manual.run_all()

    assert tone(materials)[0] == "red"
    assert materials.check.asked_again("M2")
    assert verdict(materials, "M2") is None


def test_a_second_press_does_not_wait_for_the_register(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    materials = scanned(desk, manual)
    materials.check.verify(materials.row)
    materials.check.verify(materials.row)
    rest(manual, but="network")

    assert verdict(materials, "M2") is not None


def test_offline_is_amber_and_asked_again_once_the_line_is_back(desk: WindowDesk, runner: InlineTaskRunner) -> None:
    desk.register.fault = SyncError("no_route")
    intake = IntakeViewModel(desk.workspace, runner)
    intake.begin()
    intake.take_up(laid(desk))
    materials = intake.materials
    materials.licences.line_is(False)
    materials.select("M2")
    materials.scan()
    assert tone(materials)[0] == "amber"
    assert "还没有查" in light_of(materials.comparison, materials.row).sentence

    desk.register.fault = None
    materials.licences.line_is(True)
    assert tone(materials) == ("green", "一致")
    materials.licences.line_is(True)
    assert len(desk.register.asked) == 2
    intake.form._pause.stop()


def test_another_case_forgets_what_is_known_and_its_late_answer(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    materials = scanned(desk, manual)
    case_id = materials._desk.case_id
    materials._desk.start()
    manual.run_all()

    assert desk.licences.of_case(case_id) == {}
    assert not materials.licences.pending("M2")


def test_what_is_saved_at_the_end_of_the_session_asks_nothing(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    materials = scanned(desk, manual)
    desk.register.fault = SyncError("timeout")
    rest(manual)
    asked = len(desk.register.asked)
    materials.licences.stop()
    materials.licences.line_is(False)
    materials.licences.line_is(True)
    rest(manual)
    assert len(desk.register.asked) == asked
