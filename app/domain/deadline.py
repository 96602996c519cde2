"""Deadlines in working days, and the traffic light that shows them.

The day after the event is day one (行政许可法 art. 82: working days, without statutory holidays).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class DayKind:
    """Whether a day is a working day; `certain` is False for years whose holidays are not yet published."""

    working: bool
    certain: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day; `estimated` when a day on the way lies in a year not yet published (shown as 预计)."""

    on: date
    estimated: bool


class TrafficLight(StrEnum):
    """How near a deadline is."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NONE = "none"


def deadline_after(start: date, working_days: int, kind_of: Callable[[date], DayKind]) -> Deadline:
    """The last of `working_days` working days after `start`."""
    day, left, estimated = start, working_days, False
    while left > 0:
        day += timedelta(days=1)
        kind = kind_of(day)
        estimated = estimated or not kind.certain
        left -= kind.working
    return Deadline(day, estimated)


def working_days_left(today: date, due: date, kind_of: Callable[[date], DayKind]) -> int:
    """Working days after `today` up to and with `due`; negative when it has passed."""
    if due < today:
        return -working_days_left(due, today, kind_of)
    days = (today + timedelta(days=offset) for offset in range(1, (due - today).days + 1))
    return sum(kind_of(day).working for day in days)


def traffic_light(today: date, due: date | None, kind_of: Callable[[date], DayKind]) -> TrafficLight:
    """Red when passed, amber with two working days or less left, else green."""
    if due is None:
        return TrafficLight.NONE
    if due < today:
        return TrafficLight.RED
    return TrafficLight.AMBER if working_days_left(today, due, kind_of) <= 2 else TrafficLight.GREEN
