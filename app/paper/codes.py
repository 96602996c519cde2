"""QR codes and Code 128 drawn as areas, in whole modules.

QR: ISO/IEC 18004, error correction M, quiet zone of four modules. Code 128: ISO/IEC 15417, quiet zones of ten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from app.domain.errors import PrintError
from app.paper.sheet import BLACK, Box, Sheet

_QR_QUIET = 4
_BAR_QUIET = 10


def draw_qr(sheet: Sheet, corner: tuple[float, float], side: float, text: str, *, smallest: float) -> None:
    """A square of `side` points with quiet zone, its top left at `corner`.

    Raises PrintError `print.code_too_dense` when a module would be smaller than `smallest` points.
    """
    rows = qr_modules(text)
    module = side / (len(rows) + 2 * _QR_QUIET)
    if module < smallest:
        raise PrintError("code_too_dense", characters=len(text))
    left, top = corner[0] + _QR_QUIET * module, corner[1] + _QR_QUIET * module
    for number, row in enumerate(rows):
        for start, count in _dark_stretches(row):
            # Rows overlap a little so that no hairline shows between them.
            sheet.area(Box(left + start * module, top + number * module, count * module, module * 1.02), BLACK)


def qr_modules(text: str) -> Sequence[Sequence[bool]]:
    """The symbol without quiet zone, `True` is dark."""
    code: Any = QRCode(version=None, errorCorrectLevel=QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    return [[bool(code.isDark(row, column)) for column in range(count)] for row in range(count)]


def _dark_stretches(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = 0
    for dark, stretch in groupby(row):
        count = len(list(stretch))
        if dark:
            yield start, count
        start += count


def draw_code128(sheet: Sheet, box: Box, text: str, modules: Sequence[float], *, centred: bool = True) -> None:
    """Bars over the whole height of `box` in the widest of the `modules` (points) that goes in.

    They stand in the middle of `box`, which includes the quiet zones, or with the first bar at its left edge; the
    caller then keeps ten modules before it white. Raises PrintError `print.code_too_dense` when none goes in.
    """
    widths = code128_widths(text)
    total = sum(widths) + 2 * _BAR_QUIET
    fitting = [module for module in modules if total * module <= box.width]
    if not fitting:
        raise PrintError("code_too_dense", characters=len(text))
    module = max(fitting)
    spare = box.width - total * module
    x = box.x + (spare / 2 + _BAR_QUIET * module if centred else 0)
    for number, width in enumerate(widths):
        if number % 2 == 0:
            sheet.area(Box(x, box.y, width * module, box.height), BLACK)
        x += width * module


def code128_widths(text: str) -> tuple[int, ...]:
    """Widths in modules, bar and gap in turn, beginning and ending with a bar.

    Raises PrintError `print.code_alphabet` for text that is not ASCII.
    """
    code: Any = Code128(text)
    code.validate()
    if not (code.valid and text):
        raise PrintError("code_alphabet")
    code.encode()
    # reportlab names the widths 1..4 by letters, capitals are bars.
    return tuple("abcd".index(letter.lower()) + 1 for letter in code.decompose())
