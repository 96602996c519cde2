"""Mainland travel permits: Hong Kong and Macau residents (回乡证), Taiwan residents (台胞证)."""

from __future__ import annotations

import re

from app.domain.errors import InputError
from app.domain.identifiers.normal_form import (
    ALPHANUMERIC,
    DIGITS,
    require_alphabet,
    require_length,
    require_number,
)

_OUTBOUND_PERMIT = re.compile(r"C[0-9A-Z][0-9]{7}|W[0-9]{8}")
_TAIWAN_CURRENT = re.compile(r"[0-9]{8}")


def check_hk_macau_permit(typed: str, *, field: str | None = None) -> str:
    """Check H or M, eight digits, on older cards two more for the issue; the normalised number.

    Raises `InputError`: `required`, `kind_is_outbound_permit` (往来港澳通行证, a mainland resident's),
    `permit_first_letter`, `number_length`, `number_alphabet`.
    """
    number = require_number(typed, field=field)
    if _OUTBOUND_PERMIT.fullmatch(number):
        raise InputError("kind_is_outbound_permit", field=field)
    if number[0] not in "HM":
        raise InputError("permit_first_letter", field=field)
    require_length(number, 9, 11, field=field)
    require_alphabet(number[1:], DIGITS, field=field, offset=1)
    return number


def check_taiwan_permit(typed: str, *, field: str | None = None) -> str:
    """Check eight digits; the forms of older cards (ten digits, eight and a letter) pass with a hint.

    Raises `InputError`: `required`, `number_length`, `number_alphabet`.
    """
    number = require_number(typed, field=field)
    require_length(number, 8, 9, 10, field=field)
    require_alphabet(number[:8], DIGITS, field=field)
    require_alphabet(number[8:], ALPHANUMERIC if len(number) == 9 else DIGITS, field=field, offset=8)
    return number


def unusual_taiwan_permit(number: str) -> bool:
    """Whether the number is not of the current eight-digit form."""
    return not _TAIWAN_CURRENT.fullmatch(number)
