"""Implementation code of a service item (事项实施编码), GB/T 39554.1."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import InputError
from app.domain.identifiers.credit_code import is_credit_code
from app.domain.identifiers.normal_form import ALPHANUMERIC, DIGITS, require_alphabet, require_number

LONGEST = 50
_IMPLEMENTATION_LENGTH, _HANDLING_LENGTH = 31, 33
_SEPARATORS = frozenset("-_.")


@dataclass(frozen=True, slots=True)
class ItemCode:
    """A code and, where it has the form of the standard, its parts; provinces use other forms too."""

    code: str
    implementing_body: str = ""
    """Credit code of the body that carries the item out (实施主体)."""
    exercise_level: str = ""
    """1 national, 2 province, 3 city, 4 county, 5 town, 6 village, 7 several (GB/T 39046 A.2)."""
    catalogue_code: str = ""
    """Twelve characters of the basic directory (基本编码)."""
    handling_item: str = ""
    """Two characters of the business item (业务办理项), only on 33-character codes."""

    @property
    def structured(self) -> bool:
        """Whether the code has the standard's form: 31 or 33 characters with a sound credit code."""
        return bool(self.implementing_body)


def parse_item_code(typed: str, *, field: str | None = None) -> ItemCode:
    """Split a 31- or 33-character code; other codes are kept as they are (GB/T 39046 allows an..50).

    Raises `InputError`: `required`, `number_length` (over 50), `number_alphabet`.
    """
    code = require_number(typed, field=field)
    if len(code) > LONGEST:
        raise InputError("number_length", field=field, expected=f"1-{LONGEST}", actual=len(code))
    require_alphabet(code, ALPHANUMERIC | _SEPARATORS, field=field)
    standard = len(code) in {_IMPLEMENTATION_LENGTH, _HANDLING_LENGTH} and code[18] in DIGITS
    if not (standard and is_credit_code(code[:18])):
        return ItemCode(code)
    return ItemCode(code, code[:18], code[18], code[19:31], code[31:])
