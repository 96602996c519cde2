"""Time and identifiers that tests decide."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MONDAY = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)  # 09:30 at the window


class ManualClock:
    """A clock that moves when told."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment

    def advance(self, step: timedelta) -> None:
        self.moment += step


class SequentialIds:
    """Identifiers in a row: predictable, never the same."""

    def __init__(self) -> None:
        self.count = 0

    def new_id(self) -> str:
        self.count += 1
        return f"00000000-0000-7000-8000-{self.count:012d}"

    def query_code(self) -> str:
        return "482915"

    def fraction(self) -> float:
        return 0.5
