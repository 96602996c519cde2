"""Reads the files that define the kinds and refuses what does not hold, naming the file and the entry."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from resources.known_papers import has_field_title, kind_files
from scanners.reading.papers.agreements import RULES
from scanners.reading.papers.checks import CHECKS
from scanners.reading.papers.definition import (
    AgreementRule,
    Area,
    ByCode,
    ByLabel,
    ByRegion,
    BySearch,
    ByZone,
    FieldRule,
    PaperKind,
    Place,
    Sign,
    Way,
)
from scanners.reading.papers.forms import FORMS
from scanners.reading.papers.machine_readable import ZONE_PARTS

_KIND_KEYS = frozenset({"title", "signs", "needs", "labels", "inline", "fields", "agreements", "also"})
_FIELD_KEYS = frozenset({"name", "title", "find", "form", "pattern", "check", "values"})
_SIGN_KEYS = frozenset({"words", "pattern", "points", "whole_line"})
_LABEL_KEYS = frozenset({"label", "place", "lines", "part", "after", "before"})


class PaperDefinitionError(ValueError):
    """A definition file that does not hold. Says which file and which entry; meant for who writes the file."""


@cache
def shipped_kinds() -> tuple[PaperKind, ...]:
    """Every kind of `resources/papers`, in the order of their names."""
    return tuple(load_kind(path) for path in kind_files())


def load_kind(path: Path) -> PaperKind:
    """Read one file. Raises `PaperDefinitionError`."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise PaperDefinitionError(f"{path.name}: not JSON: {error}") from error
    entry = _Entry(path.name, raw)
    also = entry.texts("also")
    if missing := [kind for kind in also if not path.with_name(f"{kind}.json").is_file()]:
        raise entry.refuse(f"also names kinds that have no file: {', '.join(missing)}")
    return replace(_kind(entry, path.stem), also=also)


