"""Administrative division codes (行政区划代码): GB/T 2260 six digits, GB/T 10114 nine, statistics twelve."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.identifiers.normal_form import DIGITS, require_alphabet, require_length, require_number

_FULL_LENGTH = 12
_STEPS = (2, 4, 6, 9, 12)


class DivisionLevel(StrEnum):
    """How deep a code reaches."""

    COUNTRY = "country"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


_LEVELS = tuple(DivisionLevel)


@dataclass(frozen=True, slots=True)
class DivisionCode:
    """A division code of six, nine or twelve digits."""

    code: str

    @property
    def level(self) -> DivisionLevel:
        """The deepest level whose digits are not all zero."""
        depth = len(self.full.rstrip("0"))
        return _LEVELS[sum(depth > step for step in (0, *_STEPS[:-1]))]

    @property
    def full(self) -> str:
        """The code filled up with zeros to twelve digits."""
        return self.code.ljust(_FULL_LENGTH, "0")

    @property
    def county(self) -> str:
        """The six digits of GB/T 2260 that begin the code."""
        return self.code[:6]

    def ancestors(self) -> tuple[str, ...]:
        """Codes above this one of the same length, province first; empty for a province."""
        found: list[str] = []
        for step in _STEPS:
            upper = self.full[:step].ljust(_FULL_LENGTH, "0")[: len(self.code)]
            if upper == self.code:
                break
            if not found or found[-1] != upper:
                found.append(upper)
        return tuple(found)

    def contains(self, other: DivisionCode) -> bool:
        """Whether `other` lies in this division or is it."""
        own = self.full
        significant = next(step for step in _STEPS if own[step:].strip("0") == "")
        return self.level is DivisionLevel.COUNTRY or other.full[:significant] == own[:significant]


def parse_division(typed: str, *, field: str | None = None) -> DivisionCode:
    """Check the shape of a code. Whether it exists is for the table to say (`resources.codes.division`).

    Raises `InputError`: `required`, `number_length`, `number_alphabet`.
    """
    code = require_number(typed, field=field)
    require_length(code, 6, 9, _FULL_LENGTH, field=field)
    require_alphabet(code, DIGITS, field=field)
    return DivisionCode(code)
