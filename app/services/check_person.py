"""The person-and-card check (人证核验): consent, two pictures side by side, the clerk's verdict.

Pictures are held in the memory of this process alone. They never go to the disk, the vault, the log or the outbox, and
go at once when the clerk has decided, the case is received or left, another case's are laid, time is up or the program
ends; after a power cut there is nothing to clean up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.domain.audit import AuditAction, AuditEntry
from app.domain.case import Case, CaseState
from app.domain.clerk import Session
from app.domain.errors import RuleError
from app.domain.identity_check import (
    CheckWay,
    ConsentGiver,
    FaceHint,
    PersonCheck,
    PersonVerdict,
    consent_giver,
    person_check_fields,
)
from app.domain.local_day import local_day
from app.ports.environment import Clock
from app.ports.face_comparer import FaceComparer
from app.ports.store import Store, UnitOfWork
from app.services.application_form import check_text, read_form
from app.services.edit_case import require_draft
from app.services.intake_state import IntakeState, StateReader

LONGEST_HELD = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two encoded pictures for the screen, and what a model says where one is installed."""

    card: bytes = field(repr=False)
    live: bytes = field(repr=False)
    hint: FaceHint | None


@dataclass(slots=True)
class _Held:
    case_id: str
    role: str
    until: datetime
    card: bytearray = field(repr=False)
    live: bytearray = field(repr=False)


class HeldPictures:
    """The one pair of pictures that lies before the clerk. Safe to call from several threads."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._held: _Held | None = None

    def lay(self, case_id: str, role: str, card: bytes, live: bytes) -> None:
        """Hold this pair; the one before goes."""
        with self._lock:
            self._wipe()
            self._held = _Held(case_id, role, self._now() + LONGEST_HELD, bytearray(card), bytearray(live))

    def pair(self, case_id: str, role: str) -> tuple[bytes, bytes] | None:
        """The pair of this person of this case; None when it has gone."""
        with self._lock:
            held = self._held
            if held is not None and held.until <= self._now():
                self._wipe()
            elif held is not None and (held.case_id, held.role) == (case_id, role):
                return bytes(held.card), bytes(held.live)
            return None

    def keep_only(self, case_id: str) -> None:
        """Another case lies on the desk, or none (empty): pictures of any other go."""
        with self._lock:
            if self._held is not None and self._held.case_id != case_id:
                self._wipe()

    def forget(self) -> None:
        """All go."""
        with self._lock:
            self._wipe()

    def _wipe(self) -> None:
        """Overwritten, not only let go: the memory may be handed out again unwiped."""
        if self._held is not None:
            for picture in (self._held.card, self._held.live):
                picture[:] = bytes(len(picture))
            self._held = None


@dataclass(frozen=True, slots=True)
class CheckPerson:
    """One check after the other; `faces` is None where no model is installed."""

    store: Store
    read_state: StateReader
    clock: Clock
    pictures: HeldPictures
    faces: FaceComparer | None = None

    def consent_needed_from(self, case_id: str, role: str) -> ConsentGiver:
        """Who has to consent before a live picture is taken."""
        with self.store.unit_of_work() as unit:
            return self._giver(unit.cases.get(case_id), role)

    def record_consent(self, session: Session, case_id: str, role: str, giver: ConsentGiver) -> IntakeState:
        """Record that consent was asked for and given, by whom.

        Raises `rule.guardian_consent` when a child's own is recorded, `rule.nobody_to_check` while no document number
        stands on the form, `rule.not_a_draft`.
        """
        now = self.clock.now()
        with self.store.unit_of_work() as unit:
            case = require_draft(unit.cases.get(case_id))
            number = _number(case, role)
            if giver is not self._giver(case, role) and giver is ConsentGiver.SELF:
                raise RuleError("guardian_consent", field=f"{role}.consent")
            given = {f"{role}.consent": giver.value, f"{role}.consent_number": number}
            state = self._save(unit, case, given, now)
            detail = f"{role} {giver.value}"
            unit.audit.add(AuditEntry(AuditAction.CONSENT_RECORDED, now, session.clerk.id, case_id, detail))
            unit.commit()
        return state

    def lay_side_by_side(self, case_id: str, role: str, card: bytes, live: bytes) -> SideBySide:
        """Hold both pictures for the clerk to look at. Takes a second with a model: not for the main thread.

        Raises `rule.consent_missing`, `rule.nobody_to_check`, `rule.not_a_draft`; what the model raises.
        """
        with self.store.unit_of_work() as unit:
            case = require_draft(unit.cases.get(case_id))
            if _consent(case, role) is None:
                raise RuleError("consent_missing", field=f"{role}.consent")
        self.pictures.lay(case_id, role, card, live)
        return SideBySide(card, live, self.faces.compare(card, live) if self.faces else None)

    def attest(
        self, session: Session, case_id: str, role: str, verdict: PersonVerdict, remark: str = ""
    ) -> IntakeState:
        """Sign the clerk's verdict; the pictures go. Without pictures the clerk has looked at person and card by eye.

        Raises `rule.reason_required` for any verdict but SAME without a remark, `rule.nobody_to_check`,
        `rule.not_a_draft`.
        """
        said = check_text(remark, f"{role}.check_remark")
        if verdict is not PersonVerdict.SAME and not said:
            raise RuleError("reason_required", field=f"{role}.check_remark")
        now = self.clock.now()
        with self.store.unit_of_work() as unit:
            case = require_draft(unit.cases.get(case_id))
            number = _number(case, role)
            seen = self.pictures.pair(case_id, role) is not None
            way, consent = (CheckWay.PICTURES, _consent(case, role)) if seen else (CheckWay.BY_EYE, None)
            check = PersonCheck(verdict, way, consent, said)
            state = self._save(unit, case, person_check_fields(role, number, check), now)
            detail = " ".join((role, verdict.value, way.value, f"consent={consent.value if consent else 'none'}"))
            unit.audit.add(AuditEntry(AuditAction.PERSON_CHECKED, now, session.clerk.id, case_id, detail))
            unit.commit()
        self.pictures.forget()
        return state

    def on_desk(self, case_id: str, state: CaseState | None) -> None:
        """Tell which case lies on the desk now, in which state: pictures stay for a draft's own sake alone."""
        self.pictures.keep_only(case_id if state is CaseState.DRAFT else "")

    def _giver(self, case: Case, role: str) -> ConsentGiver:
        today = local_day(self.clock.now())
        reading = read_form(case.form, today)
        person = reading.agent_person if role == "agent" else reading.applicant_person
        return consent_giver(person.birth_date if person else None, today)

    def _save(self, unit: UnitOfWork, case: Case, fields: dict[str, str], now: datetime) -> IntakeState:
        return self.read_state(unit, unit.cases.save(replace(case, form={**case.form, **fields}, updated_at=now)))


def _number(case: Case, role: str) -> str:
    number = case.form.get(f"{role}.document_number", "").strip()
    if not number:
        raise RuleError("nobody_to_check", field=f"{role}.document_number")
    return number


def _consent(case: Case, role: str) -> ConsentGiver | None:
    """The consent of the person on the form; that of somebody who stood there before counts for nothing."""
    given = case.form.get(f"{role}.consent", "")
    return ConsentGiver(given) if given and case.form.get(f"{role}.consent_number") == _number(case, role) else None
