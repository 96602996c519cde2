"""PDF pages as pixels through pdfium.

pdfium keeps global state and must not be entered by two threads at once: everything here goes through one lock.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.domain.errors import PrintError

if TYPE_CHECKING:
    from PIL.Image import Image

_POINTS_PER_INCH = 72
_inside = threading.Lock()


def render_pages(pdf: bytes, dpi: int, *, grey: bool = False) -> Iterator[Image]:
    """The pages as pictures (mode RGB, or L when `grey`), rendered one at a time as they are asked for.

    Raises PrintError `print.damaged_pdf`.
    """
    count = page_count(pdf)
    for number in range(count):
        yield _rendered(pdf, number, dpi, grey)


def page_count(pdf: bytes) -> int:
    """Number of pages. Raises PrintError `print.damaged_pdf`."""
    import pypdfium2

    with _inside:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise PrintError("damaged_pdf") from error
        try:
            return len(document)
        finally:
            document.close()


def _rendered(pdf: bytes, number: int, dpi: int, grey: bool) -> Image:
    import pypdfium2

    with _inside:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[number]
            bitmap = page.render(scale=dpi / _POINTS_PER_INCH, grayscale=grey, rev_byteorder=True)
            picture: Image = bitmap.to_pil().copy()  # the bitmap's memory goes when the document closes
            return picture
        finally:
            document.close()
