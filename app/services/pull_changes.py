"""Take what is new: changes of this station's cases, applied with the cursor in one transaction.

The platform's word wins for what the platform owns (state, its numbers); nothing a clerk typed is touched. A
change that the table of transitions does not foresee is applied all the same: the time line keeps who said so,
when, where and why. A change that comes twice changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.case import TRANSITIONS, Case, StateChange
from app.domain.errors import StoreError, SyncError
from app.domain.platform import RemoteChange
from app.ports.environment import Clock, IdSource
from app.ports.platform import PlatformGateway
from app.ports.store import Store, UnitOfWork
from app.services.case_terms import CaseTerms
from app.services.sync_outbox import LAST_REASON, line_failed, line_worked, never, resting, wipe_ordered

CURSOR = "sync.cursor"
UNKNOWN_CASES = "sync.unknown_cases"

_UNKNOWN_KEPT = 100


@dataclass(frozen=True, slots=True)
class PullReport:
    """What one pull did: changes applied, known ones passed over, changes of cases that are not here.

    `unforeseen` counts applied changes of state that the table of transitions does not have; `stopped_by` is the
    error code that ended the pull early.
    """

    applied: int = 0
    repeated: int = 0
    unknown: int = 0
    unforeseen: int = 0
    stopped_by: str = ""


@dataclass(frozen=True, slots=True)
class PullChanges:
    """Pulls page after page until the platform has no more."""

    store: Store
    gateway: PlatformGateway
    clock: Clock
    ids: IdSource
    terms: CaseTerms

    def __call__(self, cancelled: Callable[[], bool] = never) -> PullReport:
        """Pull until nothing is left; failures of the line are reported, not raised.

        Raises SyncError `sync.station_wiped` with a proven order all the same.
        """
        report = PullReport()
        more = True
        while more and not cancelled():
            with self.store.unit_of_work() as unit:
                if resting(unit, self.clock.now()):
                    return replace(report, stopped_by=unit.notes.get(LAST_REASON))
                cursor = unit.notes.get(CURSOR)
            try:
                page = self.gateway.changes(cursor)
            except SyncError as error:
                return self._stopped(report, error)
            report = self._apply(page.changes, page.cursor, report)
            # A platform that says "more" from the same cursor would keep us here for ever.
            more = page.more and page.cursor != cursor
        return report

    def _apply(self, changes: tuple[RemoteChange, ...], cursor: str, report: PullReport) -> PullReport:
        now = self.clock.now()
        with self.store.unit_of_work() as unit:
            for change in changes:
                report = self._apply_one(unit, change, now, report)
            unit.notes.put(CURSOR, cursor)
            line_worked(unit, now)
            unit.commit()
        return report

    def _apply_one(self, unit: UnitOfWork, change: RemoteChange, now: datetime, report: PullReport) -> PullReport:
        case = _known_case(unit, change)
        if case is None:
            return replace(report, unknown=report.unknown + 1)
        if any(one.remote_sequence >= change.sequence for one in unit.cases.changes(case.id)):
            return replace(report, repeated=report.repeated + 1)
        after = change.state or case.state
        unit.cases.save(
            replace(
                self.terms.moved(case, after, change.at),
                platform_number=change.platform_number or case.platform_number,
                counterpart_number=change.counterpart_number or case.counterpart_number,
                coordination_number=change.coordination_number or case.coordination_number,
                updated_at=now,
            )
        )
        unit.cases.add_change(
            StateChange(
                id=self.ids.new_id(),
                case_id=case.id,
                before=case.state,
                after=after,
                at=change.at,
                actor=change.actor,
                place=change.place,
                reason=change.reason,
                remote_sequence=change.sequence,
            )
        )
        unforeseen = after is not case.state and after not in TRANSITIONS[case.state]
        return replace(report, applied=report.applied + 1, unforeseen=report.unforeseen + unforeseen)

    def _stopped(self, report: PullReport, error: SyncError) -> PullReport:
        if error.code == "sync.refused":  # its words are about a case; here it is the question that was refused
            error = SyncError("changes_refused", detail=error.details.get("detail", ""))
        with self.store.unit_of_work() as unit:
            line_failed(unit, error, self.clock.now())
            unit.commit()
        if wipe_ordered(error):
            raise error
        return replace(report, stopped_by=error.code)


def _known_case(unit: UnitOfWork, change: RemoteChange) -> Case | None:
    """The case of a change; None, with a note of the change, when this station does not have it."""
    try:
        return unit.cases.get(change.case_id)
    except StoreError as error:
        if error.code != "store.case_unknown":
            raise
    noted = json.loads(unit.notes.get(UNKNOWN_CASES) or "[]")
    entry = {"sequence": change.sequence, "case_id": change.case_id, "at": change.at.isoformat()}
    if entry not in noted:
        unit.notes.put(UNKNOWN_CASES, json.dumps([*noted, entry][-_UNKNOWN_KEPT:]))
    return None
