"""The machine's clock."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """`Clock` over the wall clock.

    Not steadied by the monotonic clock, which stands still while a machine sleeps. Order of facts never depends on
    it; a clock that was set back is noticed at sign-in, one that differs from the platform's stops the line.
    """

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)
