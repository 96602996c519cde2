"""Mends characters that look alike, only where a check digit decides and leaves exactly one answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod

from scanners.reading.papers.checks import Check

_ALIKE = (
    "0OQD",
    "1ILJ7T",
    "2Z",
    "5S",
    "8B",
    "6G",
    "UV",
    "X×",
    "4A",
    "9GQ",
    "3E",
    "Y4",
    "MN",
    "HN",
    "KX",
    "PR",
    "EF",
    "CG",
)
_MOST_CANDIDATES = 4096
_FEW = 2  # answers of which a check digit (1 of 11, 1 of 31) may pick one and be believed


@dataclass(frozen=True, slots=True)
class Mended:
    """`certain`: every change was forced by the alphabet, and there was next to nothing to choose from."""

    value: str
    certain: bool


def mended(value: str, check: Check) -> Mended | None:
    """The one value that differs by look-alikes and holds, or None when there is none or more than one."""
    if check.alphabet is None or len(value) != check.length or not check.proves:
        return None
    forced = [_choices(char, check.alphabet(position)) for position, char in enumerate(value)]
    if any(not choices for choices in forced):
        return None
    changed = any(choices != char for char, choices in zip(value, forced, strict=True))
    found = _holding(forced, check)
    if len(found) == 1:
        return Mended(found[0], certain=prod(map(len, forced)) <= _FEW) if changed else None
    if found or any(len(choices) > 1 for choices in forced):
        return None
    found = _one_change("".join(forced), check)
    return Mended(found[0], certain=False) if len(found) == 1 else None


def _choices(char: str, alphabet: str) -> str:
    """The character itself where it may stand, else those that look like it and may."""
    if char in alphabet:
        return char
    return "".join(sorted({other for group in _ALIKE if char in group for other in group if other in alphabet}))


def _holding(choices: list[str], check: Check) -> list[str]:
    if prod(map(len, choices)) > _MOST_CANDIDATES:
        return []
    return [value for value in map("".join, product(*choices)) if check.holds(value)]


def _one_change(value: str, check: Check) -> list[str]:
    """Values that hold with one character replaced by another that looks like it and is of the other sort."""
    found = []
    for position, char in enumerate(value):
        alphabet = check.alphabet(position) if check.alphabet else ""
        others = {other for group in _ALIKE if char in group for other in group} - {char}
        for other in sorted(others):
            if other in alphabet and other.isdigit() != char.isdigit():
                candidate = value[:position] + other + value[position + 1 :]
                if check.holds(candidate):
                    found.append(candidate)
    return found
