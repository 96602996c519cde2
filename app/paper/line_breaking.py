"""Where a line of Chinese text may end.

GB/T 15834-2011, 5: closing marks, commas and full stops do not begin a line, opening marks do not end one, a dash
or an ellipsis of two characters is not torn apart. Words and numbers in Latin letters stay whole while they fit.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

_NEVER_FIRST = frozenset({"Pe", "Pf", "Po", "Pd", "Mn", "Me"})
_NEVER_LAST = frozenset({"Ps", "Pi", "Sc"})
_WIDE = frozenset("WF")

Measure = Callable[[str], float]


def break_lines(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """Lines of at most `width`, at least one; `measure` gives a string's width.

    Joined together the lines are the text again, except that line feeds are gone. A blank at the end of a line
    may stand out, a single character wider than `width` stands alone.
    """
    return tuple(line for paragraph in text.split("\n") for line in _paragraph(paragraph, width, measure))


def _paragraph(text: str, width: float, measure: Measure) -> Iterator[str]:
    if measure(text) <= width:
        yield text
        return
    line, used = "", 0.0
    for unit in _units(text):
        for piece in _pieces(unit, width, measure):
            if line and used + measure(piece.rstrip(" ")) > width:
                yield line
                line, used = "", 0.0
            line += piece
            used += measure(piece)
    yield line


def _pieces(unit: str, width: float, measure: Measure) -> Iterator[str]:
    """The unit itself, or its characters when it is wider than any line."""
    return iter((unit,)) if measure(unit.rstrip(" ")) <= width else iter(unit)


def _units(text: str) -> Iterator[str]:
    """Stretches of text inside which no line may end."""
    start = 0
    for index in range(1, len(text)):
        if _may_break(text[index - 1], text[index]):
            yield text[start:index]
            start = index
    yield text[start:]


def _may_break(before: str, after: str) -> bool:
    if after == " ":
        return False
    if before == " ":
        return True
    if unicodedata.category(after) in _NEVER_FIRST or unicodedata.category(before) in _NEVER_LAST:
        return False
    return _is_wide(before) or _is_wide(after)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in _WIDE
