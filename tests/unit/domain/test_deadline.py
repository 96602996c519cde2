"""Working days, deadlines and the traffic light."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.deadline import DayKind, Deadline, TrafficLight, deadline_after, traffic_light, working_days_left

FRIDAY = date(2026, 9, 18)


def weekdays(day: date) -> DayKind:
    return DayKind(working=day.weekday() < 5, certain=day.year <= 2026)


def with_holidays(*holidays: date) -> Callable[[date], DayKind]:
    return lambda day: DayKind(working=day.weekday() < 5 and day not in holidays, certain=True)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (FRIDAY, 1, date(2026, 9, 21)),
        (FRIDAY, 5, date(2026, 9, 25)),
        (FRIDAY, 6, date(2026, 9, 28)),
        (date(2026, 9, 19), 1, date(2026, 9, 21)),
        (date(2026, 9, 20), 1, date(2026, 9, 21)),
        (FRIDAY, 0, FRIDAY),
    ],
)
def test_the_day_after_the_event_is_day_one(start: date, days: int, due: date) -> None:
    assert deadline_after(start, days, weekdays) == Deadline(due, estimated=False)


def test_holidays_do_not_count() -> None:
    kind_of = with_holidays(date(2026, 9, 21), date(2026, 9, 22))

    assert deadline_after(FRIDAY, 1, kind_of).on == date(2026, 9, 23)


def test_a_deadline_through_days_not_published_is_an_estimate() -> None:
    assert not deadline_after(date(2026, 12, 24), 5, weekdays).estimated
    assert deadline_after(date(2026, 12, 24), 6, weekdays) == Deadline(date(2027, 1, 1), estimated=True)


def test_an_uncertain_day_off_on_the_way_makes_an_estimate_too() -> None:
    def kind_of(day: date) -> DayKind:
        return DayKind(working=day.weekday() < 5, certain=day != date(2026, 9, 19))

    assert deadline_after(FRIDAY, 1, kind_of).estimated


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 9, 21), 4),
        (date(2026, 9, 24), 1),
        (date(2026, 9, 25), 0),
        (date(2026, 9, 26), 0),
        (date(2026, 9, 28), -1),
        (date(2026, 10, 2), -5),
    ],
)
def test_working_days_left_until_friday_the_25th(today: date, left: int) -> None:
    assert working_days_left(today, date(2026, 9, 25), weekdays) == left


@pytest.mark.parametrize(
    ("today", "light"),
    [
        (date(2026, 9, 21), TrafficLight.GREEN),
        (date(2026, 9, 22), TrafficLight.GREEN),
        (date(2026, 9, 23), TrafficLight.AMBER),
        (date(2026, 9, 25), TrafficLight.AMBER),
        (date(2026, 9, 26), TrafficLight.RED),
        (date(2026, 12, 1), TrafficLight.RED),
    ],
)
def test_the_light_for_friday_the_25th(today: date, light: TrafficLight) -> None:
    assert traffic_light(today, date(2026, 9, 25), weekdays) is light


def test_no_deadline_no_light() -> None:
    assert traffic_light(FRIDAY, None, weekdays) is TrafficLight.NONE


calendars = st.sets(st.integers(0, 120), max_size=60).map(
    lambda off: lambda day: DayKind(working=(day - FRIDAY).days not in off, certain=True)
)


@given(calendars, st.integers(1, 40))
def test_a_deadline_is_a_working_day_with_just_so_many_before_it(kind_of: Callable[[date], DayKind], days: int) -> None:
    due = deadline_after(FRIDAY, days, kind_of).on

    assert kind_of(due).working
    assert working_days_left(FRIDAY, due, kind_of) == days


@given(calendars, st.integers(0, 60), st.integers(0, 60))
def test_days_left_and_days_late_mirror_each_other(kind_of: Callable[[date], DayKind], first: int, second: int) -> None:
    one, other = FRIDAY + timedelta(first), FRIDAY + timedelta(second)

    assert working_days_left(one, other, kind_of) == -working_days_left(other, one, kind_of)


@given(calendars, st.integers(0, 20), st.integers(0, 20))
def test_terms_add_up(kind_of: Callable[[date], DayKind], first: int, second: int) -> None:
    whole = deadline_after(FRIDAY, first + second, kind_of).on

    assert deadline_after(deadline_after(FRIDAY, first, kind_of).on, second, kind_of).on == whole
