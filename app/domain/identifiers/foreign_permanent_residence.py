"""Numbers on the foreigner's permanent residence card (外国人永久居留身份证), 2017 and 2023 issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.errors import InputError
from app.domain.identifiers.mrz import check_digit
from app.domain.identifiers.normal_form import (
    DIGITS,
    LETTERS,
    require_alphabet,
    require_length,
    require_number,
)
from app.domain.identifiers.resident_id import (
    LENGTH,
    RESIDENCE_PERMIT_PREFIXES,
    CitizenNumber,
    require_citizen_shape,
    split_citizen_number,
)

OLD_LENGTH = 15
_COUNTRY_LETTERS = 3


@dataclass(frozen=True, slots=True)
class ForeignNumber2023:
    """A 2023 number taken apart: 9, province of issue, GB/T 2659 country digits, birth date, sequence."""

    citizen: CitizenNumber
    province: str
    country: str


def parse_foreign_2023(typed: str, *, field: str | None = None, today: date | None = None) -> ForeignNumber2023:
    """Check an eighteen-character number that begins with 9 (National Immigration Administration, 2023).

    Raises `InputError`: `required`, `kind_is_foreign_pr_2017`, `number_length`, `number_alphabet`,
    `kind_is_residence_permit`, `kind_is_resident_id`, and the date and check-digit causes of
    `parse_resident_id`.
    """
    number = require_number(typed, field=field)
    if len(number) == OLD_LENGTH and LETTERS.issuperset(number[:_COUNTRY_LETTERS]):
        raise InputError("kind_is_foreign_pr_2017", field=field)
    require_citizen_shape(number, field=field)
    if number.startswith(RESIDENCE_PERMIT_PREFIXES):
        raise InputError("kind_is_residence_permit", field=field)
    if number[0] != "9":
        raise InputError("kind_is_resident_id", field=field)
    citizen = split_citizen_number(number, field=field, today=today)
    return ForeignNumber2023(citizen, province=number[1:3], country=number[3:6])


def check_foreign_2017(typed: str, *, field: str | None = None) -> str:
    """Check three country letters and twelve digits; the normalised number.

    The last digit is only judged by `unusual_foreign_2017`: its rule is not published.
    Raises `InputError`: `required`, `kind_is_foreign_pr` (the 2023 form), `number_length`,
    `number_alphabet`.
    """
    number = require_number(typed, field=field)
    if len(number) == LENGTH and number[0] == "9":
        raise InputError("kind_is_foreign_pr", field=field)
    require_length(number, OLD_LENGTH, field=field)
    require_alphabet(number[:_COUNTRY_LETTERS], LETTERS, field=field)
    require_alphabet(number[_COUNTRY_LETTERS:], DIGITS, field=field, offset=_COUNTRY_LETTERS)
    return number


def unusual_foreign_2017(number: str) -> bool:
    """Whether the last digit breaks the ICAO 9303 weights 7 3 1, which the published specimen follows.

    One specimen proves no rule, so this is a hint to look again, never a refusal.
    """
    return check_digit(number[:-1]) != number[-1]
