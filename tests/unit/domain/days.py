"""Fixed moments of the domain tests."""

from datetime import UTC, datetime

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
