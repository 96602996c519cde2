"""Send what waits: every fact of the outbox, in order within a case, each until the platform proves it has it.

Nothing is held in a transaction while the line is used, nothing sleeps: when a row is tried again stands in the
row. A fact delivered but not yet marked (power cut, killed process) is delivered again under its old key, which
the platform answers with the same receipt.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.domain.case import CaseState, StateChange
from app.domain.errors import StoreError, SyncError
from app.domain.outbox import LONGEST_WAIT, FactKind, OutboxEntry
from app.domain.platform import PlatformReceipt, WipeOrder
from app.domain.sync_errors import Treatment, backoff, treatment
from app.ports.environment import Clock, IdSource
from app.ports.platform import PlatformGateway
from app.ports.store import PageVault, Store, UnitOfWork

# Notes of the station: when the platform was last tried, when it last answered, why it does not answer (an error
# code, empty when it does), and when it asked not to be called before.
LAST_ATTEMPT = "sync.last_attempt"
LAST_SUCCESS = "sync.last_success"
LAST_REASON = "sync.last_reason"
NOT_BEFORE = "sync.not_before"

_LINE_DOWN = frozenset({"sync.no_route", "sync.dns", "sync.captive_portal", "sync.unauthorised"})
_FAILURES_IN_A_ROW = 3
_PAGE_LOST = frozenset({"store.page_missing", "store.page_damaged"})


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one drain did. `stopped_by` is the error code that ended it early, `waiting` what is left."""

    delivered: int
    failed: int
    needs_clerk: int
    stopped_by: str
    waiting: int


@dataclass(slots=True)
class _Run:
    """Counts of one drain while it runs."""

    delivered: int = 0
    failed: int = 0
    needs_clerk: int = 0
    in_a_row: int = 0
    stopped_by: str = ""

    @property
    def tried(self) -> int:
        return self.delivered + self.failed + self.needs_clerk

    def over(self, limit: int, cancelled: Callable[[], bool]) -> bool:
        return bool(self.stopped_by) or self.tried >= limit or cancelled()


def never() -> bool:
    """Nobody cancels."""
    return False


def line_worked(unit: UnitOfWork, at: datetime) -> None:
    """Note that the platform answered."""
    for name in (LAST_ATTEMPT, LAST_SUCCESS):
        unit.notes.put(name, at.isoformat())
    for name in (LAST_REASON, NOT_BEFORE):
        unit.notes.put(name, "")


def line_failed(unit: UnitOfWork, error: SyncError, at: datetime) -> None:
    """Note why the platform cannot be used now, and until when it asked to be left alone."""
    unit.notes.put(LAST_ATTEMPT, at.isoformat())
    unit.notes.put(LAST_REASON, error.code)
    if wait := _retry_after(error):
        unit.notes.put(NOT_BEFORE, (at + wait).isoformat())


def wipe_ordered(error: SyncError) -> bool:
    """Whether the platform refused with a proven order to wipe this installation."""
    return isinstance(error.details.get("order"), WipeOrder)


def resting(unit: UnitOfWork, now: datetime) -> bool:
    """Whether the platform asked not to be called yet."""
    until = unit.notes.get(NOT_BEFORE)
    return bool(until) and now < datetime.fromisoformat(until) <= now + LONGEST_WAIT


