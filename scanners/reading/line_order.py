"""The order in which a person would read the lines of a page.

Rows from the top, each from left to right: that is how forms and tables are read, a label before its value. Columns of
running text (a book's two pages, a newspaper) are read one after the other; they are told from a table by lines that
fill their column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.domain.page_text import TextLine

_SAME_ROW = 0.5  # of the lower line's height, between the middles
_LEAST_LINES = 5  # of a column of running text
_FILLED = 0.75  # of its column's width, the median line of running text
_RUNNING = 8.0  # length over height of such a line
_LEAST_GUTTER = 0.6  # line heights
_MOST_LEAN = 20.0  # degrees; steeper lines say nothing about the page's lean


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line in the page's own frame, its lean taken out."""

    line: TextLine
    left: float
    right: float
    middle: float
    height: float


def reading_order(lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """Sort the lines of an upright page."""
    lean = _lean(lines)
    placed = sorted((_placed(line, lean) for line in lines), key=lambda one: one.middle)
    return tuple(one.line for one in _ordered(placed))


def _lean(lines: Sequence[TextLine]) -> float:
    """Radians by which the lines lean; long ones count more."""
    slopes, lengths = [], []
    for line in lines:
        along = np.subtract(line.corners[1], line.corners[0])
        slope = float(np.arctan2(along[1], along[0]))
        if abs(slope) < np.radians(_MOST_LEAN):
            slopes.append(slope)
            lengths.append(float(np.hypot(*along)))
    if not slopes:
        return 0.0
    order = np.argsort(slopes)
    reached = np.cumsum(np.array(lengths)[order])
    return slopes[int(order[np.searchsorted(reached, reached[-1] / 2)])]


def _placed(line: TextLine, lean: float) -> _Placed:
    turn = np.array([[np.cos(lean), -np.sin(lean)], [np.sin(lean), np.cos(lean)]])
    corners = np.array(line.corners) @ turn
    (left, top), (right, bottom) = corners.min(0), corners.max(0)
    return _Placed(line, float(left), float(right), float(top + bottom) / 2, float(bottom - top))


def _ordered(placed: Sequence[_Placed]) -> list[_Placed]:
    """In columns where there are some, else in rows; `placed` comes from the top."""
    gutter = _gutter(placed)
    if gutter is None:
        return _in_rows(placed)
    start = next(i for i, one in enumerate(placed) if not _across(one, gutter))
    after = next((i for i, one in enumerate(placed) if i > start and _across(one, gutter)), len(placed))
    block = placed[start:after]
    sides = [one for one in block if one.right <= gutter], [one for one in block if one.left >= gutter]
    return [*_in_rows(placed[:start]), *_ordered(sides[0]), *_ordered(sides[1]), *_ordered(placed[after:])]


def _gutter(placed: Sequence[_Placed]) -> float | None:
    """Where to part the page; None where it is no running text in columns.

    Lines may run across above and below the columns (a heading, a footer), so the upper part decides.
    """
    if len(placed) < 2 * _LEAST_LINES:
        return None
    height = float(np.median([one.height for one in placed]))
    for place in sorted({one.left - _LEAST_GUTTER / 2 * height for one in placed}):
        first = next((i for i, one in enumerate(placed) if not _across(one, place)), len(placed))
        last = next((i for i, one in enumerate(placed) if i > first and _across(one, place)), len(placed))
        block = placed[first:last]
        left, right = [one for one in block if one.right <= place], [one for one in block if one.left >= place]
        if left and place - max(one.right for one in left) < _LEAST_GUTTER / 2 * height:
            continue
        if _is_running(left) and _is_running(right):
            return place
    return None


def _across(one: _Placed, place: float) -> bool:
    return one.left < place < one.right


def _is_running(column: Sequence[_Placed]) -> bool:
    if len(column) < _LEAST_LINES:
        return False
    width = max(one.right for one in column) - min(one.left for one in column)
    lengths = np.array([one.right - one.left for one in column])
    heights = np.array([one.height for one in column])
    return bool(np.median(lengths) > _FILLED * width and np.median(lengths / heights) > _RUNNING)


def _in_rows(placed: Sequence[_Placed]) -> list[_Placed]:
    rows: list[list[_Placed]] = []
    for one in placed:
        row = rows[-1] if rows else []
        if row and _in_row(one, row):
            row.append(one)
        else:
            rows.append([one])
    return [one for row in rows for one in sorted(row, key=lambda member: member.left)]


def _in_row(one: _Placed, row: Sequence[_Placed]) -> bool:
    """Level with the row's nearest neighbour, and beside all of it rather than below."""
    nearest = min(row, key=lambda other: max(other.left - one.right, one.left - other.right))
    level = abs(one.middle - nearest.middle) < _SAME_ROW * min(one.height, nearest.height)
    return level and all(min(one.right, other.right) - max(one.left, other.left) < one.height for other in row)
