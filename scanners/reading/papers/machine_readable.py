"""Finds the machine-readable zone among a page's lines and reads it (ICAO Doc 9303 parts 3 to 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from app.domain.errors import InputError
from app.domain.identifiers.mrz import FILLER, MachineReadableZone, parse_mrz
from scanners.reading.papers.writing import Line, Span

ZONE_PARTS = ("number", "name", "birth_date", "sex", "nationality", "valid_until", "issuing_state")
_PROVED = frozenset({"number", "birth_date", "valid_until"})
"""Parts that a check digit of their own covers; the check over all covers no name, sex or state."""
_TD3, _TD1 = 44, 30
_SHORTEST = 24
_ALPHABET = re.compile(r"[0-9A-Z<]+")
_FILLED = re.compile(r"[<«‹《〈(]")
_DIGIT_OF = str.maketrans("OQDILZSBG", "000112586")
_LETTER_OF = str.maketrans("01258", "OIZSB")
_NUMBER_OF = {
    "O": "O0",
    "0": "0O",
    "I": "I1",
    "1": "1I",
    "B": "B8",
    "8": "8B",
    "S": "S5",
    "5": "5S",
    "Z": "Z2",
    "2": "2Z",
}
_MOST_VARIANTS = 512


@dataclass(frozen=True, slots=True)
class ZoneRead:
    """The zone, every check digit of it held, and the lines it was read from."""

    zone: MachineReadableZone
    spans: tuple[Span, ...]

    def part(self, name: str) -> tuple[str, bool | None]:
        """Value and verdict of one of `ZONE_PARTS`; empty where the zone leaves it open."""
        zone = self.zone
        values = {
            "number": zone.number,
            "name": f"{zone.surname} {zone.given_names}".strip(),
            "birth_date": zone.birth_date.isoformat() if zone.birth_date else "",
            "sex": zone.sex.value,
            "nationality": zone.nationality,
            "valid_until": zone.valid_until.isoformat() if zone.valid_until else "",
            "issuing_state": zone.issuing_state,
        }
        return values[name], True if name in _PROVED else None


def read_zone(lines: Sequence[Line]) -> ZoneRead | None:
    """Read two lines of 44 or three of 30 characters; None where there are none or a check digit does not hold.

    Letters and digits that look alike are settled by where they stand, in the number by its check digit.
    """
    zone_lines = [line for line in lines if _looks_like_zone(line.text)]
    for count, width in ((2, _TD3), (3, _TD1)):
        for start in range(len(zone_lines) - count + 1):
            chosen = zone_lines[start : start + count]
            zone = _parsed([_cleaned(line.text) for line in chosen], width)
            if zone is not None:
                return ZoneRead(zone, tuple(line.whole for line in chosen))
    return None


def _looks_like_zone(text: str) -> bool:
    cleaned = _cleaned(text)
    return len(cleaned) >= _SHORTEST and FILLER in cleaned and bool(_ALPHABET.fullmatch(cleaned))


def _cleaned(text: str) -> str:
    return _FILLED.sub(FILLER, text.upper())


def _parsed(texts: list[str], width: int) -> MachineReadableZone | None:
    fitted = [_fitted(text, width) for text in texts]
    if any(text is None for text in fitted):
        return None
    whole = [text for text in fitted if text is not None]
    return next(_holding(_td3_variants(whole) if width == _TD3 else _td1_variants(whole)), None)


def _holding(variants: Iterator[list[str]]) -> Iterator[MachineReadableZone]:
    for count, variant in enumerate(variants):
        if count >= _MOST_VARIANTS:
            return
        try:
            yield parse_mrz("\n".join(variant))
        except InputError:
            continue


def _fitted(text: str, width: int) -> str | None:
    """Bring a line to its width: engines lose or add fillers in their long runs, never letters."""
    if len(text) == width:
        return text
    runs = [match for match in re.finditer(f"{FILLER}{{3,}}", text)]
    if not runs or abs(len(text) - width) > 8:
        return None
    longest = max(runs, key=lambda match: match.end() - match.start())
    length = longest.end() - longest.start() + width - len(text)
    return text[: longest.start()] + FILLER * length + text[longest.end() :] if length > 0 else None


def _digits(text: str) -> str:
    return text.translate(_DIGIT_OF)


def _letters(text: str) -> str:
    return text.translate(_LETTER_OF)


def _numbers(text: str) -> Iterator[str]:
    for chars in product(*(_NUMBER_OF.get(char, char) for char in text)):
        yield "".join(chars)


def _td3_variants(lines: list[str]) -> Iterator[list[str]]:
    upper, lower = _letters(lines[0]), lines[1]
    tail = (
        _digits(lower[9]) + _letters(lower[10:13]) + _digits(lower[13:20]) + _letters(lower[20]) + _digits(lower[21:28])
    )
    ends = lower[28:42], _digits(lower[42:44])
    for number in _numbers(lower[:9]):
        yield [upper, number + tail + ends[0] + ends[1]]


def _td1_variants(lines: list[str]) -> Iterator[list[str]]:
    first, second, third = lines
    middle = _digits(second[:7]) + _letters(second[7]) + _digits(second[8:15]) + _letters(second[15:18])
    for number in _numbers(first[5:14]):
        upper = _letters(first[:5]) + number + _digits(first[14]) + first[15:]
        yield [upper, middle + second[18:29] + _digits(second[29]), _letters(third)]
