"""The sheet with the recovery key: printed once, locked away, kept in no store and no archive."""

from __future__ import annotations

from app.domain.recovery_key import RecoverySheet
from resources.texts import text


def recovery_sheet(content: RecoverySheet) -> bytes:
    """The PDF, one page of A4. Raises PrintError `print.character_missing`, `print.does_not_fit`."""
    from app.paper.codes import draw_qr
    from app.paper.fonts import FontBook, Weight
    from app.paper.pdf_writer import Document, write_pdf
    from app.paper.sheet import MM, Box, Sheet, Style
    from app.paper.words import moment

    sheet = Sheet(210 * MM, 297 * MM, 15 * MM, FontBook(None))
    title = text("recovery_sheet.title")
    about = text(
        "recovery_sheet.about",
        hall=content.hall,
        window=content.window,
        station=content.station,
        letter=content.letter,
    )
    made = text("recovery_sheet.made", at=moment(content.at), clerk=content.clerk)
    left, width = 20 * MM, 170 * MM
    sheet.fit(Box(left, 20 * MM, width, 14 * MM), title, Style(24, Weight.BOLD, align="center"), smallest=24)
    sheet.fit(Box(left, 36 * MM, width, 12 * MM), about, Style(11, align="center"), smallest=7)
    sheet.fit(Box(left, 48 * MM, width, 8 * MM), made, Style(10, align="center"), smallest=7)
    sheet.frame(Box(left, 62 * MM, width, 44 * MM), 1.2)
    groups = content.key.groups
    half = len(groups) // 2
    for row, part in enumerate((groups[:half], groups[half:])):
        line = Box(left, (65 + row * 20) * MM, width, 18 * MM)
        sheet.fit(line, "  ".join(part), Style(26, Weight.BOLD, align="center"), smallest=18)
    draw_qr(sheet, (80 * MM, 112 * MM), 50 * MM, content.key.code, smallest=0.5 * MM)
    sheet.fit(Box(left, 163 * MM, width, 8 * MM), text("recovery_sheet.code"), Style(9, align="center"), smallest=7)
    notes = (
        text("recovery_sheet.use_lost"),
        text("recovery_sheet.use_moved"),
        text("recovery_sheet.typing"),
        text("recovery_sheet.keep"),
        text("recovery_sheet.danger"),
    )
    for number, note in enumerate(notes):
        words = f"{number + 1}. {note}"
        sheet.fit(Box(left, (176 + number * 14) * MM, width, 13 * MM), words, Style(11), smallest=9)
    return write_pdf(Document(title, title, content.hall, content.at, (sheet,)))
