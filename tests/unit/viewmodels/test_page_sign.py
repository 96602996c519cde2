"""What stands below a page's thumbnail, and a long name where there is one line for much else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.domain.page import BlobRef, Page, PageConfidence, PageOutline, Quality, QualityReason, QualityVerdict
from app.services.intake_state import Missing, MissingKind, Step
from ui.viewmodels.intake_words import missing_words
from ui.viewmodels.material_words import page_sign

CARD = ((0.0, 0.0), (1014.0, 0.0), (1014.0, 640.0), (0.0, 640.0))  # 301 dpi
COARSE = Quality(QualityVerdict.FAIR, (QualityReason.LOW_RESOLUTION,))


def page(confidence: PageConfidence) -> Page:
    outline = PageOutline(CARD, confidence, 0, 0.0)
    return Page(
        id="p1",
        case_id="c1",
        material_code="M1",
        sequence=1,
        original=BlobRef("0" * 64, 1, "image/jpeg"),
        rendition=None,
        outline=outline,
        quality=COARSE,
        codes=(),
        captured_at=datetime(2026, 11, 23, tzinfo=UTC),
        captured_by="k1",
        source="camera:0",
    )


@pytest.mark.parametrize(
    ("confidence", "seen", "name", "words"),
    [
        (PageConfidence.HIGH, True, "第 2 页 · 300 dpi", "分辨率太低"),
        (PageConfidence.PARTIAL, True, "第 2 页", "分辨率太低"),
        (PageConfidence.HIGH, False, "第 2 页", "正在检查"),
    ],
    ids=["known size", "whole frame", "not looked at yet"],
)
def test_resolution_stands_beside_the_verdict_where_it_is_known(
    confidence: PageConfidence, seen: bool, name: str, words: str
) -> None:
    sign = page_sign(2, page(confidence), seen=seen)

    assert (sign.name, sign.words) == (name, words)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("亲属关系证明（户口簿、出生医学证明等能证明父母子女关系的材料）", "亲属关系证明（户口簿、…（待扫描）"),
        ("居民户口簿", "居民户口簿（待扫描）"),
    ],
)
def test_a_long_name_leaves_room_at_the_foot(name: str, words: str) -> None:
    missing = Missing(Step.MATERIALS, MissingKind.MATERIAL, "M1", name, "no_pages")

    assert missing_words(missing) == words
