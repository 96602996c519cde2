"""The line to the platform as the clerk sees it: what waits, why, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.domain.audit import AuditAction, AuditEntry
from app.domain.case import Case
from app.domain.clerk import Session
from app.domain.identifiers.mask import mask_name
from app.domain.outbox import OutboxCounts, OutboxEntry, OutboxState
from app.ports.environment import Clock
from app.ports.store import Store
from app.services.countersign_audit import audit_contradicted
from app.services.sync_outbox import LAST_REASON, LAST_SUCCESS

_OPEN = (OutboxState.NEEDS_CLERK, OutboxState.WAITING)


@dataclass(frozen=True, slots=True)
class LineFacts:
    """State of the line. `online` is None before the first try; `reason` an error code, empty when fine.

    `audit_contradicted` is the row of the audit log that the platform remembers otherwise, 0 when there is none.
    `hall_fault` says why a window of a hall works alone (a code), empty in the hall and where there is none.
    """

    online: bool | None
    reason: str
    last_success: datetime | None
    counts: OutboxCounts
    audit_contradicted: int = 0
    hall_fault: str = ""


@dataclass(frozen=True, slots=True)
class LineRow:
    """A row of the outbox and the case it belongs to, as the clerk knows it; the name is masked."""

    entry: OutboxEntry
    receipt_number: str
    masked_name: str


@dataclass(frozen=True, slots=True)
class LineView:
    """Read the outbox; send refused rows on their way again."""

    store: Store
    clock: Clock
    hall_fault: Callable[[], str] = str

    def entries(self) -> tuple[OutboxEntry, ...]:
        """What is not yet delivered, oldest first."""
        with self.store.unit_of_work() as unit:
            return tuple(unit.outbox.entries(_OPEN))

    def rows(self) -> tuple[LineRow, ...]:
        """The same with the case of each, read at one moment."""
        with self.store.unit_of_work() as unit:
            entries = unit.outbox.entries(_OPEN)
            cases = {case_id: unit.cases.get(case_id) for case_id in {entry.fact.case_id for entry in entries}}
        return tuple(_row(entry, cases[entry.fact.case_id]) for entry in entries)

    def facts(self) -> LineFacts:
        """Counts and when the platform last answered."""
        with self.store.unit_of_work() as unit:
            counts = unit.outbox.counts()
            success, reason = unit.notes.get(LAST_SUCCESS), unit.notes.get(LAST_REASON)
            contradicted = audit_contradicted(unit)
        last = datetime.fromisoformat(success) if success else None
        online = None if not success and not reason else not reason
        return LineFacts(online, reason, last, counts, contradicted, self.hall_fault())

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


def _row(entry: OutboxEntry, case: Case) -> LineRow:
    return LineRow(entry, case.receipt_number, mask_name(case.applicant.name) if case.applicant else "")
