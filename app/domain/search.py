"""Matching of what a clerk types against Chinese names: substring, code, pinyin and pinyin initials.

A name is indexed as, per character, the set of all its readings (every reading of a polyphone: 重 is zhong and
chong, 行 is xing and hang), so `hzfs` and `xzfs` both find 行政复审.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from enum import IntEnum

Readings = tuple[frozenset[str], ...]

_DOUBLE_INITIALS = ("zh", "ch", "sh")


class MatchKind(IntEnum):
    """How a query fits a name; the smaller, the nearer to what was meant."""

    EXACT = 0
    NAME_START = 1
    PINYIN_START = 2
    NAME_PART = 3
    PINYIN_PART = 4
    CODE_PART = 5


def matches(query: str, name: str, readings: Readings, codes: Sequence[str] = ()) -> bool:
    """Whether `query` (any case, blanks ignored) is part of the name, of a code, or of its pinyin."""
    return match_kind(query, name, readings, codes) is not None


def match_kind(query: str, name: str, readings: Readings, codes: Sequence[str] = ()) -> MatchKind | None:
    """The nearest way in which `query` fits, None when it does not; an empty query is the start of every name.

    Case, blanks and compatibility forms (full-width letters of an input method) make no difference.
    """
    wanted = "".join(_folded(query).split())
    name, codes = _folded(name), [code.lower() for code in codes]
    if wanted == name or wanted in codes:
        return MatchKind.EXACT
    if name.startswith(wanted):
        return MatchKind.NAME_START
    return _kind_within(wanted, name, readings, codes)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _kind_within(wanted: str, name: str, readings: Readings, codes: Sequence[str]) -> MatchKind | None:
    spells = wanted.isascii()
    if spells and _spelt(wanted, readings, from_start=True):
        return MatchKind.PINYIN_START
    if wanted in name:
        return MatchKind.NAME_PART
    if spells and _spelt(wanted, readings, from_start=False):
        return MatchKind.PINYIN_PART
    return MatchKind.CODE_PART if any(wanted in code for code in codes) else None


def _spelt(wanted: str, readings: Readings, *, from_start: bool) -> bool:
    """Whether `wanted` spells a run of characters, each by its initial or by its (last: part of its) full reading.

    Keeps the set of how far `wanted` can have been spelt before each character, so the time grows with the product
    of both lengths also for names and queries that repeat one letter.
    """
    reached = {0}
    for sounds in readings:
        if not from_start:
            reached.add(0)
        following: set[int] = set()
        for position in reached:
            for sound in sounds:
                if sound.startswith(wanted[position:]):
                    return True
                following |= _after(wanted, position, sound)
        # Brackets and dashes of a name are never typed.
        reached = following if any(map(str.isalnum, sounds)) else following | reached
        if from_start and not reached:
            return False
    return False


def _after(wanted: str, position: int, sound: str) -> set[int]:
    """How far `wanted` is spelt when `sound` is spelt next: whole, by its first letter, by zh, ch or sh."""
    parts = {sound, sound[:1], sound[:2] if sound.startswith(_DOUBLE_INITIALS) else ""}
    return {position + len(part) for part in parts if part and wanted.startswith(part, position)}
