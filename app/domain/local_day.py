"""The day as the hall counts it: China Standard Time, UTC+8, without daylight saving."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

CHINA_STANDARD_TIME = timezone(timedelta(hours=8), "CST")


def local_day(moment: datetime) -> date:
    """The calendar day of a moment at the window."""
    return moment.astimezone(CHINA_STANDARD_TIME).date()
