"""Brings what is printed into the form the case uses. A form gives None where the writing cannot be that at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from resources.codes import countries, ethnic_groups
from resources.known_papers import LONG_TERM
from scanners.reading.papers import printed_forms as printed
from scanners.reading.papers.writing import half_width

Form = Callable[[str], str | None]

_NAME = re.compile(r"[^\W\d_]+(?:[·•・.][^\W\d_]+)*")
_LATIN = re.compile(r"[A-Z][A-Z'\-]*")
_NUMBER = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)*")
_DECIMAL = re.compile(r"\d+(?:\.\d+)?")
_LETTERS = re.compile(r"[A-Z]{3}")
_CHINESE_STATE = frozenset({"CHINESE", "CHINA"})


def _text(written: str) -> str | None:
    """As printed, without blanks; a bracket that was lost at the end is closed."""
    value = "".join(written.split()).strip(printed.EDGES)
    opened = sum(value.count(bracket) for bracket in printed.OPENING)
    closed = sum(value.count(bracket) for bracket in printed.CLOSING)
    return value + printed.CLOSING[0] if opened == closed + 1 else value or None


def _name(written: str) -> str | None:
    """A name in Chinese characters; dots within it become the middle dot."""
    found = _NAME.search("".join(written.split()))
    if found is None:
        return None
    return re.sub(r"[•・.]", printed.NAME_DOT, found[0])


def _latin_name(written: str) -> str | None:
    """SURNAME GIVEN NAMES, as the case has it; the comma between them goes."""
    words = _LATIN.findall(written.upper())
    return " ".join(words) or None


def _capital_number(written: str) -> str | None:
    found = _NUMBER.search("".join(half_width(written).upper().split()))
    return found[0] if found else None


def days_in(written: str) -> tuple[date, ...]:
    """Every day that is printed, in order."""
    text = "".join(half_width(written).split())
    found: list[tuple[int, date]] = []
    taken = 0
    while taken < len(text):
        match, day = _next_day(text, taken)
        if match is None:
            break
        if day is not None:
            found.append((match.start(), day))
        taken = match.end() if day is not None else match.start() + 1
    return tuple(day for _, day in found)


def _next_day(text: str, start: int) -> tuple[re.Match[str] | None, date | None]:
    readers: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[int, int, int]]], ...] = (
        (printed.DAY_ENGLISH, lambda match: (_digits(match[3]), _digits(match[2]), _digits(match[1]))),
        (printed.DAY_COMPACT, lambda match: (_digits(match[1]), _digits(match[2]), _digits(match[3]))),
        (printed.DAY, lambda match: (_digits(match[1]), _digits(match[2]), _digits(match[3]))),
        (printed.DAY_WORDS, lambda match: (_year_words(match[1]), _words(match[2]), _words(match[3]))),
    )
    matches = [(match, reader) for pattern, reader in readers if (match := pattern.search(text, start))]
    if not matches:
        return None, None
    earliest = min(match.start() for match, _ in matches)
    for match, reader in matches:
        if match.start() == earliest:
            try:
                return match, date(*reader(match))
            except ValueError:
                continue
    return next(match for match, _ in matches if match.start() == earliest), None


def _digits(text: str) -> int:
    return int(text.replace("O", "0"))


def _year_words(text: str) -> int:
    return int("".join(str(printed.DAY_DIGITS[char]) for char in text))


def _words(text: str) -> int:
    tens, ten, ones = text.rpartition(printed.TEN)
    if not ten:
        return printed.DAY_DIGITS.get(text, 0)
    return (printed.DAY_DIGITS.get(tens, 0) if tens else 1) * 10 + (printed.DAY_DIGITS.get(ones, 0) if ones else 0)


def _day(written: str) -> str | None:
    days = days_in(written)
    return days[0].isoformat() if days else None


def _last_day(written: str) -> str | None:
    """The day a period ends: the second one that is printed, or the word for no end."""
    if any(word in written for word in printed.LONG_TERM_WORDS):
        return LONG_TERM
    days = days_in(written)
    return days[1].isoformat() if len(days) > 1 else None


def _sole_day(written: str) -> str | None:
    """The last day that is printed, where the first may be missing, or the word for no end."""
    if any(word in written for word in printed.LONG_TERM_WORDS):
        return LONG_TERM
    days = days_in(written)
    return days[-1].isoformat() if days else None


def _sex(written: str) -> str | None:
    found = {value for word, value in printed.SEX_WORDS.items() if word in written}
    if not found:
        found = {value for word, value in (("M", "male"), ("F", "female")) if written.strip(printed.EDGES) == word}
    return found.pop() if len(found) == 1 else None


def _ethnicity(written: str) -> str | None:
    """The GB/T 3304 code of a name that is in the table, with or without its last syllable."""
    name = "".join(written.split()).strip(printed.EDGES)
    by_name = {word: code for code, word in ethnic_groups().items()}
    return by_name.get(name) or by_name.get(name.removesuffix(printed.ETHNIC_SUFFIX))


def _nationality(written: str) -> str | None:
    """Three letters, from the letters or the Chinese name."""
    upper = half_width(written).upper()
    known = countries()
    letters: list[str] = [word for word in _LETTERS.findall(upper) if word in known]
    chinese = [country.letters for country in known.values() if country.name and country.name in written]
    if chinese:
        return chinese[0]
    if letters:
        return letters[0]
    return "CHN" if any(word in upper for word in _CHINESE_STATE) else None


def _amount(written: str) -> str | None:
    """Yuan and fen, without thousands separators."""
    found = printed.AMOUNT.search("".join(half_width(written).split()))
    return f"{int(printed.THOUSANDS.sub('', found[1]))}.{found[2]}" if found else None


def _amount_in_words(written: str) -> str | None:
    """The sum that capital numerals say, as `_amount` gives it. None when a character is none of them."""
    text = "".join(char for char in "".join(written.split()) if char not in printed.AMOUNT_OTHERS)
    text = text.strip(printed.EDGES)
    mark = next((mark for mark in printed.YUAN if mark in text), None)
    yuan, _, rest = text.partition(mark) if mark else ("", "", text)
    whole = _whole(yuan) if yuan else 0
    if not text or whole is None:
        return None
    fen = 0
    for digit, unit in re.findall("(.)([" + printed.JIAO + printed.FEN + "])", rest):
        if digit not in printed.AMOUNT_DIGITS:
            return None
        fen += printed.AMOUNT_DIGITS[digit] * (10 if unit == printed.JIAO else 1)
    return f"{whole}.{fen:02d}"


def _whole(words: str) -> int | None:
    total = group = digit = 0
    for char in words:
        if char in printed.AMOUNT_DIGITS:
            digit = printed.AMOUNT_DIGITS[char]
        elif char in printed.AMOUNT_STEPS:
            group, digit = group + (digit or 1) * printed.AMOUNT_STEPS[char], 0
        elif char in printed.AMOUNT_GROUPS:
            total, group, digit = (total + group + digit) * printed.AMOUNT_GROUPS[char], 0, 0
            if char in printed.AMOUNT_GROUPS and printed.AMOUNT_GROUPS[char] == 10_000 and total >= 10_000 * 10_000:
                return None  # ten thousand times a hundred million: no paper says that
        else:
            return None
    return total + group + digit


def _decimal(written: str) -> str | None:
    found = _DECIMAL.search("".join(half_width(written).split()))
    return found[0] if found else None


FORMS: dict[str, Form] = {
    "text": _text,
    "name": _name,
    "latin_name": _latin_name,
    "number": _capital_number,
    "day": _day,
    "first_day": _day,
    "last_day": _last_day,
    "sole_day": _sole_day,
    "sex": _sex,
    "ethnicity": _ethnicity,
    "nationality": _nationality,
    "amount": _amount,
    "amount_words": _amount_in_words,
    "decimal": _decimal,
}
TAKES_RAW = frozenset({"latin_name", "text"})
"""Forms that want the writing as the engine gave it, with blanks and full-width punctuation."""
