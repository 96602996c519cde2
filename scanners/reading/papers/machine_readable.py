"""Finds the machine-readable zone among a page's lines and reads it (ICAO Doc 9303 parts 3 to 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.errors import InputError
from app.domain.identifiers.mrz import FILLER, MachineReadableZone, parse_mrz
from scanners.reading.papers.printed_forms import FILLERS_READ_AS
from scanners.reading.papers.writing import Line, Span

ZONE_PARTS = ("number", "name", "birth_date", "sex", "nationality", "valid_until", "issuing_state")
_PROVED = frozenset({"number", "birth_date", "valid_until"})
"""Parts that a check digit of their own covers; the check over all covers no name, sex or state."""
_TD3, _TD1 = 44, 30
_SHORTEST = 24
_ALPHABET = re.compile(r"[0-9A-Z<]+")
_DIGIT_OF = str.maketrans("OQDILZSBG", "000112586")
_LETTER_OF = str.maketrans("01258", "OIZSB")
_USUAL_NUMBER = re.compile(r"[A-Z]{0,3}[0-9]{5,9}<*")
_MOST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class ZoneRead:
    """The zone, every check digit of it held, and the lines it was read from."""

    zone: MachineReadableZone
    spans: tuple[Span, ...]
    number_is_sure: bool
    """The number's check digit holds for this reading of its look-alikes and for no other usual one."""

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
        proved = name in _PROVED and (name != "number" or self.number_is_sure)
        return values[name], True if proved else None


def read_zone(lines: Sequence[Line]) -> ZoneRead | None:
    """Read two lines of 44 or three of 30 characters; None where there are none or a check digit does not hold.

    Letters and digits that look alike are settled by where they stand, in the number by its check digit.
    """
    zone_lines = [line for line in lines if _looks_like_zone(line.text)]
    for count, width in ((2, _TD3), (3, _TD1)):
        for start in range(len(zone_lines) - count + 1):
            chosen = zone_lines[start : start + count]
            fitted = [_fitted(_cleaned(line.text), width) for line in chosen]
            texts = [text for text in fitted if text is not None]
            settled = _settled(texts, width) if len(texts) == count else None
            if settled is not None:
                return ZoneRead(settled[0], tuple(line.whole for line in chosen), settled[1])
    return None


def _looks_like_zone(text: str) -> bool:
    cleaned = _cleaned(text)
    return len(cleaned) >= _SHORTEST and FILLER in cleaned and bool(_ALPHABET.fullmatch(cleaned))


def _cleaned(text: str) -> str:
    return FILLERS_READ_AS.sub(FILLER, text.upper())


def _settled(lines: list[str], width: int) -> tuple[MachineReadableZone, bool] | None:
    """The zone and whether its number is sure. One check digit of ten leaves room for more than one answer."""
    with_number, start = (_td3, 0) if width == _TD3 else (_td1, 5)
    read = lines[1 if width == _TD3 else 0][start : start + 9]
    found: dict[str, MachineReadableZone] = {}
    for number in (read, *_usual_numbers(read)):
        try:
            found[number] = parse_mrz("\n".join(with_number(lines, number)))
        except InputError:
            continue
    usual = [number for number in found if _USUAL_NUMBER.fullmatch(number)]
    if read in usual or len(found) == 1:
        return found[read] if read in usual else next(iter(found.values())), True
    return (found[usual[0]], False) if len(usual) == 1 else None


def _usual_numbers(read: str) -> Iterator[str]:
    """What was read, as up to three letters before digits."""
    for letters in range(_MOST_LETTERS + 1):
        number = _letters(read[:letters]) + _digits(read[letters:])
        if _USUAL_NUMBER.fullmatch(number):
            yield number


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


def _td3(lines: list[str], number: str) -> list[str]:
    upper, lower = _letters(lines[0]), lines[1]
    named = _digits(lower[9]) + _letters(lower[10:13]) + _digits(lower[13:20]) + _letters(lower[20])
    return [upper, number + named + _digits(lower[21:28]) + lower[28:42] + _digits(lower[42:44])]


def _td1(lines: list[str], number: str) -> list[str]:
    first, second, third = lines
    upper = _letters(first[:5]) + number + _digits(first[14]) + first[15:]
    middle = _digits(second[:7]) + _letters(second[7]) + _digits(second[8:15]) + _letters(second[15:18])
    return [upper, middle + second[18:29] + _digits(second[29]), _letters(third)]
