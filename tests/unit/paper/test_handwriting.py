"""A signature stands on its line as vector lines, whole and not stretched; the paper says how it was given."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.handwritten_signature import PrintedSignature
from app.paper.fonts import FontBook
from app.paper.handwriting import draw_handwriting
from app.paper.sheet import Box, Sheet
from tests.fakes.handwriting import signature, stroke
from tests.unit.paper.contents import material_list, receipt, rendered
from tests.unit.paper.pdf_reading import by_pypdf, pictures, squeezed

FONTS = FontBook(())
WRITTEN = PrintedSignature("guardian", datetime(2026, 11, 23, 6, 30, tzinfo=UTC), 3000, signature(), "0123456789abcdef")


@pytest.mark.parametrize("content", [receipt, material_list])
def test_receipt_and_list_show_it_and_say_whose_it_is(content) -> None:  # type: ignore[no-untyped-def]
    free, signed = rendered(content()), rendered(content(signature=WRITTEN))

    words = squeezed(by_pypdf(signed))
    assert "监护人在屏幕上手写签名，校验0123456789abcdef" in words
    assert "2026年11月23日" in words
    assert len(signed) - len(free) < 4_000
    assert inked(signed) > inked(free) + 100


def inked(pdf: bytes) -> int:
    """Dark pixels of all pages."""
    return sum(sum(picture.convert("L").histogram()[:128]) for picture in pictures(pdf, 150))


def test_it_keeps_its_proportions_and_its_place() -> None:
    box = Box(100, 100, 120, 25)
    sheet = Sheet(400, 400, 10, FONTS)

    draw_handwriting(sheet, box, replace(WRITTEN, strokes=(stroke((0, 0), (4000, 0), (4000, 2000)),)))

    ends = [(line.x1, line.y1) for line in sheet.lines] + [(line.x2, line.y2) for line in sheet.lines]
    across = max(x for x, _ in ends) - min(x for x, _ in ends)
    down = max(y for _, y in ends) - min(y for _, y in ends)
    assert across / down == pytest.approx(2, rel=0.02)
    assert all(box.x <= x <= box.right and box.y <= y <= box.bottom for x, y in ends)


def test_pressure_makes_the_line_thicker() -> None:
    sheet = Sheet(400, 400, 10, FONTS)

    draw_handwriting(sheet, Box(100, 100, 120, 25), WRITTEN)

    assert len({line.thickness for line in sheet.lines}) > 2
