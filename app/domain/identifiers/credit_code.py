"""Unified social credit code (统一社会信用代码), GB 32100: 1 registrar, 1 class, 6 division, 9 body, 1 check."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import InputError
from app.domain.identifiers.check_characters import mod_31
from app.domain.identifiers.normal_form import (
    DIGITS,
    LETTERS,
    require_alphabet,
    require_check_character,
    require_length,
    require_number,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
OLD_REGISTRATION_LENGTH = 15
_LETTERS_NOT_USED = LETTERS - frozenset(ALPHABET)


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A code taken apart. `organisation_code` is the nine characters of GB 11714."""

    code: str
    registrar: str
    category: str
    division: str
    organisation_code: str


def parse_credit_code(typed: str, *, field: str | None = None) -> CreditCode:
    """Check a code and take it apart.

    Raises `InputError`: `required`, `old_business_number` (15 digits), `number_length`,
    `credit_code_letter` (I O S V Z are never used), `number_alphabet`, `check_digit` (`expected`).
    """
    code = require_number(typed, field=field)
    if len(code) == OLD_REGISTRATION_LENGTH and DIGITS.issuperset(code):
        raise InputError("old_business_number", field=field)
    require_length(code, LENGTH, field=field)
    for position, char in enumerate(code, start=1):
        if char in _LETTERS_NOT_USED:
            raise InputError("credit_code_letter", field=field, position=position, character=char)
    require_alphabet(code, frozenset(ALPHABET), field=field)
    require_alphabet(code[2:8], DIGITS, field=field, offset=2)
    require_check_character(code[-1], mod_31(code[:-1], ALPHABET), field=field)
    return CreditCode(code, code[0], code[1], code[2:8], code[8:17])


def is_credit_code(code: str) -> bool:
    """Whether `code` holds; for codes that are part of another identifier."""
    try:
        parse_credit_code(code)
    except InputError:
        return False
    return True
