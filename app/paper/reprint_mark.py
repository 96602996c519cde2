"""The mark 补打 over an archived paper: the first print stays as it was, the second one says that it is a second."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import PrintError
from resources.texts import text

if TYPE_CHECKING:
    import pikepdf

    from app.paper.fonts import FontBook

_MM = 72 / 25.4
_EDGE = 3 * _MM  # no printer of a hall prints nearer to the edge
_LABEL_WIDTH = 110 * _MM  # a narrower sheet than this is a label


class OverlayReprintMarker:
    """`ReprintMarker` that lays a framed mark over every page where the layouts leave a place for it."""

    def __init__(self, fallback_fonts: Sequence[Path] | None = None) -> None:
        self._fallback_fonts = fallback_fonts
        self._fonts: FontBook | None = None
        self._lock = threading.Lock()

    def mark(self, pdf: bytes, at: datetime) -> bytes:
        """The marked document; the same document and time give the same bytes.

        The text of the pages below stays extractable; the archived bytes are not touched. Raises PrintError
        `print.damaged_pdf`.
        """
        import pikepdf

        marked = io.BytesIO()
        try:
            with self._lock, pikepdf.open(io.BytesIO(pdf)) as document:
                self._overlay(document, at)
                document.save(marked, deterministic_id=True)
        except pikepdf.PdfError as error:
            raise PrintError("damaged_pdf") from error
        return marked.getvalue()

    def _overlay(self, document: pikepdf.Pdf, at: datetime) -> None:
        import pikepdf

        marks: dict[tuple[float, float], pikepdf.Object] = {}  # a paper's pages are mostly of one size
        for page in document.pages:
            size = _size(page)
            if size not in marks:
                with pikepdf.open(io.BytesIO(self._sheet(size, at))) as overlay:
                    marks[size] = document.copy_foreign(overlay.pages[0].as_form_xobject())
            # pikepdf's own add_overlay draws a random name, and the same print would not give the same bytes.
            page.add_resource(marks[size], pikepdf.Name.XObject, pikepdf.Name.ReprintMark)
            page.contents_add(b"q", prepend=True)
            page.contents_add(b"Q q /ReprintMark Do Q")

    def _sheet(self, size: tuple[float, float], at: datetime) -> bytes:
        from app.paper.fonts import FontBook, Weight
        from app.paper.pdf_writer import Document, write_pdf
        from app.paper.sheet import BLACK, RED, Box, Ink, Sheet, Style
        from app.paper.words import moment

        if self._fonts is None:
            self._fonts = FontBook(self._fallback_fonts)
        sheet = Sheet(*size, _EDGE, self._fonts)
        words = text("paper.reprint_at", at=moment(at))
        # A label's printer knows black only; its place is in the heading, between title and note.
        if size[0] < _LABEL_WIDTH:
            box, ink, type_size = Box(31 * _MM, 3.9 * _MM, 29 * _MM, 5.7 * _MM), BLACK, 7.0
        else:
            box, ink, type_size = Box(18 * _MM, 3.4 * _MM, 52 * _MM, 5.2 * _MM), RED, 9.0
        sheet.area(box, Ink(1, 1, 1))
        sheet.frame(box, 0.9, ink)
        sheet.fit(box.inset(0.5), words, Style(type_size, Weight.BOLD, ink, "center"), smallest=5)
        return write_pdf(Document(words, words, "", at, (sheet,)))


def _size(page: pikepdf.Page) -> tuple[float, float]:
    left, bottom, right, top = (float(value) for value in page.mediabox)
    return right - left, top - bottom
