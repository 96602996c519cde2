"""Passport numbers: every state has its own form, so only nonsense is refused."""

from __future__ import annotations

import re

from app.domain.errors import InputError
from app.domain.identifiers.normal_form import ALPHANUMERIC, require_alphabet, require_number

_SHORTEST, _LONGEST = 5, 15
_CHINESE_FORMS = re.compile(r"[EG][0-9]{8}|E[A-Z][0-9]{7}|[DSP][0-9]{7,8}|[DSP]E[0-9]{7}|1[45][0-9]{7}")


def check_passport(typed: str, *, field: str | None = None) -> str:
    """Check 5 to 15 letters and digits; the normalised number.

    Raises `InputError`: `required`, `number_length`, `number_alphabet`.
    """
    number = require_number(typed, field=field)
    if not _SHORTEST <= len(number) <= _LONGEST:
        expected = f"{_SHORTEST}-{_LONGEST}"
        raise InputError("number_length", field=field, expected=expected, actual=len(number))
    require_alphabet(number, ALPHANUMERIC, field=field)
    return number


def unusual_passport(number: str, nationality: str) -> bool:
    """Whether a Chinese passport number has none of the forms known to be in use; a hint only."""
    return nationality in {"CHN", "156"} and not _CHINESE_FORMS.fullmatch(number)