@dataclass(frozen=True)
class SyncOutbox:
    """Drains the outbox. One drain at a time: a second one that starts meanwhile finds nothing to do."""

    store: Store
    vault: PageVault
    gateway: PlatformGateway
    clock: Clock
    ids: IdSource
    _running: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def drain(self, limit: int = 1000, cancelled: Callable[[], bool] = never) -> SyncReport:
        """Deliver due rows until none is left, `limit` were tried, or the line proves to be down.

        A refused row waits for the clerk and lets the rows of other cases pass. Raises StoreError when the store
        itself fails (what was delivered until then stays marked), SyncError `sync.station_wiped` with a proven order.
        """
        run = _Run()
        if not self._running.acquire(blocking=False):
            return self._report(run)
        try:
            with self.store.unit_of_work() as unit:
                if resting(unit, self.clock.now()):
                    run.stopped_by = unit.notes.get(LAST_REASON)
            self._drain(run, limit, cancelled)
        finally:
            self._running.release()
        return self._report(run)

    def _drain(self, run: _Run, limit: int, cancelled: Callable[[], bool]) -> None:
        while not run.over(limit, cancelled):
            with self.store.unit_of_work() as unit:
                due = unit.outbox.due(self.clock.now(), limit - run.tried)
            if not due:
                return
            for entry in due:
                if run.over(limit, cancelled):
                    return
                self._send(entry, run)

    def _send(self, entry: OutboxEntry, run: _Run) -> None:
        try:
            blob = self.vault.get(entry.fact.blob_sha256) if entry.fact.kind is FactKind.PAGE else None
        except StoreError as error:
            if error.code not in _PAGE_LOST:
                raise
            self._leave_to_clerk(entry, error.code, "", run)
            return
        try:
            receipt = _proven(entry, self.gateway.deliver(entry, blob))
        except SyncError as error:
            self._failed(entry, error, run)
        except Exception:
            # A bug must not keep every later row from being sent: this one steps back before it is reported.
            with self.store.unit_of_work() as unit:
                self._step_back(unit, entry, "sync.internal", "", timedelta())
                unit.commit()
            raise
        else:
            self._delivered(entry, receipt, run)

    def _delivered(self, entry: OutboxEntry, receipt: PlatformReceipt, run: _Run) -> None:
        now = self.clock.now()
        with self.store.unit_of_work() as unit:
            unit.outbox.done(entry.sequence, receipt.text, now)
            if entry.fact.kind is FactKind.CASE:
                _keep_number(unit, entry.fact.case_id, receipt.platform_number, now)
            elif entry.fact.kind is FactKind.COMPLETE:
                self._submitted(unit, entry.fact.case_id, now)
            line_worked(unit, now)
            unit.commit()
        run.delivered += 1
        run.in_a_row = 0

    def _submitted(self, unit: UnitOfWork, case_id: str, now: datetime) -> None:
        case = unit.cases.get(case_id)
        if case.state is not CaseState.RECEIVED:
            return  # the platform's own word came first by the other way
        received = [change for change in unit.cases.changes(case_id) if change.after is CaseState.RECEIVED]
        unit.cases.save(replace(case, state=CaseState.SUBMITTED, updated_at=now))
        unit.cases.add_change(
            StateChange(
                id=self.ids.new_id(),
                case_id=case_id,
                before=CaseState.RECEIVED,
                after=CaseState.SUBMITTED,
                at=now,
                actor=received[-1].actor if received else case.received_by,
                place=received[-1].place if received else "",
            )
        )

    def _failed(self, entry: OutboxEntry, error: SyncError, run: _Run) -> None:
        detail = str(error.details.get("detail", ""))
        kind = treatment(error)
        if kind is Treatment.NEEDS_CLERK:
            self._leave_to_clerk(entry, error.code, detail, run)
            return
        if error.code == "sync.missing_blobs" and not self._reopen(entry, error):
            self._leave_to_clerk(entry, "sync.pages_lost", detail, run)
            return
        run.failed += 1
        run.in_a_row += 1
        down = kind is Treatment.STOP or error.code in _LINE_DOWN or bool(_retry_after(error))
        if down or run.in_a_row >= _FAILURES_IN_A_ROW:
            run.stopped_by = error.code
        now = self.clock.now()
        with self.store.unit_of_work() as unit:
            self._step_back(unit, entry, error.code, detail, _retry_after(error))
            if run.stopped_by:
                line_failed(unit, error, now)
            unit.commit()
        if wipe_ordered(error):
            raise error

    def _step_back(self, unit: UnitOfWork, entry: OutboxEntry, code: str, detail: str, at_least: timedelta) -> None:
        wait = max(backoff(entry.attempts, self.ids.fraction()), at_least)
        unit.outbox.retry(entry.sequence, self.clock.now() + wait, code, detail)

    def _reopen(self, entry: OutboxEntry, error: SyncError) -> bool:
        """Put the pages the platform lacks in front again; False when the outbox does not know one of them."""
        blobs = error.details.get("blobs")
        if not isinstance(blobs, tuple) or not blobs:
            return False
        with self.store.unit_of_work() as unit:
            reopened = unit.outbox.reopen_pages(entry.fact.case_id, blobs)
            unit.commit()
        return reopened == len(set(blobs))

    def _leave_to_clerk(self, entry: OutboxEntry, code: str, detail: str, run: _Run) -> None:
        with self.store.unit_of_work() as unit:
            unit.outbox.needs_clerk(entry.sequence, code, detail)
            unit.commit()
        run.needs_clerk += 1
        run.in_a_row = 0

    def _report(self, run: _Run) -> SyncReport:
        with self.store.unit_of_work() as unit:
            waiting = unit.outbox.counts().waiting
        return SyncReport(run.delivered, run.failed, run.needs_clerk, run.stopped_by, waiting)


def _proven(entry: OutboxEntry, receipt: PlatformReceipt) -> PlatformReceipt:
    """The receipt, if it is one for exactly this fact; raises `sync.bad_answer` otherwise."""
    fact = entry.fact
    wanted = fact.blob_sha256 if fact.kind is FactKind.PAGE else fact.body_sha256
    if (receipt.key, receipt.sha256) != (fact.key, wanted):
        raise SyncError("bad_answer", detail="receipt of another fact")
    if fact.kind is FactKind.COMPLETE and not set(json.loads(fact.body)["blobs"]) <= set(receipt.stored_blobs):
        raise SyncError("bad_answer", detail="receipt without all pages")
    return receipt


def _keep_number(unit: UnitOfWork, case_id: str, platform_number: str, now: datetime) -> None:
    case = unit.cases.get(case_id)
    if platform_number and case.platform_number != platform_number:
        unit.cases.save(replace(case, platform_number=platform_number, updated_at=now))


def _retry_after(error: SyncError) -> timedelta:
    seconds = error.details.get("retry_after", 0.0)
    return timedelta(seconds=seconds) if isinstance(seconds, int | float) else timedelta()
