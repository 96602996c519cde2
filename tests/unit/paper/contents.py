"""Contents of papers for tests: the shipped samples, changed where a test wants it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from app.domain.paper import (
    CaseHead,
    LabelContent,
    MaterialListContent,
    NoticeContent,
    PaperContent,
    PaperKind,
    ReceiptContent,
    TransferSlipContent,
    VerifiedCopyContent,
)
from app.paper.case_json import read_content
from app.paper.renderer import ReportLabPaperRenderer

SAMPLES = Path(__file__).resolve().parents[3] / "resources" / "samples" / "papers"
KINDS = tuple(PaperKind)
RENDERER = ReportLabPaperRenderer(fallback_fonts=())


@cache
def sample(kind: PaperKind) -> Any:
    """The shipped sample of a kind."""
    return read_content(kind, (SAMPLES / f"{kind.value}.json").read_bytes())


def receipt(**changes: Any) -> ReceiptContent:
    found: ReceiptContent = sample(PaperKind.RECEIPT)
    return replace(found, **changes)


def material_list(**changes: Any) -> MaterialListContent:
    found: MaterialListContent = sample(PaperKind.MATERIAL_LIST)
    return replace(found, **changes)


def notice(**changes: Any) -> NoticeContent:
    found: NoticeContent = sample(PaperKind.ONE_TIME_NOTICE)
    return replace(found, **changes)


def slip(**changes: Any) -> TransferSlipContent:
    found: TransferSlipContent = sample(PaperKind.TRANSFER_SLIP)
    return replace(found, **changes)


def label(**changes: Any) -> LabelContent:
    found: LabelContent = sample(PaperKind.LABEL)
    return replace(found, **changes)


def copy(**changes: Any) -> VerifiedCopyContent:
    found: VerifiedCopyContent = sample(PaperKind.VERIFIED_COPY)
    return replace(found, **changes)


def head(**changes: Any) -> CaseHead:
    return replace(receipt().head, **changes)


def named(name: str) -> CaseHead:
    """The sample's head for an applicant of this name."""
    return head(applicant=replace(receipt().head.applicant, name=name))


def many_lines(count: int) -> tuple[Any, ...]:
    """So many materials, numbered."""
    lines = receipt().lines
    return tuple(replace(lines[index % len(lines)], number=index + 1) for index in range(count))


def rendered(content: PaperContent) -> bytes:
    """The PDF of a content."""
    kinds = {
        ReceiptContent: PaperKind.RECEIPT,
        MaterialListContent: PaperKind.MATERIAL_LIST,
        NoticeContent: PaperKind.ONE_TIME_NOTICE,
        TransferSlipContent: PaperKind.TRANSFER_SLIP,
        LabelContent: PaperKind.LABEL,
        VerifiedCopyContent: PaperKind.VERIFIED_COPY,
    }
    return RENDERER.render(kinds[type(content)], content).pdf
