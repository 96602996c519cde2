"""The register is asked with its purpose in the log, once, and again only where nobody answered."""

from __future__ import annotations

import pytest

from app.domain.audit import AuditAction
from app.domain.e_licence import LicenceQuestion, LicenceRecord, LicenceStatus
from app.domain.errors import RuleError, StoreError, SyncError
from app.domain.finding import FindingReason, Light
from app.domain.material import Provision
from app.domain.page_text import Box, KnownPaper, PageReading, PaperField, SignatureHint
from app.domain.verification import VerificationVerdict
from tests.fakes.desk import NAME, SESSION, Desk, resident_number
from tests.fakes.guides import FAR, ITEM

BOX = Box(5, 6, 70, 8)


class LicenceDesk(Desk):
    """A draft whose material M2 (身份证明, e-licence 居民身份证) was read as the applicant's card."""

    def __init__(self) -> None:
        super().__init__()
        self.paper_kinds["身份证"] = frozenset({"resident_id_front"})
        self.case_id = self.draft()
        self.edit_case.choose(self.case_id, ITEM, FAR)
        self.edit_case.provide(self.case_id, "M2", Provision.PAPER)
        sheet = self.page(self.case_id, "M2", b"sheet")
        fields = (
            PaperField("name", NAME, 0.98, None, BOX),
            PaperField("number", resident_number(), 0.98, True, BOX),
        )
        paper = KnownPaper("resident_id_front", 0.99, fields)
        with self.store.unit_of_work() as unit:
            unit.readings.save(sheet.id, PageReading(800, 500, (), paper, (), SignatureHint.NO_PLACE))
            unit.commit()
        self.ask_licence.on_desk(self.case_id)

    def has(self, status: LicenceStatus = LicenceStatus.VALID, name: str = NAME) -> None:
        number = resident_number()
        self.register.records[number] = LicenceRecord("id", "居民身份证", status, name, number, None)

    def ask(self, *, again: bool = False) -> int:
        due = self.ask_licence.due(self.case_id, again=again)
        self.ask_licence(SESSION, self.case_id, due)
        return len(due)

    def light(self) -> tuple[Light, FindingReason]:
        comparison = self.compare(self.case_id)["M2"]
        return comparison.light, comparison.leading.reason

    def log(self) -> list[tuple[AuditAction, str, str]]:
        with self.store.unit_of_work() as unit:
            kinds = (AuditAction.E_LICENCE_ASKED, AuditAction.E_LICENCE_ANSWERED)
            found = [one for one in unit.audit.entries() if one.action in kinds]
            return [(one.action, one.subject, one.detail) for one in reversed(found)]


@pytest.fixture
def desk() -> LicenceDesk:
    return LicenceDesk()


def test_a_paper_is_asked_about_once_with_its_purpose_in_the_log(desk: LicenceDesk) -> None:
    desk.has()
    assert desk.ask() == 1
    assert desk.ask() == 0

    [(question, purpose)] = desk.register.asked
    assert question == LicenceQuestion("", resident_number(), "居民身份证")
    assert (purpose.case_id, purpose.item_code, purpose.material_code) == (desk.case_id, ITEM, "M2")
    assert purpose.clerk_id == SESSION.clerk.id
    assert desk.log() == [
        (AuditAction.E_LICENCE_ASKED, desk.case_id, "M2 originals_check"),
        (AuditAction.E_LICENCE_ANSWERED, desk.case_id, "M2 found"),
    ]
    assert desk.light()[0] is Light.GREEN


def test_what_cannot_be_written_down_is_not_asked(desk: LicenceDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    due = desk.ask_licence.due(desk.case_id)

    def full() -> None:
        raise StoreError("disk_full")

    monkeypatch.setattr(desk.store, "unit_of_work", full)
    with pytest.raises(StoreError):
        desk.ask_licence(SESSION, desk.case_id, due)
    assert desk.register.asked == []


def test_offline_is_amber_and_asked_again_when_the_line_is_back(desk: LicenceDesk) -> None:
    desk.has()
    desk.register.fault = SyncError("no_route")
    desk.ask()
    assert desk.light() == (Light.AMBER, FindingReason.LICENCE_NOT_ASKED)
    assert desk.log()[-1][2] == "M2 unreachable sync.no_route"
    assert desk.ask() == 0

    desk.register.fault = None
    assert desk.ask(again=True) == 1
    assert desk.light()[0] is Light.GREEN
    assert desk.ask(again=True) == 0


def test_a_revoked_licence_is_attested_only_with_a_reason(desk: LicenceDesk) -> None:
    desk.has(LicenceStatus.REVOKED)
    desk.ask()
    assert desk.light() == (Light.RED, FindingReason.LICENCE_REVOKED)

    with pytest.raises(RuleError, match=r"rule\.override_reason_required"):
        desk.verify(SESSION, desk.case_id, "M2", VerificationVerdict.MATCHES)


def test_what_is_known_goes_with_the_case(desk: LicenceDesk) -> None:
    desk.has()
    due = desk.ask_licence.due(desk.case_id)
    desk.ask_licence.on_desk("another case")
    desk.ask_licence(SESSION, desk.case_id, due)  # its answer comes too late

    assert desk.licences.of_case(desk.case_id) == {}
    desk.ask_licence.on_desk(desk.case_id)
    assert desk.ask() == 1


def test_nothing_is_asked_about_a_case_that_is_no_draft(desk: LicenceDesk) -> None:
    desk.open_case.abandon(SESSION, desk.case_id, "样本")

    assert desk.ask_licence.due(desk.case_id) == ()
