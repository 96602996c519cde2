"""Number on the residence permit for Hong Kong, Macau and Taiwan residents (港澳台居民居住证)."""

from __future__ import annotations

from datetime import date

from app.domain.errors import InputError
from app.domain.identifiers.normal_form import require_number
from app.domain.identifiers.resident_id import (
    RESIDENCE_PERMIT_PREFIXES,
    CitizenNumber,
    looks_foreign,
    require_citizen_shape,
    split_citizen_number,
)


def parse_residence_permit(typed: str, *, field: str | None = None, today: date | None = None) -> CitizenNumber:
    """Check a number that begins with 810000 (Hong Kong), 820000 (Macau) or 830000 (Taiwan).

    Raises `InputError`: `required`, `number_length`, `number_alphabet`, `kind_is_foreign_pr`,
    `kind_is_resident_id`, and the date and check-digit causes of `parse_resident_id`.
    """
    number = require_number(typed, field=field)
    require_citizen_shape(number, field=field)
    if looks_foreign(number):
        raise InputError("kind_is_foreign_pr", field=field)
    if not number.startswith(RESIDENCE_PERMIT_PREFIXES):
        raise InputError("kind_is_resident_id", field=field)
    return split_citizen_number(number, field=field, today=today)
