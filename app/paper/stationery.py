"""What every A4 paper of the window has alike: heading, running head, footer."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.paper import CaseHead
from app.paper.codes import draw_code128, draw_qr
from app.paper.fonts import Weight
from app.paper.sheet import GREY, MM, Box, PlacedLine, Sheet, Style
from app.paper.words import moment
from resources.texts import text

FOOTER_HEIGHT = 15.5 * MM
_TOP = 9 * MM
_TITLE_TOP = 15 * MM
_TITLE_HEIGHT = 12 * MM
_QR_SIDE = 27 * MM
_QR_MODULE = 0.5 * MM
_BARS_TOP = 29 * MM
_BARS_HEIGHT = 7.5 * MM
_BARS_WIDTH = 70 * MM
# At 200 dpi 3 and 2 dots, at 300 dpi 4 and 3: bars come out in whole dots on office printers.
_BAR_MODULES = (0.381 * MM, 0.339 * MM, 0.254 * MM)
_BODY_TOP = 42 * MM

OFFICE = Style(11, align="center")
TITLE = Style(21, Weight.BOLD, align="center")
NUMBER = Style(9.5, align="right")
RUNNING = Style(9.5)
SMALL = Style(8)
SMALL_GREY = Style(8, ink=GREY)


@dataclass(frozen=True, slots=True)
class Heading:
    """Top of a paper. `bars` is put into a Code 128, `matrix` into a QR code; empty ones are left out."""

    title: str
    office: str
    number: str
    bars: str = ""
    matrix: str = ""


@dataclass(frozen=True, slots=True)
class Footer:
    """Foot of every page: whom to call, and when the paper was made."""

    contact: str
    made: str


def footer_of(head: CaseHead) -> Footer:
    """The footer of a paper of this case."""
    contacts = []
    if head.collecting.phone:
        contacts.append(text("paper.footer_phone", phone=head.collecting.phone))
    if head.collecting.supervision_phone:
        contacts.append(text("paper.footer_supervision", phone=head.collecting.supervision_phone))
    return Footer(text("paper.footer_gap").join(contacts), text("paper.footer_made", moment=moment(head.at)))


def draw_heading(sheet: Sheet, heading: Heading, side: float) -> float:
    """Heading of the first page; where the text below it begins."""
    width, right = sheet.width - 2 * side, sheet.width - side
    if heading.matrix:
        # The quiet zone may stand out into the margin, the dark part ends with the text.
        draw_qr(sheet, (right - _QR_SIDE + 3 * MM, _TOP - 1 * MM), _QR_SIDE, heading.matrix, smallest=_QR_MODULE)
    # The title keeps clear of the QR code on the right and, to stay in the middle, as far of the left edge.
    clear = _QR_SIDE
    sheet.fit(Box(side + clear, _TOP, width - 2 * clear, 6 * MM), heading.office, OFFICE, smallest=6)
    title_box = Box(side + clear, _TITLE_TOP, width - 2 * clear, _TITLE_HEIGHT)
    sheet.fit(title_box, heading.title, TITLE, smallest=14)
    if heading.bars:
        _draw_bars(sheet, heading.bars, side)
    if heading.number:
        number_box = Box(side + _BARS_WIDTH, _BODY_TOP - 6.5 * MM, width - _BARS_WIDTH, 5 * MM)
        sheet.fit(number_box, heading.number, NUMBER, smallest=5)
    return _BODY_TOP


def _draw_bars(sheet: Sheet, number: str, side: float) -> None:
    """The number as bars at the left edge, and in figures below."""
    bars = Box(side, _BARS_TOP, _BARS_WIDTH, _BARS_HEIGHT)
    draw_code128(sheet, bars, number, _BAR_MODULES, centred=False)
    sheet.text(side, bars.bottom + 0.2 * MM, number, SMALL)


def draw_running_head(sheet: Sheet, heading: Heading, side: float) -> float:
    """Short heading of the pages after the first; where the text below it begins."""
    width = sheet.width - 2 * side
    y = 13 * MM
    sheet.fit(Box(side, y, width * 0.45, 5 * MM), text("paper.continued", title=heading.title), RUNNING, smallest=6)
    sheet.fit(Box(side + width * 0.45, y, width * 0.55, 5 * MM), heading.number, NUMBER, smallest=6)
    sheet.line(PlacedLine(side, y + 6.5 * MM, sheet.width - side, y + 6.5 * MM, 0.6))
    return y + 9 * MM


def draw_footer(sheet: Sheet, footer: Footer, side: float, page: tuple[int, int]) -> None:
    """Foot of one page; `page` is its number and the number of pages."""
    width = sheet.width - 2 * side
    y = sheet.height - FOOTER_HEIGHT
    sheet.line(PlacedLine(side, y, side + width, y, 0.5, GREY))
    y += 0.8 * MM
    height = 6 * MM
    sheet.fit(Box(side, y, width * 0.56, height), footer.contact, SMALL_GREY, smallest=5)
    sheet.fit(Box(side + width * 0.56, y, width * 0.29, height), footer.made, _centred(SMALL_GREY), smallest=5)
    number = text("paper.page_of", page=page[0], pages=page[1])
    sheet.fit(Box(side + width * 0.85, y, width * 0.15, height), number, Style(8, ink=GREY, align="right"), smallest=6)


def _centred(style: Style) -> Style:
    return Style(style.size, style.weight, style.ink, "center")
