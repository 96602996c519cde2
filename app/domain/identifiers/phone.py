"""Telephone numbers a window calls back: mainland mobile and landline, Hong Kong, Macau, Taiwan, abroad."""

from __future__ import annotations

import re

from app.domain.errors import InputError
from app.domain.identifiers.normal_form import DIGITS, require_number

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(0(?:10|2[0-57-9]|[3-9][0-9]{2}))-?([2-8][0-9]{6,7})(?:-([0-9]{1,6}))?")
_SERVICE = re.compile(r"(?:400|800)-?[0-9]{3}-?[0-9]{4}")
_ABROAD = re.compile(r"(?:\+|00)([1-9][0-9]{6,14})")
_NEIGHBOURS = re.compile(r"852[2-9][0-9]{7}|853[268][0-9]{7}|886[2-9][0-9]{7,8}")
_PUNCTUATION = str.maketrans({"(": "", ")": "-", "#": "-", **dict.fromkeys("\u2010\u2011\u2012–—\u2212_/.", "-")})
_COUNTRY = re.compile(r"(?:\+86|0086)-?(?=1[03-9]|0|[2-9])")
_MOBILE_LENGTH = 11


def check_phone(typed: str, *, field: str | None = None) -> str:
    """Check a telephone number; the normalised form.

    Mainland mobile "1xxxxxxxxxx", landline "0571-8xxxxxxx" or "010-6xxxxxxx-123", service "400xxxxxxx",
    anywhere else "+852xxxxxxxx". Raises `InputError`: `required`, `phone_mobile_length` (begins like a
    mobile but has another count of digits: `actual`), `phone_area_missing` (seven or eight digits only),
    `phone_form`. A landline is taken with or without hyphens and blanks, and behind +86 without its 0.
    """
    number = require_number(typed, field=field).translate(_PUNCTUATION).strip("-")
    number, from_abroad = _without_country(number)
    digits = number.replace("-", "")
    if is_mobile(digits):
        return digits
    if from_abroad and _LANDLINE.fullmatch(f"0{digits}"):
        number = digits = f"0{digits}"
    if landline := _LANDLINE.fullmatch(number) or _LANDLINE.fullmatch(digits):
        return "-".join(part for part in landline.groups() if part)
    if _SERVICE.fullmatch(number):
        return digits
    if abroad := _ABROAD.fullmatch(digits):
        return "+" + _abroad(abroad[1], field)
    raise _refusal(digits, field)


def is_mobile(number: str) -> bool:
    """Whether a normalised number is a mainland mobile, which can receive messages."""
    return _MOBILE.fullmatch(number) is not None


def _without_country(number: str) -> tuple[str, bool]:
    """The number as it is dialled inside the country, and whether it was written for a caller from abroad."""
    prefix = _COUNTRY.match(number)
    return (number[prefix.end() :], True) if prefix else (number, False)


def _abroad(number: str, field: str | None) -> str:
    if number[:3] in {"852", "853", "886"} and not _NEIGHBOURS.fullmatch(number):
        raise InputError("phone_form", field=field)
    return number


def _refusal(digits: str, field: str | None) -> InputError:
    if not digits or not DIGITS.issuperset(digits):
        return InputError("phone_form", field=field)
    if re.match(r"1[3-9]", digits):
        return InputError("phone_mobile_length", field=field, expected=_MOBILE_LENGTH, actual=len(digits))
    if re.fullmatch(r"[2-8][0-9]{6,7}", digits):
        return InputError("phone_area_missing", field=field)
    return InputError("phone_form", field=field)
