"""Checks of single values. Only a check that carries a check digit proves; the others can but refute."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.domain.errors import InputError
from app.domain.identifiers.credit_code import ALPHABET, parse_credit_code
from app.domain.identifiers.e_licence import parse_licence_identifier
from app.domain.identifiers.foreign_permanent_residence import OLD_LENGTH, check_foreign_2017, parse_foreign_2023
from app.domain.identifiers.passport import check_passport
from app.domain.identifiers.residence_permit import parse_residence_permit
from app.domain.identifiers.resident_id import parse_resident_id
from app.domain.identifiers.travel_permit import check_hk_macau_permit, check_taiwan_permit
from resources.known_papers import LONG_TERM

_DIGITS = "0123456789"
_REAL_ESTATE_UNIT = re.compile(r"\d{12}[A-Z]{2}\d{5}[A-Z]\d{8}")


@dataclass(frozen=True, slots=True)
class Check:
    """`refuses` raises or returns False for a value that cannot be right; `proves` when holding means right.

    `alphabet` gives the characters that position may hold, for numbers whose look-alikes are mended.
    """

    holds: Callable[[str], bool]
    proves: bool = False
    length: int = 0
    alphabet: Callable[[int], str] | None = None


def _parsed(parse: Callable[[str], object]) -> Callable[[str], bool]:
    def holds(value: str) -> bool:
        try:
            parse(value)
        except InputError:
            return False
        return True

    return holds


def _foreign(value: str) -> bool:
    if len(value) == OLD_LENGTH:
        return _parsed(check_foreign_2017)(value)
    return _parsed(parse_foreign_2023)(value)


def _day(value: str) -> bool:
    if value == LONG_TERM:
        return True
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _permit(value: str) -> bool:
    return _parsed(check_hk_macau_permit)(value) or _parsed(check_taiwan_permit)(value)


def _citizen_alphabet(position: int) -> str:
    return _DIGITS + "X" if position == 17 else _DIGITS


def _credit_alphabet(position: int) -> str:
    return _DIGITS if 2 <= position < 8 else ALPHABET


CHECKS: dict[str, Check] = {
    "resident_id": Check(_parsed(parse_resident_id), True, 18, _citizen_alphabet),
    "residence_permit": Check(_parsed(parse_residence_permit), True, 18, _citizen_alphabet),
    "credit_code": Check(_parsed(parse_credit_code), True, 18, _credit_alphabet),
    "foreign_card": Check(_foreign, False),
    "licence_identifier": Check(_parsed(parse_licence_identifier), True),
    "hk_macau_permit": Check(_parsed(check_hk_macau_permit)),
    "taiwan_permit": Check(_parsed(check_taiwan_permit)),
    "travel_permit": Check(_permit),
    "passport": Check(_parsed(check_passport)),
    "real_estate_unit": Check(lambda value: bool(_REAL_ESTATE_UNIT.fullmatch(value))),
    "day": Check(_day),
}


def verdict(name: str, value: str, values: tuple[str, ...] = ()) -> bool | None:
    """True when a check digit holds, False when the value cannot be right, None when nothing is proved."""
    if values and value not in values:
        return False
    if not name:
        return None
    check = CHECKS[name]
    if not check.holds(value):
        return False
    # A foreigner's number has a check digit in its longer form only.
    return True if check.proves or (name == "foreign_card" and len(value) != OLD_LENGTH) else None
