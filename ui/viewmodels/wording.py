"""Values of the domain in words: dates, masked names, states. Words are in `resources/i18n/zh_CN/wording.json`."""

from __future__ import annotations

from datetime import date, datetime

from app.domain.local_day import CHINA_STANDARD_TIME
from resources.texts import text

_SHORT = 12  # characters of a name where there is one line for much else


def short_name(name: str) -> str:
    """A name where it stands among others: a long one ends in dots."""
    return name if len(name) <= _SHORT else f"{name[: _SHORT - 1]}…"


def day_words(day: date | str | None) -> str:
    """2026年11月23日; an ISO text that is no date is given back as it is, nothing for nothing."""
    if not day:
        return ""
    try:
        known = date.fromisoformat(day) if isinstance(day, str) else day
    except ValueError:
        return str(day)
    return text("wording.day", year=known.year, month=known.month, day=known.day)


def time_words(moment: datetime | None) -> str:
    """Day and time at the window."""
    if moment is None:
        return ""
    local = moment.astimezone(CHINA_STANDARD_TIME)
    return f"{day_words(local.date())} {local:%H:%M}"


def clock_words(moment: datetime) -> str:
    """14:32:07 at the window."""
    return f"{moment.astimezone(CHINA_STANDARD_TIME):%H:%M:%S}"


def ago_words(moment: datetime, now: datetime) -> str:
    """How long ago, roughly."""
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return text("wording.just_now")
    if minutes < 60:
        return text("wording.minutes_ago", count=minutes)
    if minutes < 60 * 24:
        return text("wording.hours_ago", count=minutes // 60)
    return text("wording.days_ago", count=minutes // (60 * 24))


def size_words(count: int) -> str:
    """Bytes for people."""
    if count < 1024 * 1024:
        return text("wording.kilobytes", count=max(1, round(count / 1024)) if count else 0)
    return text("wording.megabytes", count=f"{count / 1024 / 1024:.1f}")


def grouped_number(number: str) -> str:
    """A document number in groups a person can read out: 18 characters as 6-8-4, others by four."""
    if len(number) == 18:
        return f"{number[:6]} {number[6:14]} {number[14:]}"
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))
