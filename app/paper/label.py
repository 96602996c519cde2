"""Address label of 100 x 150 mm for a thermal printer.

Areas and masking by GB/T 41833-2022: numbers, destination, recipient, sender, contents, signature; names of persons,
telephone numbers and room numbers are hidden. A station cannot invent a waybill number: while none is bound there is
a box for it, and the slip's code to bind it to by a scan. Nothing of what is inside is told but 政务材料.
"""

from __future__ import annotations

from app.domain.identifiers.mask import mask_address, mask_phone, mask_recipient
from app.domain.paper import LabelContent, Office
from app.paper.codes import draw_code128, draw_qr
from app.paper.destination import destination
from app.paper.fonts import FontBook, Weight
from app.paper.pdf_writer import Document
from app.paper.sheet import BLACK, MM, Box, Ink, PlacedLine, Sheet, Style
from resources.texts import text

LABEL_WIDTH, LABEL_HEIGHT = 100 * MM, 150 * MM
_MARGIN = 2 * MM
HEADING_HEIGHT = 7.5 * MM
_DOT = 72 / 203  # thermal heads have 203 dots an inch; codes are drawn in whole dots
_BARS = (4 * _DOT, 3 * _DOT, 2 * _DOT)
_QR_SIDE = 21 * MM
_QR_MODULE = 3 * _DOT
_WHITE = Ink(1, 1, 1)
_PAD = 2 * MM

_BIG = Style(26, Weight.BOLD, align="center")
_NAME = Style(13, Weight.BOLD)
_ADDRESS = Style(12)
_SMALL_NAME = Style(9.5, Weight.BOLD)
_SMALL = Style(9)
_TINY = Style(7.5)
_HEAD = Style(11, Weight.BOLD)


def label(content: LabelContent, fonts: FontBook) -> Document:
    """Lay out a label."""
    sheet = Sheet(LABEL_WIDTH, LABEL_HEIGHT, _MARGIN, fonts)
    frame = Box(3 * MM, 3 * MM, LABEL_WIDTH - 6 * MM, LABEL_HEIGHT - 6 * MM)
    sheet.frame(frame, 1.2)
    top = _heading(sheet, frame)
    areas = ((27, _numbers), (16, _destination), (32, _recipient), (23, _sender), (23, _contents))
    for height, draw in areas:
        area = Box(frame.x, top, frame.width, height * MM)
        draw(sheet, area, content)
        _divide(sheet, area)
        top = area.bottom
    _signature(sheet, Box(frame.x, top, frame.width, frame.bottom - top))
    title = f"{text('paper.label_title')} {content.slip_number}"
    return Document(title, text("paper.label_contents_name"), content.sender.name, None, (sheet,))


def label_code(content: LabelContent) -> str:
    """Text of the label's QR code: `TB1|slip number`."""
    return f"TB1|{content.slip_number}"


def _divide(sheet: Sheet, area: Box) -> None:
    sheet.line(PlacedLine(area.x, area.bottom, area.right, area.bottom, 0.9))


def _heading(sheet: Sheet, frame: Box) -> float:
    """Title at the left, who carries it at the right; between them is the place for the mark of a second print."""
    area = Box(frame.x, frame.y, frame.width, HEADING_HEIGHT)
    title_box = Box(area.x + _PAD, area.y, 25 * MM, area.height)
    sheet.fit(title_box, text("paper.label_title"), _HEAD, smallest=_HEAD.size)
    note = Box(area.right - _PAD - 35 * MM, area.y, 35 * MM, area.height)
    sheet.fit(note, text("paper.label_ems_only"), Style(7, align="right"), smallest=5)
    _divide(sheet, area)
    return area.bottom


