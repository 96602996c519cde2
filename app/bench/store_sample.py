"""One received case of ten papers, as rows: what the store benchmark writes again and again. Everybody is invented."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from app.domain.applicant import IdDocument, IdDocumentKind, Person, Sex
from app.domain.audit import AuditAction, AuditEntry
from app.domain.case import Case, CaseState, StateChange
from app.domain.custody import CustodyEvent, CustodyPlace
from app.domain.guide import GuideRef
from app.domain.material import CaseMaterial, Provision
from app.domain.outbox import Fact, FactKind
from app.domain.page import BlobRef, Page, PageConfidence, PageOutline, Quality, QualityVerdict
from app.domain.verification import Verification, VerificationVerdict
from app.ports.store import UnitOfWork

PAPERS = 10
PAGE_BYTES = 150_000
STATION = "BN01"
NOW = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
_NAMES = ("Zhang Sample", "Li Sample", "Wang Sample", "Chen Sample", "Zhao Sample", "Wu Sample", "Lin Sample")
_CASE_BODY, _PAGE_BODY = b"x" * 1800, b"x" * 200


@dataclass(frozen=True, slots=True)
class CaseRows:
    """A case with what belongs to it."""

    case: Case
    pages: tuple[Page, ...]
    facts: tuple[Fact, ...]

    def write(self, unit: UnitOfWork) -> None:
        """Everything receiving writes, in the order it is written."""
        number = str(unit.numbers.next_receipt_number(STATION))
        unit.cases.save(replace(self.case, receipt_number=number))
        change = StateChange(
            f"{self.case.id}-change", self.case.id, CaseState.DRAFT, CaseState.RECEIVED, NOW, "clerk", "window"
        )
        unit.cases.add_change(change)
        for page in self.pages:
            unit.pages.add(page)
            unit.custody.add(_at_window(page))
        for fact in self.facts:
            unit.outbox.add(fact, NOW)
        unit.audit.add(AuditEntry(AuditAction.CASE_RECEIVED, NOW, "clerk", self.case.id, number))


def sample_cases(prefix: str) -> Iterator[CaseRows]:
    """Cases without end; their ids begin with `prefix`."""
    number = 0
    while True:
        number += 1
        yield _case_rows(f"{prefix}-{number:06}", number)


def _case_rows(case_id: str, number: int) -> CaseRows:
    pages = tuple(_page(case_id, index) for index in range(PAPERS))
    facts = (
        _fact(case_id, FactKind.CASE, _CASE_BODY),
        *(_fact(f"{page.id}", FactKind.PAGE, _PAGE_BODY, case_id, page.original) for page in pages),
        _fact(f"{case_id}-complete", FactKind.COMPLETE, _PAGE_BODY, case_id),
    )
    return CaseRows(_case(case_id, number, pages), pages, facts)


def _case(case_id: str, number: int, pages: tuple[Page, ...]) -> Case:
    document = IdDocument(IdDocumentKind.RESIDENT_ID, f"990101{number:012}", "", date(2020, 1, 1), date(2040, 1, 1))
    person = Person(_NAMES[number % len(_NAMES)], document, Sex.FEMALE, date(1990, 5, 17), phone=f"199{number:08}")
    return Case(
        id=case_id,
        state=CaseState.RECEIVED,
        created_at=NOW,
        created_by="clerk",
        updated_at=NOW,
        form={f"applicant.field_{index}": "as typed" for index in range(20)},
        guide=GuideRef("BN001", "990000", 1),
        item_name="Sample item of the benchmark",
        place_name="Sample place",
        materials={page.material_code: _material(page) for page in pages},
        applicant=person,
        received_at=NOW,
        received_by="clerk",
        due_on="2026-11-12",
    )


def _material(page: Page) -> CaseMaterial:
    seen = (page.original.sha256,)
    ticked = Verification(VerificationVerdict.MATCHES, "", "clerk", "Clerk Sample", NOW, "Sample hall", seen)
    return CaseMaterial(page.material_code, Provision.PAPER, ticked, originals=1, copies=1, sheets=1)


def _page(case_id: str, index: int) -> Page:
    page_id = f"{case_id}-page-{index}"
    sha256 = hashlib.sha256(page_id.encode("ascii")).hexdigest()
    return Page(
        id=page_id,
        case_id=case_id,
        material_code=f"M{index:02}",
        sequence=1,
        original=BlobRef(sha256, PAGE_BYTES, "image/jpeg"),
        rendition=None,
        outline=PageOutline(None, PageConfidence.LOW, 0, 0.0),
        quality=Quality(QualityVerdict.GOOD, ()),
        codes=(),
        captured_at=NOW,
        captured_by="clerk",
        source="bench",
    )


def _at_window(page: Page) -> CustodyEvent:
    place = CustodyPlace.AT_WINDOW
    return CustodyEvent(f"{page.id}-custody", page.case_id, page.material_code, place, 1, NOW, "clerk")


def _fact(key: str, kind: FactKind, body: bytes, case_id: str = "", blob: BlobRef | None = None) -> Fact:
    sha256 = hashlib.sha256(body).hexdigest()
    size = 0 if blob is None else blob.size
    return Fact(key, case_id or key, kind, body, sha256, "" if blob is None else blob.sha256, size)
