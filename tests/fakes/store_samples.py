"""Rows for tests of the store: invented people, fictitious divisions, names with rare characters."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from app.domain.applicant import Agent, IdDocument, IdDocumentKind, IdentitySource, Organisation, Person, Sex
from app.domain.case import Case, CaseState, Delivery, DeliveryWay, StateChange
from app.domain.custody import CustodyEvent, CustodyPlace
from app.domain.guide import GuideRef
from app.domain.material import CaseMaterial, Provision
from app.domain.outbox import Fact, FactKind
from app.domain.page import BlobRef, CodeRead, Page, PageConfidence, PageOutline, Quality, QualityReason, QualityVerdict
from app.domain.page_text import (
    Box,
    KnownPaper,
    PageReading,
    PaperField,
    Seal,
    SealShape,
    SignatureHint,
    TextLine,
)
from app.domain.paper import Paper, PaperKind, PrintAttempt, PrintOutcome
from app.domain.verification import Verification, VerificationVerdict

NOW = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
RARE_NAME = "张䶮𬭎㛃𠅤样本"
PERSON = Person(
    name=RARE_NAME,
    document=IdDocument(
        IdDocumentKind.RESIDENT_ID, "99010119900517001X", "样本公安局", date(2020, 1, 2), date(2040, 1, 2)
    ),
    sex=Sex.FEMALE,
    birth_date=date(1990, 5, 17),
    ethnicity_code="01",
    nationality="CHN",
    latin_name="ZHANG YAN",
    address="样本省样本市样本路1号",
    phone="19900000001",
    source=IdentitySource.CARD_READER,
    reader_serial="05.03-20260101-0000000001-0000000001",
)
ORGANISATION = Organisation("样本贸易有限公司", "91990101MA00000015", "李样本", "样本路2号", "19900000002")


def draft(case_id: str = "case-1", *, at: datetime = NOW, **form: str) -> Case:
    """A new draft with fields as typed (dots as double underscores)."""
    typed = {name.replace("__", "."): value for name, value in form.items()}
    return Case(id=case_id, state=CaseState.DRAFT, created_at=at, created_by="clerk-1", updated_at=at, form=typed)


def received(case_id: str = "case-1", number: str = "YZ12A00001P", **changes: object) -> Case:
    """A received case that uses every field."""
    verification = Verification(
        VerificationVerdict.MATCHES, "", "clerk-1", "王样本", NOW, "样本大厅12号窗口", (blob(b"page").sha256,)
    )
    full = Case(
        id=case_id,
        state=CaseState.RECEIVED,
        created_at=NOW,
        created_by="clerk-1",
        updated_at=NOW + timedelta(minutes=9),
        form={"applicant.name": RARE_NAME, "note": '半个字\ud842 "引号" \\ \n 换行'},
        cursor="applicant.phone",
        guide=GuideRef("T001", "990200", 3),
        item_name="合伙企业设立登记（样本）",
        place_name="样本省样本市",
        answers={"agent": "yes"},
        materials={"M1": CaseMaterial("M1", Provision.PAPER, verification, 1, 2, 3, "", "备注")},
        applicant=PERSON,
        agent=Agent(replace(PERSON, name="吕代理样本"), "授权委托书样本1号", date(2027, 1, 1)),
        delivery=Delivery(DeliveryWay.POST, "收件样本", "19900000003", "样本路3号"),
        receipt_number=number,
        query_code="482915",
        platform_number="990200-2026-000123",
        counterpart_number="990300-77",
        coordination_number="XT-1",
        received_at=NOW + timedelta(minutes=8),
        received_by="clerk-1",
        due_on="2026-11-12",
        due_estimated=True,
    )
    return replace(full, **changes)  # type: ignore[arg-type]  # the changes are named as the fields are


def blob(data: bytes, media_type: str = "image/jpeg") -> BlobRef:
    """The reference a vault gives for `data`."""
    return BlobRef(hashlib.sha256(data).hexdigest(), len(data), media_type)


def page(page_id: str = "page-1", case_id: str = "case-1", *, material: str = "M1", sequence: int = 1) -> Page:
    """A straightened page with a code on it."""
    corners = ((1.5, 2.25), (100.0, 3.0), (99.5, 140.0), (0.125, 139.0))
    return Page(
        id=page_id,
        case_id=case_id,
        material_code=material,
        sequence=sequence,
        original=blob(page_id.encode()),
        rendition=blob(page_id.encode() + b" straightened", "image/png"),
        outline=PageOutline(corners, PageConfidence.HIGH, 90, -1.25),
        quality=Quality(QualityVerdict.FAIR, (QualityReason.SKEWED, QualityReason.GLARE)),
        codes=(CodeRead("QRCode", "样本", "样本".encode("gb18030") + b"\x00\xff", corners, True),),
        captured_at=NOW,
        captured_by="clerk-1",
        source="desk",
    )


def reading(*lines: str) -> PageReading:
    """What was read from a page: these lines, and a card's number with its seal."""
    corners = ((1.0, 2.0), (30.5, 2.0), (30.5, 12.0), (1.0, 12.0))
    number = PaperField("number", "990101199001010017", 0.98, True, Box(1, 2, 30, 10))
    return PageReading(
        640,
        480,
        tuple(TextLine(words, 0.97, corners) for words in lines),
        KnownPaper("resident_id_front", 0.9, (number, PaperField("name", "张䶮样本", 0.9, None, None))),
        (Seal(Box(5, 6, 70, 71), 0.95, SealShape.HALF),),
        SignatureHint.ABSENT,
        (("lines", 812.5),),
    )


def fact(key: str, case_id: str = "case-1", kind: FactKind = FactKind.CASE, *, blob_sha256: str = "") -> Fact:
    """A fact whose body is its key."""
    body = key.encode()
    return Fact(key, case_id, kind, body, hashlib.sha256(body).hexdigest(), blob_sha256, 150 if blob_sha256 else 0)


def change(change_id: str, case_id: str = "case-1", *, remote_sequence: int = 0) -> StateChange:
    """A step of a time line."""
    return StateChange(
        change_id, case_id, CaseState.DRAFT, CaseState.RECEIVED, NOW, "clerk-1", "样本大厅", "理由", remote_sequence
    )


def custody_event(event_id: str, case_id: str = "case-1", place: CustodyPlace = CustodyPlace.AT_WINDOW) -> CustodyEvent:
    """A move of one original."""
    return CustodyEvent(event_id, case_id, "M1", place, 1, NOW, "clerk-1", "备注")


def paper(paper_id: str = "paper-1", case_id: str = "case-1", kind: PaperKind = PaperKind.RECEIPT) -> Paper:
    """A rendered paper."""
    return Paper(paper_id, case_id, kind, blob(paper_id.encode()).sha256, 900, 2, "S1", NOW, "clerk-1")


def attempt(attempt_id: str, paper_id: str = "paper-1", outcome: PrintOutcome = PrintOutcome.UNKNOWN) -> PrintAttempt:
    """A try to print."""
    return PrintAttempt(attempt_id, paper_id, NOW, "clerk-1", "hall", outcome, True, "卡纸")
