"""How a failed delivery is treated, by error code."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from app.domain.errors import SyncError


class Treatment(StrEnum):
    """What the outbox does with a failed row."""

    RETRY = "retry"
    NEEDS_CLERK = "needs_clerk"
    STOP = "stop"


_NEEDS_CLERK = frozenset({"sync.refused", "sync.number_refused", "sync.key_conflict"})
_STOP = frozenset(
    {"sync.station_unknown", "sync.station_wiped", "sync.clock_skew", "sync.certificate", "sync.no_platform"}
)


def treatment(error: SyncError) -> Treatment:
    """Anything not known to need a person or to be hopeless is tried again: a fact is never dropped."""
    if error.code in _NEEDS_CLERK:
        return Treatment.NEEDS_CLERK
    return Treatment.STOP if error.code in _STOP else Treatment.RETRY


def backoff(attempts: int, fraction: float, *, first: float = 1.0, longest: float = 300.0) -> timedelta:
    """Full-jitter exponential wait before try number `attempts` + 1; `fraction` is a random number in 0..1."""
    ceiling = min(longest, first * 2 ** min(attempts, 20))
    return timedelta(seconds=max(0.1, ceiling * fraction))
