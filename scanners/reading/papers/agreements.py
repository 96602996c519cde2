"""Rules by which two fields of one paper confirm or contradict each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.domain.identifiers.foreign_permanent_residence import OLD_LENGTH
from app.domain.identifiers.resident_id import sex_of_sequence
from resources.known_papers import LONG_TERM

Rule = Callable[[str, str], bool | None]
"""True: they agree, and the first is as sure as the second. False: they contradict. None: nothing follows."""

_LONGEST_TERM_YEARS = 20


def _birth_in_number(birth: str, number: str) -> bool | None:
    return birth.replace("-", "") == number[6:14] if _is_citizen_number(number) else None


def _sex_in_number(sex: str, number: str) -> bool | None:
    return sex == _sex_of(number) if _is_citizen_number(number) else None


def _is_citizen_number(number: str) -> bool:
    return len(number) > OLD_LENGTH and number[:17].isdigit()


def _equal(one: str, other: str) -> bool | None:
    return one == other


def _period(first: str, last: str) -> bool | None:
    """A card is valid from a day to the same day, or the one before, some whole years later."""
    if LONG_TERM in (first, last):
        return None
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    years = end.year - begin.year
    if not 0 < years <= _LONGEST_TERM_YEARS:
        return False
    return None if abs((end - _same_day(begin, end.year)).days) <= 1 else False


def _same_day(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def _not_after(earlier: str, later: str) -> bool | None:
    if later == LONG_TERM:
        return None
    return None if earlier <= later else False


def _day_in(number: str) -> str | None:
    return f"{number[6:10]}-{number[10:12]}-{number[12:14]}" if _is_citizen_number(number) else None


def _sex_of(number: str) -> str | None:
    return sex_of_sequence(number).value if _is_citizen_number(number) else None


RULES: dict[str, Rule] = {
    "birth_in_number": _birth_in_number,
    "sex_in_number": _sex_in_number,
    "equal": _equal,
    "period": _period,
    "not_after": _not_after,
}
MUTUAL = frozenset({"equal"})
"""Rules by which two fields prove each other, although neither has a check digit: one sum in figures and in words."""
DERIVED: dict[str, Callable[[str], str | None]] = {"birth_in_number": _day_in, "sex_in_number": _sex_of}
"""What a proved second field says the first must be; used where the first cannot be read at all."""
