"""Start a visit, take a parked one up again, or abandon it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.audit import AuditAction, AuditEntry
from app.domain.case import Case, CaseState, StateChange, check_transition
from app.domain.clerk import Session
from app.domain.errors import AccessError, RuleError
from app.ports.environment import Clock, IdSource
from app.ports.store import CaseQuery, CaseSummary, Store, UnitOfWork
from app.services.intake_state import IntakeState, StateReader


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Drafts: one is durable from its first moment, so there is no "save" to forget."""

    store: Store
    read_state: StateReader
    clock: Clock
    ids: IdSource

    def start(self, session: Session) -> IntakeState:
        """A new draft. Raises `store.disk_low` while there is still room to finish what was begun."""
        self.store.check_space()
        now = self.clock.now()
        case = Case(self.ids.new_id(), CaseState.DRAFT, now, session.clerk.id, now)
        with self.store.unit_of_work() as unit:
            case = unit.cases.save(case)
            _lay_on_desk(unit, session, case.id)
            unit.audit.add(AuditEntry(AuditAction.CASE_OPENED, now, session.clerk.id, case.id))
            state = self.read_state(unit, case)
            unit.commit()
        return state

    def resume(self, session: Session, case_id: str) -> IntakeState:
        """An existing case; the look at it goes into the audit log. Raises `access.draft_of_another`."""
        with self.store.unit_of_work() as unit:
            case = unit.cases.get(case_id)
            require_own_draft(session, case)
            _lay_on_desk(unit, session, case_id)
            unit.audit.add(AuditEntry(AuditAction.CASE_OPENED, self.clock.now(), session.clerk.id, case_id))
            state = self.read_state(unit, case)
            unit.commit()
        return state

    def current(self, case_id: str) -> IntakeState:
        """The case as stored now, for a screen that shows it already; opening it was logged."""
        with self.store.unit_of_work() as unit:
            return self.read_state(unit, unit.cases.get(case_id))

    def latest_draft(self, session: Session) -> str | None:
        """The draft that lay on this clerk's desk last; None when it is no draft any more. Parked ones stay parked."""
        with self.store.unit_of_work() as unit:
            noted = unit.notes.get(_on_desk(session))
        return next((draft.id for draft in self.parked(session) if draft.id == noted), None)

    def parked(self, session: Session) -> Sequence[CaseSummary]:
        """The drafts of this clerk, the newest first."""
        with self.store.unit_of_work() as unit:
            return unit.cases.find(CaseQuery(states=(CaseState.DRAFT,), created_by=session.clerk.id))

    def park(self, session: Session) -> None:
        """The clerk leaves: the draft on the desk waits among the parked ones. An empty one stays, to be used next."""
        with self.store.unit_of_work() as unit:
            noted = unit.notes.get(_on_desk(session))
            drafts = unit.cases.find(CaseQuery(states=(CaseState.DRAFT,), created_by=session.clerk.id))
            if any(draft.id == noted and (draft.applicant_name or draft.item_name) for draft in drafts):
                unit.notes.put(_on_desk(session), "")
                unit.commit()

    def abandon(self, session: Session, case_id: str, reason: str) -> None:
        """Give a draft up. Nothing is deleted; a received case cannot be abandoned (it is withdrawn).

        Raises `access.draft_of_another`.
        """
        self._end(session, case_id, CaseState.ABANDONED, AuditAction.DRAFT_ABANDONED, reason)

    def advise(self, session: Session, case_id: str, told: str) -> None:
        """End a visit as a consultation: nothing is collected, `told` is what the clerk told the visitor."""
        self._end(session, case_id, CaseState.ADVISED, AuditAction.STATE_CHANGED, told)

    def _end(self, session: Session, case_id: str, after: CaseState, action: AuditAction, reason: str) -> None:
        if not reason.strip():
            raise RuleError("reason_required")
        now = self.clock.now()
        with self.store.unit_of_work() as unit:
            case = unit.cases.get(case_id)
            require_own_draft(session, case)
            check_transition(case.state, after)
            unit.cases.save(replace(case, state=after, updated_at=now))
            unit.cases.add_change(
                StateChange(
                    id=self.ids.new_id(),
                    case_id=case_id,
                    before=case.state,
                    after=after,
                    at=now,
                    actor=session.clerk.name,
                    place=session.station.window_name,
                    reason=reason,
                )
            )
            unit.audit.add(AuditEntry(action, now, session.clerk.id, case_id, after.value))
            unit.commit()


def require_own_draft(session: Session, case: Case) -> None:
    """Raise `access.draft_of_another`: what a colleague has not received yet is between him and his visitor."""
    if case.state is CaseState.DRAFT and case.created_by != session.clerk.id:
        raise AccessError("draft_of_another")


def _on_desk(session: Session) -> str:
    return f"intake.open.{session.clerk.id}"


def _lay_on_desk(unit: UnitOfWork, session: Session, case_id: str) -> None:
    """Durable with the opening itself: after a power cut the program knows whose visit was under way."""
    unit.notes.put(_on_desk(session), case_id)
