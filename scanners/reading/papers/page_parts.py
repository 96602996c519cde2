"""A page's lines cut into labels and what stands between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scanners.reading.papers.alike import prefix_length, same
from scanners.reading.papers.definition import Area, PaperKind
from scanners.reading.papers.writing import Line, Rectangle, Span, beside, rows

_AFTER_LABEL = ":;.·-/"
_MOST_JOINED = 4  # a label with wide gaps may come as so many lines


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line: a label (its key) or writing (`label` empty)."""

    label: str
    span: Span

    @property
    def place(self) -> Rectangle:
        """Where it stands, upright."""
        return self.span.place


class PageParts:
    """All parts of a page, in reading order."""

    def __init__(self, lines: Sequence[Line], kind: PaperKind) -> None:
        """Cut `lines` by the labels of `kind`."""
        self.lines = tuple(lines)
        self.parts = tuple(part for line in self._whole_labels(kind) for part in _cut(line, kind))
        self._order = {id(part): index for index, part in enumerate(self._reading_order())}
        self.bounds = _bounds([part.place for part in self.parts])

    def labels(self, key: str) -> list[Part]:
        """The labels of a key, in reading order."""
        return sorted((part for part in self.parts if part.label == key), key=self.order)

    def order(self, part: Part) -> int:
        """Place of a part in reading order."""
        return self._order[id(part)]

    def writing(self) -> Iterator[Part]:
        """The parts that are not labels."""
        return (part for part in self.parts if not part.label)

    def in_area(self, place: Rectangle, area: Area) -> bool:
        """Whether the middle of a place lies in an area given in shares of what is written."""
        width = max(1.0, self.bounds.right - self.bounds.left)
        across = ((place.left + place.right) / 2 - self.bounds.left) / width
        down = (place.middle - self.bounds.top) / self.bounds.height
        return area.left <= across <= area.right and area.top <= down <= area.bottom

    def _reading_order(self) -> list[Part]:
        by_span = {id(part.span): part for part in self.parts}
        return [by_span[id(span)] for row in rows(part.span for part in self.parts) for span in row]

    def _whole_labels(self, kind: PaperKind) -> list[Line | Part]:
        """Lines, with those that only together are a label replaced by it."""
        single = [line for line in self.lines if len(line.text) <= 2]
        taken: dict[int, Part | None] = {}
        spellings = {spelling: key for key, all_of in kind.labels.items() for spelling in all_of if len(spelling) > 1}
        for row in rows(line.whole for line in single):
            for start in range(len(row)):
                for end in range(min(len(row), start + _MOST_JOINED), start + 1, -1):
                    text = "".join(span.text for span in row[start:end])
                    if text in spellings and not any(span.line.index in taken for span in row[start:end]):
                        taken |= {span.line.index: None for span in row[start:end]}
                        taken[row[end - 1].line.index] = Part(spellings[text], row[end - 1])
        found: list[Line | Part] = []
        for line in self.lines:
            replaced = taken.get(line.index)
            if line.index not in taken:
                found.append(line)
            elif replaced is not None:
                found.append(replaced)
        return found


def _bounds(places: Sequence[Rectangle]) -> Rectangle:
    if not places:
        return Rectangle(0, 0, 1, 1)
    return Rectangle(
        min(place.left for place in places),
        min(place.top for place in places),
        max(place.right for place in places),
        max(place.bottom for place in places),
    )


def label_at_start(text: str, labels: Mapping[str, tuple[str, ...]]) -> tuple[str, int]:
    """Key and length of the longest label that the text begins with, punctuation after it included."""
    best: tuple[str, bool, int] = ("", False, 0)
    for key, spellings in labels.items():
        for spelling in spellings:
            length = prefix_length(text, spelling)
            if len(spelling) == 1 and len(text) > 1 and text[1] not in _AFTER_LABEL:
                continue  # a single character is a label only when it stands alone or a mark follows it
            rank = (text.startswith(spelling), length)
            if length and rank > best[1:]:
                best = (key, *rank)
    key, _, length = best
    while length and length < len(text) and text[length] in _AFTER_LABEL:
        length += 1
    return key, length


def _cut(line: Line | Part, kind: PaperKind) -> Iterator[Part]:
    if isinstance(line, Part):
        yield line
        return
    position = 0
    lead = len(line.text) - len(line.text.lstrip("(["))
    while position < len(line.text):
        key, length = label_at_start(line.text[position + lead :], kind.labels)
        if length:
            length += lead
            yield Part(key, line.part(position, position + length))
            position += length
        lead = 0
        end = _next_label(line, position, kind)
        if end > position:
            yield Part("", line.part(position, end))
        position = end


def _next_label(line: Line, start: int, kind: PaperKind) -> int:
    """Where in the line the next label begins: one that may stand in a line, or any after a blank."""
    inline = {key: spellings for key, spellings in kind.labels.items() if key in kind.inline}
    for position in range(start, len(line.text)):
        text = line.text[position:]
        gap = position > 0 and line.starts[position] - line.starts[position - 1] > 1
        labels = kind.labels if gap and position > start else inline
        for spellings in labels.values():
            if any(len(spelling) > 1 and text.startswith(spelling) for spelling in spellings):
                return position
    return len(line.text)


def alike_line(line: Line, word: str) -> bool:
    """Whether the line says the word and nothing else but punctuation."""
    return same(line.text.strip("()[]" + _AFTER_LABEL), word)


def next_in_row(parts: Sequence[Part], origin: Part, *, reach: float) -> list[Part]:
    """Writing to the right of a part in its row, up to the next label or a gap of `reach` heights."""
    height = origin.place.height
    middle = (origin.place.left + origin.place.right) / 2  # boxes of neighbours overlap, and grow into each other
    beside_it = (
        part
        for part in parts
        if part is not origin
        and beside(part.place, origin.place)
        and part.place.left >= middle
        and part.place.right > origin.place.right
    )
    row = sorted(beside_it, key=lambda part: part.place.left)
    found: list[Part] = []
    edge = origin.place.right
    for part in row:
        gap = part.place.left - edge
        if part.label or gap > (reach if not found else 2.5) * height:
            break
        found.append(part)
        edge = part.place.right
    return found