class _Entry:
    """One object of the file and the way to it, for messages."""

    def __init__(self, where: str, raw: Any) -> None:
        if not isinstance(raw, dict):
            raise PaperDefinitionError(f"{where}: must be an object")
        self.where = where
        self.raw: dict[str, Any] = raw

    def refuse(self, reason: str) -> PaperDefinitionError:
        return PaperDefinitionError(f"{self.where}: {reason}")

    def only(self, allowed: Iterable[str]) -> None:
        unknown = sorted(set(self.raw) - set(allowed))
        if unknown:
            raise self.refuse(f"unknown key {', '.join(unknown)}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.raw.get(key, default)
        if not isinstance(value, str) or (default is None and not value):
            raise self.refuse(f"{key} must be a text")
        return value

    def number(self, key: str, default: int | None = None) -> int:
        value = self.raw.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.refuse(f"{key} must be a whole number above 0")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise self.refuse(f"{key} must be a list of texts")
        return tuple(value)

    def entries(self, key: str) -> list[_Entry]:
        value = self.raw.get(key, [])
        if not isinstance(value, list):
            raise self.refuse(f"{key} must be a list")
        return [_Entry(f"{self.where}: {key}[{index}]", one) for index, one in enumerate(value)]

    def pattern(self, key: str) -> re.Pattern[str] | None:
        if key not in self.raw:
            return None
        try:
            return re.compile(self.text(key))
        except re.error as error:
            raise self.refuse(f"{key} is no regular expression: {error}") from error

    def grouped(self, key: str) -> re.Pattern[str]:
        pattern = self.pattern(key)
        if pattern is None or pattern.groups < 1:
            raise self.refuse(f"{key} needs a group")
        return pattern

    def area(self, key: str) -> Area:
        value = self.raw.get(key, [0, 0, 1, 1])
        numbers = isinstance(value, list) and all(isinstance(one, int | float) for one in value)
        if not numbers or len(value) != 4 or value[0] >= value[2] or value[1] >= value[3]:
            raise self.refuse(f"{key} must be left, top, right, bottom")
        return Area(*value)

    def one_of(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        value = self.text(key, default)
        if value and value not in set(known):
            raise self.refuse(f"{key} {value} is not known; there are {', '.join(sorted(known))}")
        return value


def _kind(entry: _Entry, kind: str) -> PaperKind:
    entry.only(_KIND_KEYS)
    entry.text("title")
    labels = _labels(entry)
    fields = tuple(_field(one, labels) for one in entry.entries("fields"))
    names = [field.name for field in fields]
    signs = tuple(_sign(one) for one in entry.entries("signs"))
    inline = frozenset(entry.texts("inline"))
    if not fields or len(set(names)) != len(names):
        raise entry.refuse("fields must be there and have different names")
    if unknown := sorted(inline - set(labels)):
        raise entry.refuse(f"inline names labels that are not there: {', '.join(unknown)}")
    needs = entry.number("needs")
    if needs > sum(sign.points for sign in signs):
        raise entry.refuse("needs is more than all signs give")
    agreements = tuple(_agreement(one, names) for one in entry.entries("agreements"))
    return PaperKind(kind, signs, needs, labels, inline, fields, agreements)


def _labels(entry: _Entry) -> dict[str, tuple[str, ...]]:
    held = _Entry(f"{entry.where}: labels", entry.raw.get("labels", {}))
    return {key: tuple("".join(spelling.split()) for spelling in held.texts(key)) for key in held.raw}


def _sign(entry: _Entry) -> Sign:
    entry.only(_SIGN_KEYS)
    words, pattern = entry.texts("words"), entry.pattern("pattern")
    if bool(words) == bool(pattern):
        raise entry.refuse("a sign has either words or a pattern")
    whole = entry.raw.get("whole_line", False)
    if not isinstance(whole, bool):
        raise entry.refuse("whole_line must be true or false")
    return Sign(words, pattern, entry.number("points"), whole)


def _field(entry: _Entry, labels: Mapping[str, object]) -> FieldRule:
    entry.only(_FIELD_KEYS)
    name = entry.text("name")
    entry.where = f"{entry.where} {name}"
    ways = tuple(_way(one, labels) for one in entry.entries("find"))
    if not ways:
        raise entry.refuse("find must name a way")
    if not entry.text("title", "") and not has_field_title(name):
        raise entry.refuse("needs a title: no other kind shares this name")
    return FieldRule(
        name,
        ways,
        form=entry.one_of("form", FORMS, "text"),
        pattern=entry.pattern("pattern"),
        check=entry.one_of("check", CHECKS, ""),
        values=entry.texts("values"),
    )


def _way(entry: _Entry, labels: Mapping[str, object]) -> Way:
    readers: tuple[tuple[str, Callable[[_Entry], Way]], ...] = (
        ("region", lambda one: _by_region(one, labels)),
        ("label", lambda one: _by_label(one, labels)),
        ("search", lambda one: _only(one, "search", BySearch(one.grouped("search")))),
        ("zone", lambda one: _only(one, "zone", ByZone(one.one_of("zone", ZONE_PARTS)))),
        ("code", lambda one: _only(one, "code", ByCode(one.grouped("code")))),
    )
    for key, reader in readers:
        if key in entry.raw:
            return reader(entry)
    raise entry.refuse("names no way: label, region, search, zone or code")


def _only(entry: _Entry, key: str, way: Way) -> Way:
    entry.only((key,))
    return way


def _by_label(entry: _Entry, labels: Mapping[str, object]) -> ByLabel:
    entry.only(_LABEL_KEYS)
    return ByLabel(
        entry.one_of("label", labels),
        Place(entry.one_of("place", tuple(Place), Place.RIGHT)),
        entry.number("lines", 1),
        entry.area("part"),
        entry.one_of("after", labels, ""),
        entry.one_of("before", labels, ""),
    )


def _by_region(entry: _Entry, labels: Mapping[str, object]) -> ByRegion:
    entry.only(("label", "region", "part"))
    return ByRegion(entry.one_of("label", labels), entry.area("region"), entry.area("part"))


def _agreement(entry: _Entry, names: list[str]) -> AgreementRule:
    entry.only(("rule", "fields"))
    rule = entry.one_of("rule", RULES)
    fields = entry.texts("fields")
    if len(fields) != 2 or not set(fields) <= set(names):
        raise entry.refuse("fields must name two fields of this kind")
    return AgreementRule(rule, fields)
