"""Papers on the screen."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from app.domain.errors import PrintError
from app.printing.preview import PdfiumPaperPreview
from tests.unit.paper.contents import label, receipt, rendered


def test_one_png_a_page() -> None:
    pages = [Image.open(io.BytesIO(page)) for page in PdfiumPaperPreview().pages(rendered(receipt()), dpi=100)]

    assert [page.format for page in pages] == ["PNG", "PNG"]
    assert all(abs(page.width - 827) <= 1 and abs(page.height - 1169) <= 1 for page in pages)
    assert all(page.convert("L").getextrema() == (0, 255) for page in pages)


def test_colours_are_not_swapped() -> None:
    from tests.unit.paper.contents import copy

    page = Image.open(io.BytesIO(PdfiumPaperPreview().pages(rendered(copy()))[0])).convert("RGB")
    pixels = np.asarray(page, dtype=np.int16)
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    reds = int(((red > 150) & (green < 150) & (red > blue + 60)).sum())

    assert reds > 500


def test_several_threads_may_ask() -> None:
    preview, pdf = PdfiumPaperPreview(), rendered(label())
    alone = preview.pages(pdf)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: preview.pages(pdf), range(12))) == [alone] * 12


@pytest.mark.parametrize("damaged", [b"", b"%PDF-1.4", b"hello"])
def test_a_damaged_file_is_named(damaged: bytes) -> None:
    with pytest.raises(PrintError) as caught:
        PdfiumPaperPreview().pages(damaged)

    assert caught.value.code == "print.damaged_pdf"
