"""Papers on the screen."""

from __future__ import annotations

import io

from app.printing.pdfium import render_pages

_FASTEST = 1  # zlib level: the picture is shown, not kept


class PdfiumPaperPreview:
    """Turns PDF pages into PNG pictures; may be called from any thread."""

    def pages(self, pdf: bytes, dpi: int = 110) -> tuple[bytes, ...]:
        """One PNG a page. Raises PrintError `print.damaged_pdf`."""
        found = []
        for picture in render_pages(pdf, dpi):
            buffer = io.BytesIO()
            picture.save(buffer, "PNG", compress_level=_FASTEST)
            found.append(buffer.getvalue())
        return tuple(found)
