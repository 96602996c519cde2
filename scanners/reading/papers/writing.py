"""The lines of a page, turned upright, and parts of them.

A line's text is kept without blanks and in half-width forms, because engines set blanks at will; where in the line
each character stands is estimated from the usual widths.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.page import Point
from app.domain.page_text import Box, TextLine

_FULL_WIDTH = range(0xFF01, 0xFF5F)
_FULL_WIDTH_OFFSET = 0xFEE0
_NARROW, _BLANK, _WIDE = 0.55, 0.45, 1.0
_LONG = 3.0  # times its height: such a line shows how the writing leans


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `text` has no blanks; `raw` has; `starts[i]` is where `text[i]` stands in `raw`."""

    index: int
    raw: str
    text: str
    starts: tuple[int, ...]
    edges: tuple[float, ...]
    """Share of the line's length at which each character of `raw` begins, and 1."""
    confidence: float
    corners: tuple[Point, ...]
    upright: tuple[Point, ...]

    def part(self, start: int, end: int) -> Span:
        """The characters `start`..`end` of `text`."""
        first = self.edges[self.starts[start]] if start < len(self.starts) else 1.0
        last = self.edges[self.starts[end - 1] + 1] if end > start else first
        return Span(self, start, end, _rectangle(self.upright, first, last))

    @property
    def whole(self) -> Span:
        """All of it."""
        return self.part(0, len(self.text))


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Upright, in the turned frame."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """Never nothing."""
        return max(1.0, self.bottom - self.top)

    @property
    def middle(self) -> float:
        """Half way down."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a line."""

    line: Line
    start: int
    end: int
    place: Rectangle

    @property
    def text(self) -> str:
        """Without blanks."""
        return self.line.text[self.start : self.end]

    @property
    def raw(self) -> str:
        """With the engine's blanks."""
        if self.end <= self.start:
            return ""
        return self.line.raw[self.line.starts[self.start] : self.line.starts[self.end - 1] + 1]

    @property
    def box(self) -> Box:
        """Where it stands in the picture, with a little room around."""
        line = self.line
        first = line.edges[line.starts[self.start]] if self.start < len(line.starts) else 1.0
        last = line.edges[line.starts[self.end - 1] + 1] if self.end > self.start else first
        return _box(_cut(line.corners, first, last))


def written_lines(lines: Sequence[TextLine]) -> tuple[Line, ...]:
    """Bring the lines of a page into reading order in an upright frame; empty ones are left out."""
    lean = _lean(lines)
    found = [_line(index, line, lean) for index, line in enumerate(lines) if line.text.strip()]
    return tuple(sorted(found, key=lambda line: (line.whole.place.middle, line.whole.place.left)))


def rows(spans: Iterable[Span]) -> list[list[Span]]:
    """Group spans that stand beside each other, rows from the top, each from the left."""
    found: list[list[Span]] = []
    for span in sorted(spans, key=lambda one: one.place.middle):
        row = next((row for row in reversed(found) if beside(row[-1].place, span.place)), None)
        if row is None:
            found.append([span])
        else:
            row.append(span)
    return [sorted(row, key=lambda one: one.place.left) for row in found]


def beside(one: Rectangle, other: Rectangle) -> bool:
    """Whether two rectangles share most of the lower one's height."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.5 * min(one.height, other.height)


def joined_box(spans: Sequence[Span]) -> Box:
    """The smallest box around the spans."""
    boxes = [span.box for span in spans]
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    bottom = max(box.y + box.height for box in boxes)
    return Box(left, top, right - left, bottom - top)


def half_width(text: str) -> str:
    """Full-width ASCII made half-width; nothing else is touched, so that rare characters stay what they are."""
    return "".join(chr(ord(char) - _FULL_WIDTH_OFFSET) if ord(char) in _FULL_WIDTH else char for char in text)


def _line(index: int, line: TextLine, lean: float) -> Line:
    raw = line.text.strip()
    starts = tuple(position for position, char in enumerate(raw) if not char.isspace())
    widths = [_BLANK if char.isspace() else _NARROW if char.isascii() else _WIDE for char in raw]
    total, edges, reached = sum(widths), [0.0], 0.0
    for width in widths:
        reached += width
        edges.append(reached / total)
    text = half_width("".join(raw[position] for position in starts))
    upright = tuple(_turned(corner, -lean) for corner in line.corners)
    return Line(index, raw, text, starts, tuple(edges), line.confidence, line.corners, upright)


def _lean(lines: Sequence[TextLine]) -> float:
    """How the writing leans, in radians: the median of its long lines."""
    angles = []
    for line in lines:
        (x0, y0), (x1, y1), _, (x3, y3) = line.corners
        length, height = math.hypot(x1 - x0, y1 - y0), math.hypot(x3 - x0, y3 - y0)
        if length > _LONG * height:
            angles.append(math.atan2(y1 - y0, x1 - x0))
    return sorted(angles)[len(angles) // 2] if angles else 0.0


def _turned(point: Point, angle: float) -> Point:
    cosine, sine = math.cos(angle), math.sin(angle)
    return point[0] * cosine - point[1] * sine, point[0] * sine + point[1] * cosine


def _cut(corners: Sequence[Point], first: float, last: float) -> tuple[Point, ...]:
    top_left, top_right, bottom_right, bottom_left = corners

    def between(one: Point, other: Point, share: float) -> Point:
        return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share

    return (
        between(top_left, top_right, first),
        between(top_left, top_right, last),
        between(bottom_left, bottom_right, last),
        between(bottom_left, bottom_right, first),
    )


def _rectangle(corners: Sequence[Point], first: float, last: float) -> Rectangle:
    cut = _cut(corners, first, last)
    # Halves of the slanted ends: a leaning line must not seem higher than its letters.
    top, bottom = (cut[0][1] + cut[1][1]) / 2, (cut[2][1] + cut[3][1]) / 2
    return Rectangle(min(cut[0][0], cut[3][0]), top, max(cut[1][0], cut[2][0]), bottom)


def _box(corners: Sequence[Point]) -> Box:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    left, top = max(0, math.floor(min(xs))), max(0, math.floor(min(ys)))
    return Box(left, top, math.ceil(max(xs)) - left, math.ceil(max(ys)) - top)