def _numbers(sheet: Sheet, area: Box, content: LabelContent) -> None:
    """The waybill as a barcode, or the box for it."""
    inner = area.inset(_PAD)
    if content.waybill_number:
        bars = Box(inner.x, inner.y, inner.width, 15 * MM)
        draw_code128(sheet, bars, content.waybill_number, _BARS)
        digits = Box(inner.x, bars.bottom + 0.5 * MM, inner.width, inner.bottom - bars.bottom - 0.5 * MM)
        sheet.fit(digits, content.waybill_number, Style(15, Weight.BOLD, align="center"), smallest=8)
        return
    sheet.frame(inner, 0.9, dash=3)
    words = Box(inner.x + _PAD, inner.y + _PAD, inner.width - 2 * _PAD, 5 * MM)
    sheet.fit(words, text("paper.label_bind"), _SMALL, smallest=6)


def _destination(sheet: Sheet, area: Box, content: LabelContent) -> None:
    office = content.recipient
    place = destination(office.address) or office.name
    sheet.fit(Box(area.x + _PAD, area.y, area.width - 2 * _PAD, area.height), place, _BIG, smallest=9)


def _recipient(sheet: Sheet, area: Box, content: LabelContent) -> None:
    _party(sheet, area, text("paper.label_recipient_mark"), content.recipient, content.recipient_name, large=True)


def _sender(sheet: Sheet, area: Box, content: LabelContent) -> None:
    _party(sheet, area, text("paper.label_sender_mark"), content.sender, content.sender_name, large=False)


def _party(sheet: Sheet, area: Box, mark: str, office: Office, name: str, *, large: bool) -> None:
    side = (11 if large else 8) * MM
    square = Box(area.x + _PAD, area.y + (area.height - side) / 2, side, side)
    sheet.area(square, BLACK)
    sheet.fit(square, mark, Style(side * 0.62, Weight.BOLD, _WHITE, "center"), smallest=8)
    name_style, plain = (_NAME, _ADDRESS) if large else (_SMALL_NAME, _SMALL)
    inner = Box(square.right + _PAD, area.y + 1 * MM, area.right - square.right - 2 * _PAD, area.height - 2 * MM)
    first = Box(inner.x, inner.y, inner.width, inner.height * 0.28)
    who = text("paper.label_who", name=mask_recipient(name), phone=mask_phone(office.phone))
    sheet.fit(first, who, name_style, smallest=6)
    second = Box(inner.x, first.bottom, inner.width, inner.height * 0.28)
    sheet.fit(second, _organisation(office), plain, smallest=5.5)
    third = Box(inner.x, second.bottom, inner.width, inner.bottom - second.bottom)
    where = text("paper.label_where", address=mask_address(office.address), postcode=office.postcode)
    sheet.fit(third, where, plain, smallest=5.5)


def _organisation(office: Office) -> str:
    return text("paper.office_window", office=office.name, window=office.window) if office.window else office.name


def _contents(sheet: Sheet, area: Box, content: LabelContent) -> None:
    corner = (area.right - _QR_SIDE - 1 * MM, area.y + (area.height - _QR_SIDE) / 2)
    draw_qr(sheet, corner, _QR_SIDE, label_code(content), smallest=_QR_MODULE)
    inner = Box(area.x + _PAD, area.y + 1 * MM, corner[0] - area.x - 2 * _PAD, area.height - 2 * MM)
    shown = text(
        "paper.label_contents",
        contents=text("paper.label_contents_name"),
        pieces=content.pieces,
        sheets=content.sheets,
        slip=content.slip_number,
    )
    sheet.fit(inner, shown, Style(10.5), smallest=6)


def _signature(sheet: Sheet, area: Box) -> None:
    half = area.width / 2
    line = 6.2 * MM
    sheet.text(area.x + _PAD, area.y + 0.8 * MM, text("paper.label_signed_by"), _TINY)
    sheet.text(area.x + half, area.y + 0.8 * MM, text("paper.label_signed_at"), _TINY)
    reminder = Box(area.x + _PAD, area.bottom - line, area.width - 2 * _PAD, line)
    sheet.fit(reminder, text("paper.label_reminder"), _TINY, smallest=5)
