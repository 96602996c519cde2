"""Reads the fields of a page whose kind is known: finds, brings into form, checks, mends, and holds them together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.page import CodeRead
from app.domain.page_text import Box, PaperField, TextLine
from scanners.reading.papers.checks import CHECKS, verdict
from scanners.reading.papers.definition import ByCode, ByZone, FieldRule, PaperKind
from scanners.reading.papers.find_value import Written, candidates
from scanners.reading.papers.forms import FORMS, TAKES_RAW
from scanners.reading.papers.hold_together import held_together
from scanners.reading.papers.look_alikes import mended
from scanners.reading.papers.machine_readable import ZoneRead, read_zone
from scanners.reading.papers.page_parts import PageParts, label_at_start
from scanners.reading.papers.writing import Line, joined_box, written_lines

_MOST_SECOND_LOOKS = 6  # a page; each costs a tenth of a second
_MENDED = 0.8  # a mended value is less sure than one that was read so
_UNSURE = 0.8  # a field below it is read again


@dataclass(frozen=True, slots=True)
class Sources:
    """What a page offers: its parts, its codes and a way to look again."""

    parts: PageParts
    codes: tuple[CodeRead, ...]
    read_again: Callable[[Box], Sequence[TextLine]] | None


class FieldReader:
    """Reads the fields of one page."""

    def __init__(self, kind: PaperKind, sources: Sources) -> None:
        """For one page; `read` is called once."""
        self._kind = kind
        self._sources = sources
        self._zone: ZoneRead | None = None
        self._looks_left = _MOST_SECOND_LOOKS if sources.read_again else 0

    def read(self) -> tuple[PaperField, ...]:
        """Every field that was found, in the order of the definition."""
        if any(isinstance(way, ByZone) for rule in self._kind.fields for way in rule.ways):
            self._zone = read_zone(self._sources.parts.lines)
        found = {rule.name: field for rule in self._kind.fields if (field := self._field(rule)) is not None}
        held_together(found, self._kind)
        return tuple(found[rule.name] for rule in self._kind.fields if rule.name in found)

    def _field(self, rule: FieldRule) -> PaperField | None:
        printed = self._printed(rule)
        proved = self._from_zone_or_code(rule)
        if proved is None:
            return printed
        if printed is None or printed.valid is False:
            return proved
        if printed.value == proved.value:
            return replace(proved, box=printed.box, confidence=max(printed.confidence, proved.confidence))
        # Two readings of one field differ: the safer one is shown, and that something is wrong.
        return replace(proved, box=printed.box, valid=False)

    def _from_zone_or_code(self, rule: FieldRule) -> PaperField | None:
        for way in rule.ways:
            if isinstance(way, ByCode):
                field = self._from_codes(rule, way)
                if field is not None:
                    return field
            if isinstance(way, ByZone) and self._zone is not None:
                value, valid = self._zone.part(way.part)
                if value:
                    sure = min(span.line.confidence for span in self._zone.spans)
                    return PaperField(rule.name, value, sure, valid, joined_box(self._zone.spans))
        return None

    def _from_codes(self, rule: FieldRule, way: ByCode) -> PaperField | None:
        for code in self._sources.codes:
            match = way.pattern.search(code.text)
            value = FORMS[rule.form](match[1]) if match else None
            if value and verdict(rule.check, value, rule.values) is not False:
                return PaperField(rule.name, value, 1.0, verdict(rule.check, value, rule.values), None)
        return None

    def _printed(self, rule: FieldRule) -> PaperField | None:
        """The first candidate that can be right; else the first one, mended or read again if that helps."""
        doubtful: Written | None = None
        for written in self._candidates(rule):
            value = _value(rule, written)
            if value is not None and verdict(rule.check, value, rule.values) is not False:
                return self._surer(rule, written, _field_of(rule, written, value))
            doubtful = doubtful or written
        return None if doubtful is None else self._rescued(rule, doubtful)

    def _candidates(self, rule: FieldRule) -> Iterator[Written]:
        for way in rule.ways:
            yield from candidates(self._sources.parts, way)

    def _surer(self, rule: FieldRule, written: Written, field: PaperField) -> PaperField:
        """The field, or what a second look says where the first was unsure and nothing proves it."""
        if field.valid or field.confidence >= _UNSURE:
            return field
        again = self._second_look(rule, written)
        return again if again is not None and again.confidence > field.confidence else field

    def _rescued(self, rule: FieldRule, written: Written) -> PaperField | None:
        again = self._second_look(rule, written)
        if again is not None:
            return again
        value = _value(rule, written) or ""
        if rule.check and value:
            better = mended(value, CHECKS[rule.check])
            if better is not None:
                confidence = written.confidence * _MENDED
                # Mended by choice among several characters: right by the check digit, proved by nothing else.
                return PaperField(
                    rule.name, better.value, confidence, True if better.certain else None, joined_box(written.spans)
                )
        shown = value or FORMS["text"](written.text)
        return PaperField(rule.name, shown, written.confidence, False, joined_box(written.spans)) if shown else None

    def _second_look(self, rule: FieldRule, written: Written) -> PaperField | None:
        if self._sources.read_again is None or self._looks_left == 0:
            return None
        self._looks_left -= 1
        box = joined_box(written.spans)
        lines = [line for line in written_lines(self._sources.read_again(box)) if _in_box(line, box)]
        if not lines:
            return None
        seen = Written(tuple(line.whole for line in lines))
        _, length = label_at_start(seen.text, self._kind.labels)
        for text in (seen.text[length:], seen.text):
            value = _formed(rule, text)
            if value is not None and verdict(rule.check, value, rule.values) is not False:
                valid = verdict(rule.check, value, rule.values)
                return PaperField(rule.name, value, seen.confidence, valid, box)
        return None


def _in_box(line: Line, box: Box) -> bool:
    """Whether the middle of a line lies in a box: a reader that looks a little further brings neighbours along."""
    across = sum(x for x, _ in line.corners) / 4
    down = sum(y for _, y in line.corners) / 4
    return box.x <= across <= box.x + box.width and box.y <= down <= box.y + box.height


def _field_of(rule: FieldRule, written: Written, value: str) -> PaperField:
    valid = verdict(rule.check, value, rule.values)
    return PaperField(rule.name, value, written.confidence, valid, joined_box(written.spans))


def _value(rule: FieldRule, written: Written) -> str | None:
    return _formed(rule, written.raw if rule.form in TAKES_RAW else written.text)


def _formed(rule: FieldRule, text: str) -> str | None:
    """The value in `text`, in its form; None where the pattern or the form does not fit."""
    if rule.pattern is not None:
        match = rule.pattern.search(text)
        if match is None:
            return None
        text = _group(match)
    return FORMS[rule.form](text)


def _group(match: re.Match[str]) -> str:
    return next((group for group in match.groups() if group), match[0])
