"""Working days of the mainland from yearly JSON files (resources/codes/holidays, docs/guides.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.domain.deadline import DayKind
from app.domain.errors import GuideError

_FORMAT = 1
_FIELDS = frozenset({"format", "year", "version", "source", "rest_days", "work_days"})
_SATURDAY = 5
# The notice for a year moves at most the last days of the December before it (29 and 31 December 2018 were such).
_LAST_DAYS = (12, 28)


@dataclass(frozen=True, slots=True)
class _Year:
    version: int
    rest_days: frozenset[date]
    work_days: frozenset[date]

    def works(self, on: date) -> bool:
        return on in self.work_days or (on.weekday() < _SATURDAY and on not in self.rest_days)


class JsonHolidayCalendar:
    """`HolidayCalendar` over the shipped files and, with a higher version, those pulled from the platform.

    A year without a file counts weekends and is not certain. Neither are the last days of December as long as
    the file of the next year is not there. A file that cannot be used is as good as none; `problems` names it.
    """

    def __init__(self, shipped: Path, pulled: Path | None = None) -> None:
        self._folders = (shipped,) if pulled is None else (shipped, pulled)
        self._years: dict[int, _Year | None] = {}

    def reload(self) -> None:
        """Look at the folders anew, for example after a pull."""
        self._years = {}

    def day(self, on: date) -> DayKind:
        """Working or not, and whether that is published or only weekend arithmetic."""
        year = self._year(on.year)
        if year is None:
            return DayKind(working=on.weekday() < _SATURDAY, certain=False)
        open_end = (on.month, on.day) >= _LAST_DAYS and self._year(on.year + 1) is None
        return DayKind(working=year.works(on), certain=not open_end)

    def problems(self) -> tuple[GuideError, ...]:
        """Files that are unusable, with why."""
        found = []
        for folder in self._folders:
            for path in sorted(folder.glob("*.json")):
                try:
                    _read(path)
                except GuideError as error:
                    found.append(error)
        return tuple(found)

    def _year(self, number: int) -> _Year | None:
        if number not in self._years:
            self._years[number] = max(self._candidates(number), key=lambda year: year.version, default=None)
        return self._years[number]

    def _candidates(self, number: int) -> Iterator[_Year]:
        """The usable files of a year, the shipped one first so that it stands when versions are equal."""
        for folder in self._folders:
            path = folder / f"{number}.json"
            if path.is_file():
                try:
                    yield _read(path)
                except GuideError:
                    continue  # reported by `problems`


def _read(path: Path) -> _Year:
    """One file. Raises GuideError `guide.holidays_bad`."""
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
        year = _checked(loaded, path.stem)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise GuideError("holidays_bad", file=path.name, reason=str(error)) from error
    return year


def _checked(loaded: dict[str, Any], stem: str) -> _Year:
    if set(loaded) != _FIELDS:
        raise ValueError(f"fields: {sorted(set(loaded) ^ _FIELDS)}")
    if loaded["format"] != _FORMAT or str(loaded["year"]) != stem or not loaded["source"].strip():
        raise ValueError("format, year, source")
    year = _Year(int(loaded["version"]), _days(loaded["rest_days"], stem), _days(loaded["work_days"], stem))
    if year.rest_days & year.work_days:
        raise ValueError(f"twice: {sorted(map(str, year.rest_days & year.work_days))}")
    return year


def _days(named: dict[str, str], stem: str) -> frozenset[date]:
    days = frozenset(date.fromisoformat(day) for day, holiday in named.items() if holiday.strip())
    if len(days) != len(named) or any(str(day.year) != stem for day in days):
        raise ValueError("days")
    return days
