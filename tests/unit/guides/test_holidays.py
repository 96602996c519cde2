"""The official calendar as shipped and as pulled."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar  # type: ignore[import-untyped]  # it brings no stubs
import pytest

from app.domain.deadline import DayKind, deadline_after
from app.platform.holidays import JsonHolidayCalendar
from resources.paths import resource
from resources.texts import error_text

SHIPPED = resource("codes", "holidays")
YEARS = range(2020, 2027)


@pytest.fixture
def calendar() -> JsonHolidayCalendar:
    return JsonHolidayCalendar(SHIPPED)


def put(folder: Path, file_year: int, **changes: Any) -> None:
    folder.mkdir(exist_ok=True)
    record = {
        "format": 1,
        "year": file_year,
        "version": 2,
        "source": "样本通知",
        "rest_days": {f"{file_year}-01-04": "元旦"},
        "work_days": {},
    }
    (folder / f"{file_year}.json").write_text(json.dumps({**record, **changes}), encoding="utf-8")


@pytest.mark.parametrize("year", YEARS)
def test_every_day_agrees_with_an_independent_calendar(calendar: JsonHolidayCalendar, year: int) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        assert calendar.day(day).working == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_the_shipped_years_are_sound_and_cite_their_notice(calendar: JsonHolidayCalendar) -> None:
    assert calendar.problems() == ()
    for year in YEARS:
        assert "国" in json.loads((SHIPPED / f"{year}.json").read_text(encoding="utf-8"))["source"]


def test_a_published_day_is_certain(calendar: JsonHolidayCalendar) -> None:
    assert calendar.day(date(2026, 10, 1)) == DayKind(working=False, certain=True)
    assert calendar.day(date(2026, 10, 10)) == DayKind(working=True, certain=True)


@pytest.mark.parametrize(
    ("day", "working"), [(date(2027, 1, 1), True), (date(2027, 1, 2), False), (date(2019, 10, 1), True)]
)
def test_a_year_not_published_counts_weekends_and_is_not_certain(
    calendar: JsonHolidayCalendar, day: date, working: bool
) -> None:
    assert calendar.day(day) == DayKind(working=working, certain=False)


def test_the_last_days_of_december_wait_for_the_next_notice(calendar: JsonHolidayCalendar, tmp_path: Path) -> None:
    """The notice for 2019 made Monday 31 December 2018 a day off and Saturday the 29th a working day."""
    assert calendar.day(date(2026, 12, 27)).certain
    assert not calendar.day(date(2026, 12, 28)).certain
    assert calendar.day(date(2025, 12, 31)).certain
    put(tmp_path / "pulled", 2027)
    assert JsonHolidayCalendar(SHIPPED, tmp_path / "pulled").day(date(2026, 12, 31)).certain


def test_a_deadline_over_the_new_year_is_an_estimate(calendar: JsonHolidayCalendar) -> None:
    assert deadline_after(date(2026, 9, 30), 5, calendar.day).on == date(2026, 10, 13), "a working Saturday counts"
    assert not deadline_after(date(2026, 9, 30), 5, calendar.day).estimated
    assert deadline_after(date(2026, 12, 24), 5, calendar.day).estimated


def test_a_pulled_file_of_a_higher_version_overrides(tmp_path: Path) -> None:
    put(tmp_path / "pulled", 2026, rest_days={"2026-11-23": "样本"})

    pulled = JsonHolidayCalendar(SHIPPED, tmp_path / "pulled")

    assert not pulled.day(date(2026, 11, 23)).working
    assert pulled.day(date(2026, 10, 1)).working, "the whole year is replaced"


def test_of_equal_versions_the_shipped_one_stands(tmp_path: Path) -> None:
    put(tmp_path / "pulled", 2026, version=1, rest_days={"2026-11-23": "样本"})

    assert JsonHolidayCalendar(SHIPPED, tmp_path / "pulled").day(date(2026, 11, 23)).working


def test_a_year_that_came_in_since_is_seen_after_a_reload(tmp_path: Path) -> None:
    calendar = JsonHolidayCalendar(SHIPPED, tmp_path / "pulled")
    assert not calendar.day(date(2027, 1, 4)).certain
    put(tmp_path / "pulled", 2027)

    calendar.reload()

    assert calendar.day(date(2027, 1, 4)) == DayKind(working=False, certain=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"year": 2028},
        {"format": 2},
        {"source": ""},
        {"version": "new"},
        {"colour": "red"},
        {"rest_days": {"2028-01-01": "元旦"}},
        {"rest_days": {"2027-02-30": "元旦"}},
        {"rest_days": {"2027-01-01": " "}},
        {"rest_days": ["2027-01-01"]},
        {"rest_days": {"2027-01-02": "元旦"}, "work_days": {"2027-01-02": "元旦"}},
    ],
)
def test_a_bad_file_is_as_good_as_none_and_named(tmp_path: Path, changes: dict[str, Any]) -> None:
    put(tmp_path / "pulled", 2027, **changes)
    calendar = JsonHolidayCalendar(SHIPPED, tmp_path / "pulled")

    assert not calendar.day(date(2027, 1, 4)).certain
    problems = calendar.problems()
    assert [problem.code for problem in problems] == ["guide.holidays_bad"]
    assert "2027.json" in error_text(problems[0].code, problems[0].details)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"null"])
def test_a_file_that_is_no_calendar_at_all(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "2027.json").write_bytes(content)
    calendar = JsonHolidayCalendar(SHIPPED, tmp_path)

    assert not calendar.day(date(2027, 1, 4)).certain
    assert len(calendar.problems()) == 1
