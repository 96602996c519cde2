"""Pages of a PDF as pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from app.domain.errors import PageError
from scanners.imaging.picture import MAX_PAGES, MAX_PIXELS, LoadedPage
from scanners.imaging.whole_file import jpeg_is_progressive

RENDER_DPI = 200
MAX_RENDER_PIXELS = 25_000_000

_PASSWORD = 4  # FPDF_ERR_PASSWORD
_MOST_IN_COEFFICIENTS = 50_000_000  # pixels of a progressive JPEG, whose decoder keeps six bytes of each
_POINTS_PER_INCH = 72


def load_pdf_pages(data: bytes) -> Iterator[LoadedPage]:
    """Render every page at 200 dpi, or coarser where a page is so large that it would not fit in memory.

    Raises `PageError`: `password`, `damaged`, `too_many_pages`, `empty`, and `too_large` for a page with a picture in
    it that would be refused on its own.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == _PASSWORD
        raise PageError("password" if locked else "damaged") from error
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise PageError("too_many_pages", pages=count, most=MAX_PAGES)
        if count == 0:
            raise PageError("empty")
        for index in range(count):
            yield _render(document, index)
    finally:
        document.close()


def _render(document: Any, index: int) -> LoadedPage:
    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        raise PageError("damaged", page=index + 1) from error
    try:
        _check_pictures(page)
        width, height = page.get_size()
        scale = RENDER_DPI / _POINTS_PER_INCH
        pixels = max(1.0, width * scale) * max(1.0, height * scale)
        if pixels > MAX_RENDER_PIXELS:
            scale *= (MAX_RENDER_PIXELS / pixels) ** 0.5
        bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
        # The bitmap's memory goes with the page: copy it out.
        pixels_rgb = np.array(bitmap.to_numpy()[:, :, :3], order="C")
        bitmap.close()
    except pypdfium2.PdfiumError as error:
        raise PageError("damaged", page=index + 1) from error
    finally:
        page.close()
    return LoadedPage(pixels_rgb, round(scale * _POINTS_PER_INCH) or None, index)


def _check_pictures(page: Any) -> None:
    """Refuse by their headers pictures that could not be decoded in bounded memory."""
    import pypdfium2

    for picture in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
        width, height = picture.get_px_size()
        pixels = width * height
        if pixels > MAX_PIXELS or (pixels > _MOST_IN_COEFFICIENTS and _is_progressive(picture)):
            raise PageError.too_large(pixels)


def _is_progressive(picture: Any) -> bool:
    return picture.get_filters() == ["DCTDecode"] and jpeg_is_progressive(bytes(picture.get_data()))
