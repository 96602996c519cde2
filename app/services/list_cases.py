"""The case list and one case in full, with deadlines as a traffic light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.audit import AuditAction, AuditEntry
from app.domain.case import Case, CaseState, StateChange
from app.domain.clerk import Role, Session, has_role
from app.domain.custody import CustodyEvent
from app.domain.deadline import TrafficLight, traffic_light, working_days_left
from app.domain.guide import ItemGuide
from app.domain.identifiers.mask import mask_name, mask_number
from app.domain.local_day import local_day
from app.domain.outbox import OutboxEntry
from app.domain.page import Page
from app.domain.term import TERMS, Term
from app.ports.environment import Clock
from app.ports.guides import GuideSource, HolidayCalendar
from app.ports.store import CaseQuery, CaseSummary, Store
from app.services.intake_state import PaperStatus, paper_statuses
from app.services.open_case import require_own_draft

_NEVER_RECEIVED = (CaseState.DRAFT, CaseState.ABANDONED, CaseState.ADVISED)
_RECEIVED = tuple(state for state in CaseState if state not in _NEVER_RECEIVED)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list; `days_left` counts working days, None while no term runs or its last day is unknown."""

    summary: CaseSummary
    masked_name: str
    masked_number: str
    term: Term
    light: TrafficLight
    days_left: int | None


@dataclass(frozen=True, slots=True)
class CaseTally:
    """Cases received here, and apart from them the visits that ended with advice."""

    received: int
    advised: int


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """One case with its time line and all that hangs on it."""

    case: Case
    guide: ItemGuide | None
    changes: Sequence[StateChange]
    papers: tuple[PaperStatus, ...]
    pages: Sequence[Page]
    custody: Sequence[CustodyEvent]
    outbox: Sequence[OutboxEntry]
    term: Term
    light: TrafficLight
    days_left: int | None


@dataclass(frozen=True, slots=True)
class ListCases:
    """Look cases up."""

    store: Store
    guides: GuideSource
    holidays: HolidayCalendar
    clock: Clock

    def find(self, session: Session, query: CaseQuery) -> tuple[CaseRow, ...]:
        """Newest change first, personal data masked; drafts of colleagues only for a supervisor."""
        if not has_role(session, Role.SUPERVISOR):
            query = replace(query, drafts_of=session.clerk.id)
        with self.store.unit_of_work() as unit:
            summaries = unit.cases.find(query)
        return tuple(self._row(summary) for summary in summaries)

    def tally(self) -> CaseTally:
        """How many there are, whatever is searched."""
        with self.store.unit_of_work() as unit:
            return CaseTally(unit.cases.count(_RECEIVED), unit.cases.count((CaseState.ADVISED,)))

    def detail(self, session: Session, case_id: str) -> CaseDetail:
        """Everything of one case; the look goes into the audit log."""
        with self.store.unit_of_work() as unit:
            case = unit.cases.get(case_id)
            require_own_draft(session, case)
            light, days_left = self._deadline(case.state, case.due_on)
            detail = CaseDetail(
                case=case,
                guide=self.guides.version(case.guide) if case.guide else None,
                changes=unit.cases.changes(case_id),
                papers=paper_statuses(unit, case_id),
                pages=unit.pages.of_case(case_id),
                custody=unit.custody.of_case(case_id),
                outbox=unit.outbox.of_case(case_id),
                term=TERMS[case.state],
                light=light,
                days_left=days_left,
            )
            unit.audit.add(AuditEntry(AuditAction.CASE_OPENED, self.clock.now(), session.clerk.id, case_id))
            unit.commit()
        return detail

    def show_personal_data(self, session: Session, case_id: str) -> None:
        """Log that the clerk asked to see names and numbers unmasked, with the state the case was in then.

        Raises `access.draft_of_another`, `store.case_unknown`: nothing is shown then.
        """
        with self.store.unit_of_work() as unit:
            case = unit.cases.get(case_id)
            require_own_draft(session, case)
            now, state = self.clock.now(), f"case in state {case.state}"
            unit.audit.add(AuditEntry(AuditAction.PERSONAL_DATA_SHOWN, now, session.clerk.id, case_id, state))
            unit.commit()

    def _row(self, summary: CaseSummary) -> CaseRow:
        light, days_left = self._deadline(summary.state, summary.due_on)
        return CaseRow(
            summary=summary,
            masked_name=mask_name(summary.applicant_name),
            masked_number=mask_number(summary.document_number),
            term=TERMS[summary.state],
            light=light,
            days_left=days_left,
        )

    def _deadline(self, state: CaseState, due_on: str) -> tuple[TrafficLight, int | None]:
        if not due_on or not TERMS[state].running:
            return TrafficLight.NONE, None
        today, due = local_day(self.clock.now()), date.fromisoformat(due_on)
        kind_of = self.holidays.day
        return traffic_light(today, due, kind_of), working_days_left(today, due, kind_of)
