"""Guides, agreements, holidays: versioned data of other places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from app.domain.agreement import Agreement
from app.domain.deadline import DayKind
from app.domain.errors import GuideError
from app.domain.guide import GuideRef, ItemGuide, ItemSummary
from app.domain.search import Readings


class GuideSource(Protocol):
    """The directory of items, read-only, also offline."""

    def items(self, on: date) -> Sequence[ItemSummary]:
        """All items with the places in force on this day."""

    def current(self, item_code: str, division_code: str, on: date) -> ItemGuide:
        """The version in force. Raises GuideError `guide.place_missing`, `guide.item_missing`."""

    def version(self, ref: GuideRef) -> ItemGuide:
        """Exactly this version (what a case was taken under). Raises GuideError `guide.version_missing`."""

    def agreement(self, item_code: str, collecting_division: str, handling_division: str, on: date) -> Agreement | None:
        """The agreement in force between the two places for this item, None when there is none."""

    def problems(self) -> Sequence[GuideError]:
        """Every guide that cannot be used, with why; `item_name` and `place_name` are in the details where known.

        Reads everything, for seconds: beside other work. What is found is not offered any more.
        """


class HolidayCalendar(Protocol):
    """Working days of the mainland."""

    def day(self, on: date) -> DayKind:
        """Working or not, and whether that is published or only weekend arithmetic."""

    def problems(self) -> Sequence[GuideError]:
        """Every year that cannot be used, with why; it counts weekends and is not certain."""


class Romanizer(Protocol):
    """Pinyin of Chinese text."""

    def readings(self, text: str) -> Readings:
        """All readings of each character, without tones, lower case; a Latin character reads as itself."""
