"""Citizen identity number (公民身份号码), GB 11643: 6 area, 8 birth date, 3 sequence, 1 check character."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.applicant import Sex
from app.domain.errors import InputError
from app.domain.identifiers.check_characters import mod_11_2
from app.domain.identifiers.normal_form import (
    DIGITS,
    birth_date,
    require_alphabet,
    require_check_character,
    require_length,
    require_number,
)

LENGTH = 18
OLD_LENGTH = 15
RESIDENCE_PERMIT_PREFIXES = ("810000", "820000", "830000")
"""Hong Kong, Macau and Taiwan residents (国办发〔2018〕81号 measures): another card, the same number rule."""
PROVINCES = frozenset(
    f"{region}{number}"
    for region, numbers in {1: "12345", 2: "123", 3: "1234567", 4: "123456", 5: "01234", 6: "12345", 7: "1"}.items()
    for number in numbers
) | {"81", "82"}
"""The first two digits in use (GB/T 2260)."""


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """An eighteen-character number taken apart. `area_code` is where it was first given, not an address."""

    number: str
    area_code: str
    birth_date: date
    sex: Sex


def parse_resident_id(typed: str, *, field: str | None = None, today: date | None = None) -> CitizenNumber:
    """Check a resident's number and take it apart.

    The area code is not judged here: codes are abolished and created, and a number keeps the code of its
    day for life (see `warnings`). Raises `InputError`: `required`, `old_resident_id` (15 digits),
    `number_length`, `number_alphabet`, `kind_is_residence_permit`, `kind_is_foreign_pr`,
    `date_impossible`, `birth_too_early`, `birth_in_future`, `check_digit` (details: `expected`).
    """
    number = require_number(typed, field=field)
    if len(number) == OLD_LENGTH and DIGITS.issuperset(number):
        raise InputError("old_resident_id", field=field)
    require_citizen_shape(number, field=field)
    if number.startswith(RESIDENCE_PERMIT_PREFIXES):
        raise InputError("kind_is_residence_permit", field=field)
    if looks_foreign(number):
        raise InputError("kind_is_foreign_pr", field=field)
    return split_citizen_number(number, field=field, today=today)


def require_citizen_shape(number: str, *, field: str | None) -> None:
    """Raise unless the number is 17 digits and a digit or X (`number_length`, `number_alphabet`)."""
    require_length(number, LENGTH, field=field)
    require_alphabet(number[:-1], DIGITS, field=field)
    require_alphabet(number[-1], DIGITS | {"X"}, field=field, offset=LENGTH - 1)


def split_citizen_number(number: str, *, field: str | None, today: date | None) -> CitizenNumber:
    """Take a well-shaped number apart; raises for the date and the check character only."""
    born = birth_date(number[6:14], field=field, today=today)
    require_check_character(number[-1], mod_11_2(number[:-1]), field=field)
    return CitizenNumber(number, number[:6], born, sex_of_sequence(number))


def sex_of_sequence(number: str) -> Sex:
    """Sex by the parity of the seventeenth digit: odd is male."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def looks_foreign(number: str) -> bool:
    """Whether it reads as a 2023 foreigner's number: 9, then a province in use."""
    return number[0] == "9" and number[1:3] in PROVINCES
