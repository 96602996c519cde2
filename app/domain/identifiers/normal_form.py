"""What people type, brought into the one form that is stored: no blanks, half-width, capital letters."""

from __future__ import annotations

from datetime import UTC, date, datetime

from app.domain.errors import InputError
from app.domain.local_day import local_day

DIGITS = frozenset("0123456789")
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
ALPHANUMERIC = DIGITS | LETTERS

_EARLIEST_BIRTH_YEAR = 1850
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_FULL_WIDTH_OFFSET = 0xFEE0
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


def normal_form(typed: str) -> str:
    """`typed` without blanks and invisible characters, full-width forms made half-width, in capitals.

    Numbers are pasted from chat programs and typed with the input method on: both leave such traces.
    """
    if typed.isascii() and typed.isalnum():  # nearly always, and asked at every key press
        return typed.upper()
    return "".join(_half_width(char) for char in typed if not _is_blank(char)).upper()


def require_number(typed: str, *, field: str | None) -> str:
    """The normal form of `typed`; raises `input.required` when nothing is left."""
    number = normal_form(typed)
    if not number:
        raise InputError("required", field=field)
    return number


def require_length(number: str, *allowed: int, field: str | None) -> None:
    """Raise `input.number_length` unless the number has one of the `allowed` lengths."""
    if len(number) not in allowed:
        expected = "/".join(str(length) for length in allowed)
        raise InputError("number_length", field=field, expected=expected, actual=len(number))


def require_alphabet(number: str, allowed: frozenset[str], *, field: str | None, offset: int = 0) -> None:
    """Raise `input.number_alphabet` naming the first character outside `allowed`, counted from one.

    `offset` is where `number` begins in what the clerk sees.
    """
    if allowed.issuperset(number):
        return
    for position, char in enumerate(number, start=offset + 1):
        if char not in allowed:
            raise InputError("number_alphabet", field=field, position=position, character=char)


def require_check_character(actual: str, expected: str, *, field: str | None) -> None:
    """Raise `input.check_digit` with the character that the rest of the number calls for."""
    if actual != expected:
        raise InputError("check_digit", field=field, expected=expected)


def today_in_china() -> date:
    """The day on the clerk's calendar; identity documents count Beijing days."""
    return local_day(datetime.now(UTC))


def birth_date(compact: str, *, field: str | None, today: date | None) -> date:
    """The day of birth written YYYYMMDD, digits only.

    Raises `input.date_impossible`, `input.birth_too_early` and `input.birth_in_future`.
    """
    day = compact_date(compact, field=field)
    if day.year < _EARLIEST_BIRTH_YEAR:
        raise InputError("birth_too_early", field=field, year=_EARLIEST_BIRTH_YEAR)
    if day > (today or today_in_china()):
        raise InputError("birth_in_future", field=field)
    return day


def compact_date(compact: str, *, field: str | None) -> date:
    """The day written YYYYMMDD. Raises `input.date_impossible` (month 13, 30 February)."""
    try:
        return date(int(compact[:4]), int(compact[4:6]), int(compact[6:8]))
    except ValueError:
        raise InputError("date_impossible", field=field) from None


def _is_blank(char: str) -> bool:
    return char.isspace() or char in _INVISIBLE


def _half_width(char: str) -> str:
    return chr(ord(char) - _FULL_WIDTH_OFFSET) if ord(char) in _FULL_WIDTH else char
