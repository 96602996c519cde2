"""The second print says that it is one, and hides nothing of the first."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pypdf
import pytest
from PIL import ImageChops

from app.domain.errors import PrintError
from app.domain.paper import PaperKind
from app.paper.reprint_mark import OverlayReprintMarker
from tests.unit.paper.contents import KINDS, label, receipt, rendered, sample
from tests.unit.paper.pdf_reading import EXTRACTORS, by_pdfium, codes_by_zbar, codes_by_zxing, fonts, pictures, squeezed

AT = datetime(2026, 11, 24, 1, 2, tzinfo=UTC)
MARK = "补打2026年11月24日09:02"
MARKER = OverlayReprintMarker(fallback_fonts=())


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_carries_the_mark_once(kind: PaperKind) -> None:
    for extract in EXTRACTORS:
        pdf = rendered(sample(kind))
        marked = squeezed(extract(MARKER.mark(pdf, AT)))

        assert marked.count(MARK) == len(pypdf.PdfReader(io.BytesIO(pdf)).pages)
        assert marked.replace(MARK, "") == squeezed(extract(pdf))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not PaperKind.VERIFIED_COPY])
def test_the_mark_lies_where_nothing_was(kind: PaperKind) -> None:
    pdf = rendered(sample(kind))

    for before, after in zip(pictures(pdf, 100), pictures(MARKER.mark(pdf, AT), 100), strict=True):
        box = ImageChops.difference(before, after).getbbox()
        assert box is not None
        assert before.crop(box).getextrema() == (255, 255)


@pytest.mark.parametrize("read", [codes_by_zxing, codes_by_zbar])
@pytest.mark.parametrize(("content", "dpi"), [(receipt(), 200), (label(), 203)])
def test_codes_are_still_read(read: object, content: object, dpi: int) -> None:
    assert callable(read)
    pdf = rendered(content)  # type: ignore[arg-type]

    assert read(pictures(MARKER.mark(pdf, AT), dpi)[0]) == read(pictures(pdf, dpi)[0])


def test_the_same_print_gives_the_same_bytes() -> None:
    pdf = rendered(receipt())

    assert MARKER.mark(pdf, AT) == OverlayReprintMarker(fallback_fonts=()).mark(pdf, AT)
    assert MARKER.mark(pdf, AT) != MARKER.mark(pdf, datetime(2026, 11, 24, 1, 3, tzinfo=UTC))


def test_fonts_of_a_marked_paper_are_embedded() -> None:
    assert all(embedded for _, embedded in fonts(MARKER.mark(rendered(receipt()), AT)))


def test_an_archived_paper_says_nothing_of_a_second_print() -> None:
    assert "补打" not in by_pdfium(rendered(receipt()))


def test_a_damaged_file_is_named() -> None:
    with pytest.raises(PrintError) as caught:
        MARKER.mark(b"%PDF-1.4 torn", AT)

    assert caught.value.code == "print.damaged_pdf"
