"""The mark 补打 over an archived paper: what was printed first stays as it was, the second print says that it is one."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from resources.texts import text

if TYPE_CHECKING:
    import pikepdf

    from app.paper.fonts import FontBook

_EDGE = 8.0  # points from the corner of the sheet, inside what printers reach
_PAGE_SIZE, _LABEL_SIZE = 9.0, 6.5
_LABEL_WIDTH = 300.0  # a narrower sheet than this is a label


class OverlayReprintMarker:
    """`ReprintMarker` that lays a line of text over the top left corner of every page."""

    def __init__(self, fallback_fonts: Sequence[Path] | None = None) -> None:
        self._fallback_fonts = fallback_fonts
        self._fonts: FontBook | None = None
        self._lock = threading.Lock()

    def mark(self, pdf: bytes, at: datetime) -> bytes:
        """The marked document. The text of the pages below stays extractable; the archived bytes are not touched."""
        import pikepdf

        with self._lock, pikepdf.open(io.BytesIO(pdf)) as document:
            for page in document.pages:
                width, height = _size(page)
                with pikepdf.open(io.BytesIO(self._sheet(width, height, at))) as overlay:
                    page.add_overlay(overlay.pages[0])
            marked = io.BytesIO()
            document.save(marked, deterministic_id=True)
        return marked.getvalue()

    def _sheet(self, width: float, height: float, at: datetime) -> bytes:
        from app.paper.fonts import FontBook, Weight
        from app.paper.pdf_writer import Document, write_pdf
        from app.paper.sheet import Sheet, Style
        from app.paper.words import moment

        if self._fonts is None:
            self._fonts = FontBook(self._fallback_fonts)
        sheet = Sheet(width, height, _EDGE, self._fonts)
        size = _LABEL_SIZE if width < _LABEL_WIDTH else _PAGE_SIZE
        words = text("paper.reprint_at", at=moment(at))
        sheet.text(_EDGE, _EDGE, words, Style(size, Weight.BOLD))
        return write_pdf(Document(words, words, "", at, (sheet,)))


def _size(page: pikepdf.Page) -> tuple[float, float]:
    left, bottom, right, top = (float(value) for value in page.mediabox)
    return right - left, top - bottom
