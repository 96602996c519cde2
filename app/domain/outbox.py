"""Facts on their way to the platform: one row a fact, with a frozen body and a fixed idempotency key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_WAIT = timedelta(minutes=15)
"""No try is put off for longer. A time further off was set by a clock that has since been set back."""


class FactKind(StrEnum):
    """What a row tells the platform. Per case the order is CASE, its PAGEs, COMPLETE, and RATING if one is given."""

    CASE = "case"
    PAGE = "page"
    COMPLETE = "complete"
    RATING = "rating"


class OutboxState(StrEnum):
    """Where a row stands."""

    WAITING = "waiting"
    DONE = "done"
    NEEDS_CLERK = "needs_clerk"


@dataclass(frozen=True, slots=True)
class Fact:
    """What is to be told, frozen in the transaction that made it true.

    `body` is canonical JSON (UTF-8); for a PAGE it names the blob (`blob_sha256`), whose bytes stay in the vault.
    """

    key: str
    case_id: str
    kind: FactKind
    body: bytes
    body_sha256: str
    blob_sha256: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A stored fact with its delivery state. `sequence` grows by one over the whole station."""

    sequence: int
    fact: Fact
    state: OutboxState
    created_at: datetime
    attempts: int = 0
    next_at: datetime | None = None
    error_code: str = ""
    error_detail: str = ""
    receipt: str = ""
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """Rows by state, the bytes that wait, and how many distinct cases they belong to."""

    waiting: int
    done: int
    needs_clerk: int
    waiting_bytes: int
    waiting_cases: int
