"""Freezes what is told to the platform: canonical JSON with a fixed key, made once in the case's transaction."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

import orjson

from app.domain.case import Case
from app.domain.clerk import Session
from app.domain.guide import ItemGuide
from app.domain.outbox import Fact, FactKind
from app.domain.page import BlobRef, Page
from app.domain.rating import ServiceRating

if TYPE_CHECKING:
    from app.platform.contract.case_fact import Element

_KEYS = uuid.UUID("6f0e1a52-6f4e-5c0b-9c39-6a4d3b8a1c77")


@dataclass(frozen=True, slots=True)
class CanonicalFactEncoder:
    """FactEncoder and RatingEncoder of contract v1 for one province (`resources/platform/mappings/<province>.json`)."""

    province: str

    def case_facts(self, case: Case, guide: ItemGuide, pages: tuple[Page, ...], session: Session) -> tuple[Fact, ...]:
        """CASE, one PAGE for each distinct blob, COMPLETE. Raises ValueError for a case not yet received."""
        blobs = _distinct_blobs(pages)
        return (
            self._case(case, guide, pages, session),
            *(_page(case.id, blob) for blob in blobs),
            _complete(case.id, tuple(blob.sha256 for blob in blobs)),
        )

    def rating_fact(self, rating: ServiceRating) -> Fact:
        """RATING, with the grade's code by the province's mapping."""
        from app.platform.contract.mapping import load_mapping
        from app.platform.contract.rating_fact import RatingFact

        told = {
            "key": fact_key(rating.case_id, FactKind.RATING),
            "case_id": rating.case_id,
            "grade": rating.grade.value,
            "code": load_mapping(self.province).rating_code(rating.grade),
            "given_at": rating.given_at.astimezone(UTC).isoformat(),
            "way": "window",
            "reasons": tuple(reason.value for reason in rating.reasons),
        }
        return _frozen(RatingFact, FactKind.RATING, told)

    def _case(self, case: Case, guide: ItemGuide, pages: tuple[Page, ...], session: Session) -> Fact:
        from app.platform.case_document import case_document
        from app.platform.contract.case_fact import CaseFact
        from app.platform.contract.mapping import load_mapping

        key = fact_key(case.id, FactKind.CASE)
        told = case_document(case, guide, pages, session, key)
        told["exchange"] = load_mapping(self.province).exchange_rows(told)
        return _frozen(CaseFact, FactKind.CASE, told)


def fact_key(case_id: str, kind: FactKind, blob: str = "") -> str:
    """The idempotency key of a fact: the same fact has the same key whenever and wherever it is frozen."""
    return str(uuid.uuid5(_KEYS, f"{case_id}:{kind.value}:{blob}"))


def canonical_json(value: Any) -> bytes:
    """UTF-8, keys sorted, no blanks, every character as itself: one value, one sequence of bytes.

    Nothing in the contract is a fraction: those have more than one spelling, and some have none in JSON.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _distinct_blobs(pages: tuple[Page, ...]) -> tuple[BlobRef, ...]:
    return tuple({blob.sha256: blob for page in pages for blob in _blobs(page)}.values())


def _blobs(page: Page) -> Iterator[BlobRef]:
    yield page.original
    if page.rendition is not None:
        yield page.rendition


def _page(case_id: str, blob: BlobRef) -> Fact:
    from app.platform.contract.case_fact import PageFact

    key = fact_key(case_id, FactKind.PAGE, blob.sha256)
    told = {"key": key, "case_id": case_id, "sha256": blob.sha256, "size": blob.size, "media_type": blob.media_type}
    return _frozen(PageFact, FactKind.PAGE, told, blob)


def _complete(case_id: str, blobs: tuple[str, ...]) -> Fact:
    from app.platform.contract.case_fact import CompleteFact

    told = {"key": fact_key(case_id, FactKind.COMPLETE), "case_id": case_id, "blobs": blobs}
    return _frozen(CompleteFact, FactKind.COMPLETE, told)


def _frozen(contract: type[Element], kind: FactKind, told: dict[str, Any], blob: BlobRef | None = None) -> Fact:
    """The fact of plain JSON values. Raises ValidationError (a ValueError) for what is not in the contract.

    Strict: what the model would put right (a number written as text) is not what would travel.
    """
    contract.model_validate(told, strict=True)
    body = canonical_json(told)
    return Fact(
        key=told["key"],
        case_id=told["case_id"],
        kind=kind,
        body=body,
        body_sha256=hashlib.sha256(body).hexdigest(),
        blob_sha256=blob.sha256 if blob else "",
        size=blob.size if blob else 0,
    )
