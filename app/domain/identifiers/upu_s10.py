"""Numbers on postal items: UPU S10 (two letters, eight digits, check, country) and domestic forms."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.errors import InputError
from app.domain.identifiers.check_characters import weighted_sum
from app.domain.identifiers.normal_form import (
    ALPHANUMERIC,
    DIGITS,
    LETTERS,
    require_alphabet,
    require_check_character,
    require_length,
    require_number,
)

S10_LENGTH = 13
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_SHAPE = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_SHORTEST, _LONGEST = 8, 30


@dataclass(frozen=True, slots=True)
class PostalItemNumber:
    """An S10 number taken apart: service (EE is EMS, RR registered), serial, country of posting."""

    number: str
    service: str
    serial: str
    country: str


def s10_check_digit(serial: str) -> str:
    """Check digit for eight digits (UPU S10 section 8). Some faults stay unseen: 10 becomes 0, 11 becomes 5."""
    check = 11 - weighted_sum([int(digit) for digit in serial], _WEIGHTS) % 11
    return str({10: 0, 11: 5}.get(check, check))


def parse_s10(typed: str, *, field: str | None = None) -> PostalItemNumber:
    """Check an S10 number and take it apart.

    Raises `InputError`: `required`, `number_length`, `number_alphabet`, `check_digit` (`expected`).
    """
    number = require_number(typed, field=field)
    require_length(number, S10_LENGTH, field=field)
    require_alphabet(number[:2], LETTERS, field=field)
    require_alphabet(number[2:11], DIGITS, field=field, offset=2)
    require_alphabet(number[11:], LETTERS, field=field, offset=11)
    require_check_character(number[10], s10_check_digit(number[2:10]), field=field)
    return PostalItemNumber(number, number[:2], number[2:10], number[11:])


def check_waybill_number(typed: str, *, field: str | None = None) -> str:
    """Check the number of a parcel of any carrier; the normalised number.

    Only the S10 form has a public check digit; the thirteen digits of domestic EMS and China Post have
    none, so such a number is proven by scanning it twice. Raises as `parse_s10`.
    """
    number = require_number(typed, field=field)
    if _SHAPE.fullmatch(number):
        return parse_s10(number, field=field).number
    if not _SHORTEST <= len(number) <= _LONGEST:
        expected = f"{_SHORTEST}-{_LONGEST}"
        raise InputError("number_length", field=field, expected=expected, actual=len(number))
    require_alphabet(number, ALPHANUMERIC, field=field)
    return number
