"""Stands where no platform is set: everything waits, nothing is lost, and the clerk is told why."""

from __future__ import annotations

from app.domain.audit import AuditCheckpoint
from app.domain.errors import SyncError
from app.domain.outbox import OutboxEntry
from app.domain.platform import ChangePage, Countersigned, LineStatus, PlatformReceipt
from app.ports.environment import Clock

NOT_SET = "no_platform"


class UnsetPlatformGateway:
    """`PlatformGateway` and `AuditWitness` of a station without an address."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def deliver(self, entry: OutboxEntry, blob: bytes | None) -> PlatformReceipt:
        """Always `sync.no_platform`."""
        raise SyncError(NOT_SET)

    def changes(self, cursor: str) -> ChangePage:
        """Always `sync.no_platform`."""
        raise SyncError(NOT_SET)

    def countersign(self, checkpoint: AuditCheckpoint) -> Countersigned:
        """Always `sync.no_platform`."""
        raise SyncError(NOT_SET)

    def check(self) -> LineStatus:
        """Offline, because there is no address."""
        return LineStatus(False, self._clock.now(), f"{SyncError.family}.{NOT_SET}")
