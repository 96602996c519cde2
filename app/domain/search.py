"""Matching of what a clerk types against Chinese names: substring, code, pinyin and pinyin initials.

A name is indexed as, per character, the set of all its readings (every reading of a polyphone: 重 is zhong and
chong, 行 is xing and hang), so `hzfs` and `xzfs` both find 行政复审.
"""

from __future__ import annotations

from collections.abc import Sequence

Readings = tuple[frozenset[str], ...]


def matches(query: str, name: str, readings: Readings, codes: Sequence[str] = ()) -> bool:
    """Whether `query` (any case, blanks ignored) is part of the name, of a code, or of its pinyin."""
    wanted = query.strip().lower().replace(" ", "")
    if not wanted:
        return True
    if wanted in name.lower() or any(wanted in code.lower() for code in codes):
        return True
    return wanted.isascii() and any(_spelt(wanted, readings[start:]) for start in range(len(readings)))


def _spelt(wanted: str, readings: Readings) -> bool:
    """Whether `wanted` spells a run of characters, each by its initial or by its (last: part of its) full reading."""
    if not wanted:
        return True
    if not readings:
        return False
    rest = readings[1:]
    for reading in readings[0]:
        if reading.startswith(wanted):
            return True
        if wanted.startswith(reading) and _spelt(wanted[len(reading) :], rest):
            return True
        if wanted[0] == reading[0] and _spelt(wanted[1:], rest):
            return True
    return False
