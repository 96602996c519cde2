"""From the lines of a page to the paper it is, with its fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from app.domain.page import CodeRead
from app.domain.page_text import UNKNOWN_PAPER, Box, KnownPaper, PaperField, TextLine
from scanners.reading.papers.alike import contains
from scanners.reading.papers.definition import PaperKind, Sign
from scanners.reading.papers.load_kinds import shipped_kinds
from scanners.reading.papers.page_parts import PageParts, alike_line
from scanners.reading.papers.read_fields import FieldReader, Sources
from scanners.reading.papers.writing import Line, written_lines

ReadAgain = Callable[[Box], Sequence[TextLine]]


def recognise_paper(
    lines: Sequence[TextLine],
    size: tuple[int, int],
    codes: Sequence[CodeRead] = (),
    read_again: ReadAgain | None = None,
) -> KnownPaper:
    """Tell which known paper the page is and read its fields.

    `lines` are those of the upright page, `size` is its picture's width and height in pixels, `codes` were found on
    it. `read_again` reads a box of the picture once more at a higher resolution, with what room around it needs, and
    gives lines in pixels of the page; it is asked at most once a field and a few times a page, where a value cannot
    be right or was read unsurely. `UNKNOWN_PAPER` when it is none of the known.
    """
    written = written_lines(lines)
    kind, confidence = recognised_kind(written, shipped_kinds())
    if kind is None:
        return UNKNOWN_PAPER
    sides = [kind, *(other for other in shipped_kinds() if other.kind in kind.also and _points(written, other))]
    fields: dict[str, PaperField] = {}
    for side in sides:
        reader = FieldReader(side, Sources(PageParts(written, side), tuple(codes), read_again))
        fields |= {field.name: field for field in reader.read() if field.name not in fields}
    return KnownPaper(kind.kind, round(confidence, 3), tuple(_inside(field, size) for field in fields.values()))


def _inside(field: PaperField, size: tuple[int, int]) -> PaperField:
    """The field with its box cut at the picture's edges, beyond which a leaning line may reach."""
    box = field.box
    if box is None:
        return field
    left, top = min(box.x, size[0] - 1), min(box.y, size[1] - 1)
    right, bottom = min(box.x + box.width, size[0]), min(box.y + box.height, size[1])
    return replace(field, box=Box(left, top, right - left, bottom - top))


def recognised_kind(lines: Sequence[Line], kinds: Sequence[PaperKind]) -> tuple[PaperKind | None, float]:
    """The kind with most of its points among those that have what they need; its confidence 0..1."""
    best: tuple[float, int, PaperKind] | None = None
    for kind in kinds:
        points = _points(lines, kind)
        if points:
            rank = (points / kind.most_points, points, kind)
            if best is None or rank[:2] > best[:2]:
                best = rank
    if best is None:
        return None, 0.0
    _, points, kind = best
    sure = sum(line.confidence for line in lines) / len(lines)
    return kind, sure * (0.5 + 0.5 * (points - kind.needs + 1) / (kind.most_points - kind.needs + 1))


def _points(lines: Sequence[Line], kind: PaperKind) -> int:
    """Points of the signs that the page shows, 0 when they are fewer than the kind needs."""
    points = sum(sign.points for sign in kind.signs if _shows(lines, sign))
    return points if points >= kind.needs else 0


def _shows(lines: Sequence[Line], sign: Sign) -> bool:
    if sign.pattern is not None:
        return any(_found(sign.pattern, line.text) for line in lines)
    if sign.whole_line:
        return any(alike_line(line, word) for line in lines for word in sign.words)
    return any(contains(line.text, word) for line in lines for word in sign.words)


def _found(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(text) is not None
