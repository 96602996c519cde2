"""Identifier of an electronic licence (电子证照标识), GB/T 36904."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import InputError
from app.domain.identifiers.check_characters import mod_37_36
from app.domain.identifiers.normal_form import (
    ALPHANUMERIC,
    DIGITS,
    require_alphabet,
    require_check_character,
    require_number,
)

ROOT = "1.2.156.3005.2."
_PARTS = 5
_TYPE_LENGTH, _VERSION_LENGTH = 21, 3
_ISSUER_LENGTHS = (18, 6)


@dataclass(frozen=True, slots=True)
class LicenceIdentifier:
    """An identifier taken apart; `text` is the whole with the root."""

    text: str
    licence_type: str
    """Credit code of the department that defines the licence and three characters of its own."""
    issuer: str
    """Credit code of the issuing body; identifiers in use also carry a six-digit division code here."""
    serial: str
    version: str


def parse_licence_identifier(typed: str, *, field: str | None = None) -> LicenceIdentifier:
    """Check an identifier, written with or without its root 1.2.156.3005.2, and take it apart.

    Credit codes inside are not checked one by one: the check character covers them.
    Raises `InputError`: `required`, `licence_parts`, `licence_part_length` (`part`, `expected`),
    `number_alphabet`, `check_digit` (`expected`).
    """
    text = require_number(typed, field=field).removeprefix(ROOT)
    parts = text.split(".")
    if len(parts) != _PARTS or not all(parts):
        raise InputError("licence_parts", field=field, expected=_PARTS, actual=len(parts))
    offset = 0
    for part in parts:
        require_alphabet(part, ALPHANUMERIC, field=field, offset=offset)
        offset += len(part) + 1
    licence_type, issuer, serial, version, check = parts
    lengths = (
        (1, licence_type, (_TYPE_LENGTH,)),
        (2, issuer, _ISSUER_LENGTHS),
        (4, version, (_VERSION_LENGTH,)),
        (5, check, (1,)),
    )
    for number, part, allowed in lengths:
        if len(part) not in allowed:
            raise InputError("licence_part_length", field=field, part=number, expected=allowed[0])
    require_alphabet(version, DIGITS, field=field, offset=len(text) - len(version) - 2)
    require_check_character(check, mod_37_36("".join(parts[:-1])), field=field)
    return LicenceIdentifier(ROOT + text, licence_type, issuer, serial, version)
