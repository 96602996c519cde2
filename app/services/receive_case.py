"""Receive a case (收件): everything that must be true together becomes true in one transaction.

Receiving is this window's act; accepting (受理) is the handling place's (收受分离, 国办发〔2020〕35号).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.audit import AuditAction, AuditEntry
from app.domain.case import Case, CaseState, StateChange, check_transition
from app.domain.clerk import Session
from app.domain.custody import CustodyEvent, CustodyPlace
from app.domain.deadline import deadline_after
from app.domain.errors import RuleError
from app.domain.guide import ItemGuide, OriginalHandling
from app.domain.local_day import local_day
from app.domain.material import Provision
from app.domain.term import ANSWER_WORKING_DAYS
from app.ports.environment import Clock, IdSource
from app.ports.guides import HolidayCalendar
from app.ports.platform import FactEncoder
from app.ports.store import Store, UnitOfWork
from app.services.edit_case import require_draft
from app.services.intake_state import IntakeState, MaterialRow, StateReader


@dataclass(frozen=True, slots=True)
class ReceiveCase:
    """Number, applicant, custody, audit and outbox rows in one unit of work."""

    store: Store
    read_state: StateReader
    encoder: FactEncoder
    holidays: HolidayCalendar
    clock: Clock
    ids: IdSource

    def __call__(self, session: Session, case_id: str) -> IntakeState:
        """Receive the draft.

        Raises `rule.in_person_only` for an item that cannot be collected, `rule.incomplete` while something is missing,
        `rule.not_a_draft` when it was received before (a second key press makes no second number).
        """
        now = self.clock.now()
        with self.store.unit_of_work() as unit:
            draft = require_draft(unit.cases.get(case_id))
            before = self.read_state(unit, draft)
            guide = _receivable(before)
            case = unit.cases.save(self._received(unit, before, session, now))
            self._record(unit, draft, case, before.rows, session, now)
            pages = tuple(page for row in before.rows for page in row.pages)
            unit.outbox.add_all(self.encoder.case_facts(case, guide, pages, _numbered_here(unit, session)), now)
            unit.commit()
        return self.read_state.received(before, case)

    def _received(self, unit: UnitOfWork, state: IntakeState, session: Session, now: datetime) -> Case:
        draft, reading, rows = state.case, state.reading, state.rows
        check_transition(draft.state, CaseState.RECEIVED)
        deadline = deadline_after(local_day(now), ANSWER_WORKING_DAYS, self.holidays.day)
        return replace(
            draft,
            state=CaseState.RECEIVED,
            applicant=reading.applicant,
            agent=reading.agent,
            delivery=reading.delivery,
            # Answers and materials of an item chosen before and dropped again are not part of this case.
            materials={row.material.code: row.state for row in rows},
            receipt_number=str(unit.numbers.next_receipt_number(session.station.code)),
            query_code=self.ids.query_code(),
            received_at=now,
            received_by=session.clerk.id,
            updated_at=now,
            due_on=deadline.on.isoformat(),
            # The five days run from the authority's own receiving; while originals travel that day is not known.
            due_estimated=deadline.estimated or bool(originals_to_post(rows)),
        )

    def _record(
        self,
        unit: UnitOfWork,
        draft: Case,
        case: Case,
        rows: tuple[MaterialRow, ...],
        session: Session,
        now: datetime,
    ) -> None:
        unit.cases.add_change(
            StateChange(
                id=self.ids.new_id(),
                case_id=case.id,
                before=draft.state,
                after=case.state,
                at=now,
                actor=session.clerk.name,
                place=f"{session.station.hall_name} {session.station.window_name}",
            )
        )
        left = (row for row in rows if row.state.provision is Provision.PAPER and row.state.originals)
        unit.custody.add_all(tuple(self._custody(case.id, row, session, now) for row in left))
        unit.audit.add(AuditEntry(AuditAction.CASE_RECEIVED, now, session.clerk.id, case.id, case.receipt_number))

    def _custody(self, case_id: str, row: MaterialRow, session: Session, now: datetime) -> CustodyEvent:
        kept = row.material.handling is OriginalHandling.KEPT
        return CustodyEvent(
            id=self.ids.new_id(),
            case_id=case_id,
            material_code=row.material.code,
            place=CustodyPlace.AT_WINDOW if kept else CustodyPlace.WITH_APPLICANT,
            count=row.state.originals,
            at=now,
            clerk_id=session.clerk.id,
        )


def _numbered_here(unit: UnitOfWork, session: Session) -> Session:
    """The platform is told the letter of the store that gave the number: a window of a hall may work in either."""
    return replace(session, station=replace(session.station, installation=unit.numbers.installation()))


def originals_to_post(rows: tuple[MaterialRow, ...]) -> tuple[MaterialRow, ...]:
    """Rows whose kept originals the guide sends to the deciding place; nothing else ever travels."""
    return tuple(
        row
        for row in rows
        if row.state.provision is Provision.PAPER
        and row.material.handling is OriginalHandling.KEPT
        and row.material.post_basis
    )


def _receivable(state: IntakeState) -> ItemGuide:
    guide = state.guide
    if guide is None:
        raise RuleError("no_item")
    if not guide.collectable:
        raise RuleError("in_person_only", item=guide.item_name, reason=guide.in_person_reason)
    if not state.can_receive:
        raise RuleError("incomplete", count=len(state.missing))
    return guide
