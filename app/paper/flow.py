"""A4 pages filled from top to bottom: heading on the first, a short one on the next, footer on each.

Blocks that belong together start a new page rather than be torn; a table row taller than a page goes on overleaf.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.paper.fonts import FontBook, Weight
from app.paper.pdf_writer import Document
from app.paper.sheet import BLACK, GREY, MM, PALE, Box, Ink, PlacedLine, Sheet, Style
from app.paper.stationery import FOOTER_HEIGHT, Footer, Heading, draw_footer, draw_heading, draw_running_head

A4_WIDTH, A4_HEIGHT = 210 * MM, 297 * MM
PRINTABLE_MARGIN = 8 * MM
SIDE = 18 * MM
CONTENT_WIDTH = A4_WIDTH - 2 * SIDE
_BODY_BOTTOM = A4_HEIGHT - FOOTER_HEIGHT - 1.5 * MM
_CELL_PADDING = 1.5 * MM
_LABEL_WIDTH = 27 * MM
_NOTE_INDENT = 4.5 * MM

LABEL = Style(9.5, ink=Ink(0.25, 0.25, 0.25), align="center")
VALUE = Style(10)
TABLE_HEAD = Style(9, Weight.BOLD, align="center")
SECTION = Style(10.5, Weight.BOLD)
NOTE = Style(9)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row."""

    text: str
    width: float
    style: Style = VALUE
    shade: Ink | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `share` is its part of the content width."""

    title: str
    share: float
    align: str = "center"


class Flow:
    """The pages of one A4 paper while they are being filled."""

    def __init__(self, fonts: FontBook, heading: Heading, footer: Footer) -> None:
        self._fonts = fonts
        self._heading = heading
        self._footer = footer
        self._sheets: list[Sheet] = []
        self.sheet = self._open_sheet()
        self.y = draw_heading(self.sheet, heading, SIDE)

    @property
    def room(self) -> float:
        """Height left on this page."""
        return _BODY_BOTTOM - self.y

    def need(self, height: float) -> None:
        """Go to a new page unless `height` is left on this one."""
        if height > self.room:
            self.new_page()

    def new_page(self) -> None:
        """Start the next page."""
        self.sheet = self._open_sheet()
        self.y = draw_running_head(self.sheet, self._heading, SIDE)

    def skip(self, height: float) -> None:
        """Leave a gap; at the end of a page it vanishes."""
        self.y = min(self.y + height, _BODY_BOTTOM)

    def block(self, height: float, draw: Callable[[Sheet, Box], None]) -> None:
        """Something of known height over the whole content width that is never torn."""
        self.need(height)
        draw(self.sheet, Box(SIDE, self.y, CONTENT_WIDTH, height))
        self.y += height

    def section(self, title: str, *, keep: float = 16 * MM) -> None:
        """A bold line over what follows; at least `keep` of that stays on the same page."""
        self.skip(2.2 * MM)
        self.need(SECTION.leading + keep)
        self.sheet.text(SIDE, self.y, title, SECTION)
        self.y += SECTION.leading + 0.8 * MM

    def numbered(self, *notes: str) -> None:
        """Notes with a number each."""
        for number, note in enumerate(notes, start=1):
            self.need(NOTE.leading)
            self.sheet.text(SIDE, self.y, f"{number}.", NOTE)
            self.paragraph(note, indent=_NOTE_INDENT)

    def paragraph(self, text: str, style: Style = NOTE, *, indent: float = 0) -> None:
        """Text over the whole width, line by line over as many pages as it takes."""
        for line in self.sheet.break_lines(text, CONTENT_WIDTH - indent, style):
            self.need(style.leading)
            box = Box(SIDE + indent, self.y, CONTENT_WIDTH - indent, style.leading)
            self.sheet.text_lines(box, (line,), style)
            self.y += style.leading

    def fields(self, *pairs: tuple[str, str]) -> None:
        """One row of a form: label and value, side by side for every pair."""
        share = CONTENT_WIDTH / len(pairs)
        cells: list[Cell] = []
        for label, value in pairs:
            cells.append(Cell(label, _LABEL_WIDTH, LABEL, PALE))
            cells.append(Cell(value, share - _LABEL_WIDTH))
        self.row(cells, least=7.2 * MM)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, size: float = 9) -> None:
        """A table whose head is repeated on every page."""
        head = [Cell(column.title, column.share * CONTENT_WIDTH, TABLE_HEAD, PALE) for column in columns]
        styles = [Style(size, align=column.align) for column in columns]

        def draw_head() -> None:
            self.row(head, least=6.5 * MM)

        self.need(16 * MM)
        draw_head()
        for row in rows:
            cells = [
                Cell(text, column.share * CONTENT_WIDTH, style)
                for text, column, style in zip(row, columns, styles, strict=True)
            ]
            self.row(cells, repeat=draw_head, least=6.2 * MM)

    def row(self, cells: Sequence[Cell], *, least: float, repeat: Callable[[], None] | None = None) -> None:
        """A row of cells as high as its longest text; `repeat` draws the head again on a new page."""
        broken = [self.sheet.break_lines(cell.text, cell.width - 2 * _CELL_PADDING, cell.style) for cell in cells]
        if max(least, _height_of(cells, broken)) > self.room:
            self.new_page()
            if repeat:
                repeat()
        while any(broken):
            fitting = [_lines_in(self.room, cell) for cell in cells]
            now = [lines[:count] for lines, count in zip(broken, fitting, strict=True)]
            broken = [lines[count:] for lines, count in zip(broken, fitting, strict=True)]
            self._draw_row(cells, now, max(least, _height_of(cells, now)))
            if any(broken):
                self.new_page()

    def finish(self, title: str, subject: str, author: str, created: datetime) -> Document:
        """The laid-out paper; the footers are drawn now that the number of pages is known."""
        for number, sheet in enumerate(self._sheets, start=1):
            draw_footer(sheet, self._footer, SIDE, (number, len(self._sheets)))
        return Document(title, subject, author, created, tuple(self._sheets))

    def _open_sheet(self) -> Sheet:
        sheet = Sheet(A4_WIDTH, A4_HEIGHT, PRINTABLE_MARGIN, self._fonts)
        self._sheets.append(sheet)
        return sheet

    def _draw_row(self, cells: Sequence[Cell], lines: Sequence[tuple[str, ...]], height: float) -> None:
        x = SIDE
        for cell, shown in zip(cells, lines, strict=True):
            box = Box(x, self.y, cell.width, height)
            if cell.shade:
                self.sheet.area(box, cell.shade)
            self.sheet.frame(box, 0.5, GREY)
            inner = len(shown) * cell.style.leading
            top = self.y + (height - inner) / 2
            self.sheet.text_lines(Box(x + _CELL_PADDING, top, cell.width - 2 * _CELL_PADDING, inner), shown, cell.style)
            x += cell.width
        self.y += height


def _height_of(cells: Sequence[Cell], lines: Sequence[tuple[str, ...]]) -> float:
    tallest = max(len(shown) * cell.style.leading for cell, shown in zip(cells, lines, strict=True))
    return tallest + 2 * _CELL_PADDING


def _lines_in(room: float, cell: Cell) -> int:
    return max(1, int((room - 2 * _CELL_PADDING) / cell.style.leading))


def rule(sheet: Sheet, x: float, y: float, width: float, *, thickness: float = 0.6, ink: Ink = BLACK) -> None:
    """A horizontal line, for example to write on."""
    sheet.line(PlacedLine(x, y, x + width, y, thickness, ink))
