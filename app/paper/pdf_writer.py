"""Laid-out pages to PDF bytes through reportlab.

The same document gives the same bytes: the only time in the file is the document's own, the file identifier is
reportlab's digest of the content.
"""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject
from reportlab.pdfgen.textobject import PDFTextObject

from app.paper.fonts import FontBook, Weight, bundled_name
from app.paper.sheet import Ink, PlacedLine, PlacedPicture, PlacedText, Sheet

_PRODUCER = "Tongban"
# Path operators (ISO 32000-1, 8.5.2) spelled here: a page of tables and codes has thousands of numbers.
_RECTANGLE = "%.3f %.3f %.3f %.3f re"
_LINE = "%.3f %.3f m %.3f %.3f l"
_NON_ZERO = 1  # fill rule: the rows of a QR code overlap a little
_UNDATED = "D:20000101000000Z"
_LANGUAGE = "zh-CN"

rl_config.useA85 = 0  # binary streams: a quarter smaller, and JPEG pictures byte for byte

_writing = threading.Lock()  # reportlab's font files have one read position each


@dataclass(frozen=True, slots=True)
class Document:
    """A laid-out paper. `created` is the content's own time, None for a paper that carries none."""

    title: str
    subject: str
    author: str
    created: datetime | None
    sheets: tuple[Sheet, ...]


def write_pdf(document: Document) -> bytes:
    """The PDF file: fonts embedded and subset, text extractable."""
    with _writing:
        return _written(document)


def _written(document: Document) -> bytes:
    buffer = io.BytesIO()
    # initialFontName: otherwise every file names an unembedded Helvetica.
    make: Any = Canvas  # the stubs say that a font name is a number
    canvas: Canvas = make(
        buffer, invariant=1, pageCompression=1, initialFontName=bundled_name(Weight.REGULAR), lang=_LANGUAGE
    )
    _describe(canvas, document)
    for sheet in document.sheets:
        canvas.setPageSize((sheet.width, sheet.height))
        _draw(canvas, sheet)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _describe(canvas: Canvas, document: Document) -> None:
    canvas.setTitle(document.title)
    canvas.setSubject(document.subject)
    canvas.setAuthor(document.author)
    canvas.setCreator(_PRODUCER)
    canvas.setProducer(_PRODUCER)
    stamp = document.created.strftime("D:%Y%m%d%H%M%SZ") if document.created else _UNDATED
    canvas.setDateFormatter(lambda *_: stamp)


def _draw(canvas: Canvas, sheet: Sheet) -> None:
    """Pictures lie lowest, then areas, lines, and text on top."""
    for picture in sheet.pictures:
        _draw_picture(canvas, sheet, picture)
    for ink, areas in groupby(sheet.areas, key=lambda area: area[1]):
        _fill(canvas, ink)
        height = sheet.height
        drawn = [_RECTANGLE % (box.x, height - box.bottom, box.width, box.height) for box, _ in areas]
        canvas.drawPath(PDFPathObject(drawn), stroke=0, fill=1, fillMode=_NON_ZERO)
    for pen, lines in groupby(sheet.lines, key=lambda line: (line.thickness, line.ink, line.dash)):
        _draw_lines(canvas, sheet, pen, tuple(lines))
    for circle in sheet.circles:
        _stroke(canvas, circle.ink)
        canvas.setDash(2, 2)
        canvas.circle(circle.x, sheet.height - circle.y, circle.radius)
    _draw_texts(canvas, sheet)


def _draw_picture(canvas: Canvas, sheet: Sheet, picture: PlacedPicture) -> None:
    box = picture.box
    reader = ImageReader(io.BytesIO(picture.encoded))
    canvas.drawImage(reader, box.x, sheet.height - box.bottom, box.width, box.height)


def _draw_lines(canvas: Canvas, sheet: Sheet, pen: tuple[float, Ink, float], lines: tuple[PlacedLine, ...]) -> None:
    thickness, ink, dash = pen
    _stroke(canvas, ink)
    canvas.setLineWidth(thickness)
    canvas.setDash(dash, dash) if dash else canvas.setDash()
    height = sheet.height
    drawn = [_LINE % (line.x1, height - line.y1, line.x2, height - line.y2) for line in lines]
    canvas.drawPath(PDFPathObject(drawn))


def _draw_texts(canvas: Canvas, sheet: Sheet) -> None:
    """One text object for the whole page."""
    if not sheet.texts:
        return
    for opacity, texts in groupby(sheet.texts, key=lambda placed: placed.style.ink.opacity):
        canvas.setFillAlpha(opacity)
        drawn = canvas.beginText()
        ink: Ink | None = None
        for placed in texts:
            if placed.style.ink != ink:
                ink = placed.style.ink
                drawn.setFillColorRGB(ink.red, ink.green, ink.blue)
            _draw_text(drawn, sheet, placed)
        canvas.drawText(drawn)


def _draw_text(drawn: PDFTextObject, sheet: Sheet, placed: PlacedText) -> None:
    fonts: FontBook = sheet.fonts
    drawn.setTextOrigin(placed.x, sheet.height - placed.baseline)
    for font, run in fonts.runs(placed.text, placed.style.weight):
        drawn.setFont(font, placed.style.size)
        drawn.textOut(run)


def _fill(canvas: Canvas, ink: Ink) -> None:
    canvas.setFillColorRGB(ink.red, ink.green, ink.blue)
    canvas.setFillAlpha(ink.opacity)


def _stroke(canvas: Canvas, ink: Ink) -> None:
    canvas.setStrokeColorRGB(ink.red, ink.green, ink.blue)
    canvas.setStrokeAlpha(ink.opacity)
