"""Finds what is written for a field: beside its label, in a region, in the running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanners.reading.papers.definition import ByLabel, ByRegion, BySearch, Place, Way
from scanners.reading.papers.page_parts import PageParts, Part, next_in_row
from scanners.reading.papers.writing import Span, beside, rows

_REACH = 12.0  # heights between a label and its value
_NEXT_LINE = 2.4  # heights from one line of a value to the next
_BELOW = 2.6  # heights from a label to the first value below it


@dataclass(frozen=True, slots=True)
class Written:
    """Writing that may be a value, in reading order."""

    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """Without blanks."""
        return "".join(span.text for span in self.spans)

    @property
    def raw(self) -> str:
        """With blanks."""
        return " ".join(span.raw for span in self.spans)

    @property
    def confidence(self) -> float:
        """Of its weakest line."""
        return min(span.line.confidence for span in self.spans)


def candidates(page: PageParts, way: Way) -> Iterator[Written]:
    """What may be the value, the likeliest first."""
    if isinstance(way, BySearch):
        yield from _searched(page, way.pattern)
        return
    if isinstance(way, ByRegion):
        for label in page.labels(way.label):
            if page.in_area(label.place, way.part):
                yield from _in_region(page, label, way)
        return
    if isinstance(way, ByLabel):
        for label in _chosen(page, way):
            finder = _right if way.place is Place.RIGHT else _below
            yield from (Written(tuple(part.span for part in parts)) for parts in finder(page, label, way.lines))


def _chosen(page: PageParts, way: ByLabel) -> list[Part]:
    found = [label for label in page.labels(way.label) if page.in_area(label.place, way.part)]
    if way.after:
        marks = page.labels(way.after)
        if not marks:
            return []
        first = page.order(marks[0])
        found = [label for label in found if page.order(label) > first]
    if way.before:
        marks = [mark for mark in page.labels(way.before) if not found or page.order(mark) > page.order(found[0])]
        if marks:
            last = page.order(marks[0])
            found = [label for label in found if page.order(label) < last]
    return found


def _right(page: PageParts, label: Part, lines: int) -> Iterator[list[Part]]:
    first = next_in_row(page.parts, label, reach=_REACH)
    if not first:
        return
    if lines > 1:
        yield [*first, *_further_lines(page, label, first, lines - 1)]
    else:
        yield first


def _further_lines(page: PageParts, label: Part, first: Sequence[Part], count: int) -> list[Part]:
    """The lines below a value that begin where it begins, as long as no label begins a row of its own."""
    found: list[Part] = []
    head = last = first[0]
    height = min(part.place.height for part in first)
    for _ in range(count):
        below = [
            part
            for part in page.writing()
            if 0.4 * height < part.place.middle - last.place.middle < _NEXT_LINE * height
            and abs(part.place.left - head.place.left) < 2.0 * height
        ]
        if not below:
            break
        last = min(below, key=lambda part: part.place.middle)
        if any(
            part.label and beside(part.place, last.place) and part.place.left < last.place.left
            and part.place.right > label.place.left - height and part is not label
            for part in page.parts
        ):  # fmt: skip
            break
        found += [last, *next_in_row(page.parts, last, reach=1.5)]
    return found


def _below(page: PageParts, label: Part, lines: int) -> Iterator[list[Part]]:
    height = label.place.height
    under = [
        part
        for part in page.parts
        if 0.4 * height < part.place.middle - label.place.middle < (_BELOW + 1.8 * (lines - 1)) * height
        and part.place.left < label.place.right
        and part.place.right > label.place.left
        and abs(part.place.left - label.place.left) < 3.0 * height
    ]
    for part in sorted(under, key=lambda one: one.place.middle)[:lines]:
        if part.label:
            return
        yield [part]


def _in_region(page: PageParts, label: Part, way: ByRegion) -> Iterator[Written]:
    height, left, top = label.place.height, label.place.left, label.place.top
    area = way.region
    inside = [
        part.span
        for part in page.writing()
        if area.left * height <= part.place.left - left <= area.right * height
        and area.top * height <= part.place.middle - top <= area.bottom * height
    ]
    for row in rows(inside):
        yield Written(tuple(row))


def _searched(page: PageParts, pattern: re.Pattern[str]) -> Iterator[Written]:
    spans = [span for row in rows(line.whole for line in page.lines) for span in row]
    text = "".join(span.text for span in spans)
    for match in pattern.finditer(text):
        start, end = match.span(1)
        found, position = [], 0
        for span in spans:
            first, last = max(start, position), min(end, position + len(span.text))
            if first < last:
                found.append(span.line.part(first - position, last - position))
            position += len(span.text)
        if found:
            yield Written(tuple(found))
