"""From stored readings to lights, and what a verdict does with them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.audit import AuditAction
from app.domain.errors import RuleError
from app.domain.finding import FindingReason, Light
from app.domain.material import Provision
from app.domain.page import Page
from app.domain.page_text import Box, KnownPaper, PageReading, PaperField, SignatureHint
from app.domain.verification import Verification, VerificationVerdict
from local_store.repositories.codec import DocumentCodec
from tests.fakes.desk import NAME, Desk, resident_number
from tests.fakes.guides import FAR, ITEM

BOX = Box(5, 6, 70, 8)


def reading(name: str, number: str) -> PageReading:
    fields = (PaperField("name", name, 0.98, None, BOX), PaperField("number", number, 0.98, True, BOX))
    paper = KnownPaper("resident_id_front", 0.99, fields)
    return PageReading(800, 500, (), paper, (), SignatureHint.NO_PLACE)


class PaperDesk(Desk):
    """A draft whose material M1 lies on the desk, read as told."""

    def __init__(self, name: str | None = NAME) -> None:
        super().__init__()
        self.case_id = self.draft()
        self.edit_case.choose(self.case_id, ITEM, FAR)
        self.edit_case.provide(self.case_id, "M1", Provision.PAPER)
        self.sheet: Page = self.page(self.case_id, "M1", b"sheet")
        if name is not None:
            with self.store.unit_of_work() as unit:
                unit.readings.save(self.sheet.id, reading(name, resident_number()))
                unit.commit()

    def attest(self, verdict: VerificationVerdict, remark: str = "", reason: str = "") -> Verification:
        state = self.verify(self.session, self.case_id, "M1", verdict, remark, override_reason=reason)
        verification = next(row for row in state.rows if row.material.code == "M1").state.verification
        assert verification is not None
        return verification

    def log(self) -> str:
        with self.store.unit_of_work() as unit:
            return next(e.detail for e in unit.audit.entries() if e.action is AuditAction.ORIGINAL_VERIFIED)


def test_a_paper_that_agrees_is_green_and_nothing_is_kept_with_the_verdict() -> None:
    desk = PaperDesk()
    assert desk.compare(desk.case_id)["M1"].light is Light.GREEN
    verification = desk.attest(VerificationVerdict.MATCHES, reason="not needed")
    assert (verification.findings, verification.override_reason) == ((), "")
    assert desk.log() == "M1=matches"


def test_what_is_typed_so_far_is_enough_to_compare_with() -> None:
    desk = PaperDesk("李样本")
    desk.edit_case.set_fields(desk.case_id, {"applicant.phone": ""}, "applicant.phone")
    assert desk.compare(desk.case_id)["M1"].leading.expected == NAME


def test_a_page_nobody_has_read_is_amber_and_may_be_attested() -> None:
    desk = PaperDesk(name=None)
    assert desk.compare(desk.case_id)["M1"].leading.reason is FindingReason.NOT_READ
    verification = desk.attest(VerificationVerdict.MATCHES)
    assert [one.reason for one in verification.findings] == [FindingReason.NOT_READ]
    assert desk.log() == "M1=matches amber:not_read"


def test_a_match_against_red_needs_a_reason_and_keeps_it() -> None:
    desk = PaperDesk("李样本")
    assert desk.compare(desk.case_id)["M1"].light is Light.RED
    with pytest.raises(RuleError, match=r"rule\.override_reason_required") as refused:
        desk.attest(VerificationVerdict.MATCHES)
    assert refused.value.field == "material.override_reason"
    with pytest.raises(RuleError, match=r"rule\.override_reason_required"):
        desk.attest(VerificationVerdict.MATCHES, reason="   ")
    verification = desk.attest(VerificationVerdict.MATCHES, reason="已改名，见户口簿变更页")
    assert verification.override_reason == "已改名，见户口簿变更页"
    assert [(one.field, one.on_paper, one.expected) for one in verification.findings] == [("name", "李样本", NAME)]
    assert desk.log() == "M1=matches red:differs overridden"


def test_the_verdict_that_it_differs_needs_no_override() -> None:
    desk = PaperDesk("李样本")
    verification = desk.attest(VerificationVerdict.DIFFERS, "姓名不同", reason="x")
    assert verification.override_reason == ""
    assert desk.log() == "M1=differs red:differs"
    assert "李样本" not in desk.log()


def test_a_verdict_with_its_findings_is_stored_and_one_of_before_is_still_read() -> None:
    codec = DocumentCodec(Verification)
    desk = PaperDesk("李样本")
    verification = desk.attest(VerificationVerdict.MATCHES, reason="已改名")
    assert codec.decode(codec.encode(verification)) == verification
    plain = replace(verification, findings=(), override_reason="")
    older = codec.encode(plain).replace(b',"findings":[],"override_reason":""', b"")
    assert b"findings" not in older
    assert codec.decode(older) == plain


def test_cut_outs_are_taken_from_the_picture_that_was_read() -> None:
    desk = PaperDesk("李样本")
    finding = desk.compare(desk.case_id)["M1"].leading
    assert desk.compare.cut_out(desk.case_id, finding).picture == b"sheet 5,6 70x8+24"
    assert desk.compare.cut_out(desk.case_id, replace(finding, box=None)).picture is None
    with pytest.raises(RuleError, match=r"rule\.page_not_in_case"):
        desk.compare.cut_out(desk.case_id, replace(finding, page_id="gone"))


def test_a_copy_is_laid_over_its_original() -> None:
    desk = PaperDesk()
    copy = desk.page(desk.case_id, "M1", b"copy")
    assert desk.compare.differences(desk.case_id, desk.sheet.id, copy.id).aligned
    assert desk.pictures.compared == [(b"sheet", b"copy")]
    assert desk.compare.region(desk.case_id, copy.id, BOX) == b"copy 5,6 70x8+24"


def test_a_page_under_the_wrong_material_is_not_attested_without_a_reason() -> None:
    desk = PaperDesk()
    desk.paper_kinds["身份证明"] = frozenset({"resident_id_front"})  # what M2 is called; the card lies under M1

    assert [one.reason for one in desk.compare(desk.case_id)["M1"].doubtful] == [FindingReason.OTHER_PAPER]
    with pytest.raises(RuleError, match=r"rule\.override_reason_required"):
        desk.attest(VerificationVerdict.MATCHES)
    verification = desk.attest(VerificationVerdict.MATCHES, reason="复印在申请书背面")
    assert verification.override_reason == "复印在申请书背面"
    assert desk.log() == "M1=matches red:other_paper overridden"
