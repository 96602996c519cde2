"""The line to the platform as the clerk sees it: what waits, why, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Session
from app.domain.outbox import OutboxCounts, OutboxEntry, OutboxState
from app.ports.environment import Clock
from app.ports.store import Store
from app.services.sync_outbox import LAST_REASON, LAST_SUCCESS


@dataclass(frozen=True, slots=True)
class LineFacts:
    """State of the line. `online` is None before the first try; `reason` an error code, empty when fine."""

    online: bool | None
    reason: str
    last_success: datetime | None
    counts: OutboxCounts


@dataclass(frozen=True, slots=True)
class LineView:
    """Read the outbox; send refused rows on their way again."""

    store: Store
    clock: Clock

    def entries(self) -> tuple[OutboxEntry, ...]:
        """What is not yet delivered, oldest first."""
        with self.store.unit_of_work() as unit:
            return tuple(unit.outbox.entries((OutboxState.NEEDS_CLERK, OutboxState.WAITING)))

    def facts(self) -> LineFacts:
        """Counts and when the platform last answered."""
        with self.store.unit_of_work() as unit:
            counts = unit.outbox.counts()
            success, reason = unit.notes.get(LAST_SUCCESS), unit.notes.get(LAST_REASON)
        last = datetime.fromisoformat(success) if success else None
        online = None if not success and not reason else not reason
        return LineFacts(online, reason, last, counts)

    def hasten(self) -> None:
        """Make every waiting row due now."""
        with self.store.unit_of_work() as unit:
            unit.outbox.hasten()
            unit.commit()

    def release(self, session: Session, case_id: str) -> None:
        """The clerk says try again, at once."""
        with self.store.unit_of_work() as unit:
            unit.outbox.release(case_id)
            now = self.clock.now()
            unit.audit.add(AuditEntry(AuditAction.STATE_CHANGED, now, session.clerk.id, case_id, "outbox released"))
            unit.commit()
