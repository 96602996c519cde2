"""Stamped copies: each page picture on A4 with 与原件核对无误 and 仅供办理…使用.

The stamp lies in the emptiest corner (the lower right one when all are alike), lets the writing below show through,
and never reaches the middle third of the page. JPEG pictures are taken into the file as they are.
"""

from __future__ import annotations

from app.domain.errors import PrintError
from app.domain.paper import VerifiedCopyContent, VerifiedPage
from app.paper.flow import A4_HEIGHT, A4_WIDTH
from app.paper.fonts import FontBook, Weight
from app.paper.page_picture import PagePicture, read_picture
from app.paper.pdf_writer import Document
from app.paper.sheet import GREY, MM, RED, Box, Ink, PlacedLine, Sheet, Style
from app.paper.words import moment
from resources.texts import text

MARGIN = 6 * MM
STRIP_HEIGHT = 9 * MM
_MARK_HEIGHT = 3.5 * MM  # with the margin, room for the mark of a second print
STAMP_WIDTH = 58 * MM
SHORT_HASH = 16
_STAMP_LEAST = 27 * MM
_STAMP_MOST = 60 * MM  # a landscape A4 page: its middle third begins 70 mm from the edge
_STAMP_HEAD_HEIGHT = 8 * MM
_INK_STEP = 1  # of 255, the mean of a corner: one large letter below the stamp is more
_STAMP_INSET = 3 * MM
_STAMP_INK = Ink(RED.red, RED.green, RED.blue, 0.9)
_VEIL = Ink(1, 1, 1, 0.62)  # the writing below stays readable
_STAMP_HEAD = Style(13, Weight.BOLD, _STAMP_INK, "center")
_STAMP_TEXT = Style(7.5, Weight.BOLD, _STAMP_INK)
_STRIP = Style(7.5, ink=GREY)


def verified_copy(content: VerifiedCopyContent, fonts: FontBook) -> Document:
    """Lay out one A4 page a picture."""
    head = content.head
    sheets = tuple(
        _page(content, page, (number, len(content.pages)), fonts) for number, page in enumerate(content.pages, start=1)
    )
    title = f"{text('paper.copy_title')} {head.receipt_number}".strip()
    return Document(title, head.item_name, head.collecting.name, content.verified_at, sheets)


def _page(content: VerifiedCopyContent, page: VerifiedPage, place: tuple[int, int], fonts: FontBook) -> Sheet:
    picture = read_picture(page.image)
    lies = picture.width > picture.height
    width, height = (A4_HEIGHT, A4_WIDTH) if lies else (A4_WIDTH, A4_HEIGHT)
    sheet = Sheet(width, height, MARGIN, fonts)
    room = sheet.printable
    frame = Box(room.x, room.y + _MARK_HEIGHT, room.width, room.height - STRIP_HEIGHT - _MARK_HEIGHT)
    shown = _inside(frame, picture)
    sheet.picture(shown, picture.encoded)
    lines, stamp_height = _stamp_size(sheet, content, page)
    corners = stamp_corners(frame, stamp_height)
    _stamp(sheet, min(corners, key=lambda corner: _ink_under(picture, shown, corner)), lines)
    _strip(sheet, Box(room.x, frame.bottom, room.width, STRIP_HEIGHT), content, page, place)
    return sheet


def _inside(frame: Box, picture: PagePicture) -> Box:
    """The largest box of the picture's proportions, in the middle of `frame`."""
    scale = min(frame.width / picture.width, frame.height / picture.height)
    width, height = picture.width * scale, picture.height * scale
    return Box(frame.x + (frame.width - width) / 2, frame.y + (frame.height - height) / 2, width, height)


def stamp_corners(frame: Box, height: float) -> tuple[Box, ...]:
    """Where a stamp of this height may lie in the frame of the picture: the corners, best first."""
    left, right = frame.x + _STAMP_INSET, frame.right - STAMP_WIDTH - _STAMP_INSET
    top, bottom = frame.y + _STAMP_INSET, frame.bottom - height - _STAMP_INSET
    return tuple(Box(x, y, STAMP_WIDTH, height) for y in (bottom, top) for x in (right, left))


def _ink_under(picture: PagePicture, shown: Box, corner: Box) -> int:
    """Ink below a corner in coarse steps, so that small differences do not move the stamp about."""
    left, right = ((x - shown.x) / shown.width for x in (corner.x, corner.right))
    top, bottom = ((y - shown.y) / shown.height for y in (corner.y, corner.bottom))
    parts = [min(1.0, max(0.0, part)) for part in (left, top, right, bottom)]
    if parts[0] >= parts[2] or parts[1] >= parts[3]:
        return 0  # beside the picture
    return round(picture.ink_in(*parts) / _INK_STEP)


def _stamp_size(sheet: Sheet, content: VerifiedCopyContent, page: VerifiedPage) -> tuple[tuple[str, ...], float]:
    """The stamp's lines and how high it gets."""
    lines = sheet.break_lines(_stamp_words(content, page), STAMP_WIDTH - 4 * MM, _STAMP_TEXT)
    return lines, max(_STAMP_LEAST, _STAMP_HEAD_HEIGHT + len(lines) * _STAMP_TEXT.leading + 2.5 * MM)


def _stamp(sheet: Sheet, box: Box, lines: tuple[str, ...]) -> None:
    if box.height > _STAMP_MOST:
        raise PrintError("does_not_fit", lines=len(lines))
    sheet.area(box, _VEIL)
    sheet.frame(box, 1.4, _STAMP_INK)
    sheet.frame(box.inset(0.8 * MM), 0.5, _STAMP_INK)
    inner = Box(box.x + 2 * MM, box.y + 1.2 * MM, box.width - 4 * MM, _STAMP_HEAD_HEIGHT - 1.2 * MM)
    sheet.fit(inner, text("paper.stamp_head"), _STAMP_HEAD, smallest=_STAMP_HEAD.size)
    body = Box(inner.x, box.y + _STAMP_HEAD_HEIGHT, inner.width, box.height - _STAMP_HEAD_HEIGHT)
    sheet.text_lines(body, lines, _STAMP_TEXT)


def _stamp_words(content: VerifiedCopyContent, page: VerifiedPage) -> str:
    return text(
        "paper.stamp_body",
        item=content.head.item_name,
        clerk=content.verified_by,
        moment=moment(content.verified_at),
        place=content.place,
        digest=page.sha256[:SHORT_HASH],
        grade=page.trust_grade,
    )


def _strip(
    sheet: Sheet,
    area: Box,
    content: VerifiedCopyContent,
    page: VerifiedPage,
    place: tuple[int, int],
) -> None:
    """The line below the picture: which case, which material, which page."""
    sheet.line(PlacedLine(area.x, area.y + 1 * MM, area.right, area.y + 1 * MM, 0.5, GREY))
    left = text(
        "paper.copy_strip",
        receipt=content.head.receipt_number,
        material=page.material_name,
        page=page.page_number,
        pages=page.page_count,
    )
    right = text("paper.page_of", page=place[0], pages=place[1])
    y, height = area.y + 1.5 * MM, area.height - 1.5 * MM
    sheet.fit(Box(area.x, y, area.width * 0.78, height), left, _STRIP, smallest=4.5)
    right_box = Box(area.x + area.width * 0.8, y, area.width * 0.2, height)
    sheet.fit(right_box, right, Style(8, ink=GREY, align="right"), smallest=6)
