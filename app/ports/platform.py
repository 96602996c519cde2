"""The provincial platform."""

from __future__ import annotations

from typing import Protocol

from app.domain.audit import AuditCheckpoint
from app.domain.case import Case
from app.domain.clerk import Session
from app.domain.guide import ItemGuide
from app.domain.outbox import Fact, OutboxEntry
from app.domain.page import Page
from app.domain.platform import ChangePage, Countersigned, LineStatus, PlatformReceipt
from app.domain.rating import ServiceRating


class FactEncoder(Protocol):
    """Freezes facts: canonical JSON in the platform's contract, with a fixed key, made once."""

    def case_facts(self, case: Case, guide: ItemGuide, pages: tuple[Page, ...], session: Session) -> tuple[Fact, ...]:
        """All facts of a received case in sending order: CASE, each blob as PAGE, COMPLETE.

        The body of COMPLETE names the SHA-256 of every blob under `blobs`. Raises ValueError for a case that has
        not been received.
        """


class RatingEncoder(Protocol):
    """Freezes the applicant's word on the service."""

    def rating_fact(self, rating: ServiceRating) -> Fact:
        """RATING, with the province's own code of the grade."""


class PlatformGateway(Protocol):
    """Tells the platform facts and asks for changes. Every method raises SyncError with a class of its own."""

    def deliver(self, entry: OutboxEntry, blob: bytes | None) -> PlatformReceipt:
        """Deliver one fact (`blob` for a PAGE).

        Returns only what the platform proves: exact status, its header, the key and the SHA-256 echoed.
        Raises SyncError: `retryable` family members (see `app.domain.sync_errors`) are tried again later,
        `sync.refused` waits for the clerk, `sync.station_unknown`, `sync.clock_skew`, `sync.certificate`,
        `sync.station_wiped` stop all. The details of the last carry a proven `order` (`WipeOrder`), or None.
        """

    def changes(self, cursor: str) -> ChangePage:
        """Changes after an opaque cursor (empty at the start)."""

    def check(self) -> LineStatus:
        """Whether the platform answers."""


class AuditWitness(Protocol):
    """Somebody outside who remembers how far the audit log went."""

    def countersign(self, checkpoint: AuditCheckpoint) -> Countersigned:
        """Have a checkpoint kept; one that goes less far than the last is not. Raises SyncError."""
