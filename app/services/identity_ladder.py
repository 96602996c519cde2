"""Take another proof of who somebody is when the card is none, with the reason and a lowered mark."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.applicant import IdDocumentKind, IdentitySource
from app.domain.audit import AuditAction, AuditEntry
from app.domain.case import Case
from app.domain.clerk import Session
from app.domain.errors import RuleError
from app.domain.identity_check import APPLICANT
from app.domain.identity_ladder import (
    DOCUMENT_OF,
    Assurance,
    CardTrouble,
    Rung,
    assurance,
    rungs,
    trouble_of_document,
)
from app.domain.local_day import local_day
from app.ports.environment import Clock
from app.ports.store import Store
from app.services.application_form import check_text, read_form
from app.services.edit_case import require_draft
from app.services.intake_state import IntakeState, StateReader


@dataclass(frozen=True, slots=True)
class OtherProof:
    """What was taken in place of a card."""

    trouble: CardTrouble
    rung: Rung
    reason: str
    assurance: Assurance


@dataclass(frozen=True, slots=True)
class IdentityLadder:
    """Records which rung was taken; the numbers themselves are typed or read as ever."""

    store: Store
    read_state: StateReader
    clock: Clock

    def standing_trouble(self, case: Case, role: str) -> CardTrouble | None:
        """What is wrong with the document on the form by what it says itself: that it has expired, or nothing."""
        today = local_day(self.clock.now())
        reading = read_form(case.form, today)
        person = reading.applicant_person if role == APPLICANT else reading.agent_person
        return trouble_of_document(person.document, today) if person is not None else None

    def rungs(self, case: Case, role: str, trouble: CardTrouble) -> tuple[Rung, ...]:
        """What can be taken for the kind of card this person has, in order."""
        return rungs(trouble, _kind(case, role))

    def take(
        self, session: Session, case_id: str, role: str, trouble: CardTrouble, rung: Rung, reason: str
    ) -> IntakeState:
        """Record it for `applicant` or `agent`, and which kind of document is shown now.

        What was typed stays. Raises `rule.reason_required`, `rule.rung_not_for_this` for a rung that this trouble, or
        this kind of card, has not; `rule.not_a_draft`.
        """
        why = check_text(reason, f"{role}.proof_reason")
        if not why:
            raise RuleError("reason_required", field=f"{role}.proof_reason")
        now = self.clock.now()
        with self.store.unit_of_work() as unit:
            case = require_draft(unit.cases.get(case_id))
            if rung is Rung.TRY_AGAIN or rung not in rungs(trouble, _kind(case, role)):
                raise RuleError("rung_not_for_this", field=f"{role}.document_kind")
            fields = {
                f"{role}.proof_trouble": trouble.value,
                f"{role}.proof_rung": rung.value,
                f"{role}.proof_reason": why,
                f"{role}.source": IdentitySource.TYPED.value,
                f"{role}.reader_serial": "",
            }
            if rung in DOCUMENT_OF:
                fields[f"{role}.document_kind"] = DOCUMENT_OF[rung].value
            case = unit.cases.save(replace(case, form={**case.form, **fields}, updated_at=now))
            detail = f"{role} {trouble.name.lower()} {rung.name.lower()}"
            unit.audit.add(AuditEntry(AuditAction.OTHER_PROOF_TAKEN, now, session.clerk.id, case_id, detail))
            state = self.read_state(unit, case)
            unit.commit()
        return state


def other_proof(case: Case, role: str) -> OtherProof | None:
    """What was taken in place of the card of `role`; None where the card was read after all, or nothing was taken."""
    form = case.form
    source = IdentitySource(form.get(f"{role}.source", "") or IdentitySource.TYPED)
    if not form.get(f"{role}.proof_rung") or source is IdentitySource.CARD_READER:
        return None
    rung = Rung(form[f"{role}.proof_rung"])
    return OtherProof(
        CardTrouble(form[f"{role}.proof_trouble"]), rung, form[f"{role}.proof_reason"], assurance(source, rung)
    )


def _kind(case: Case, role: str) -> IdDocumentKind:
    """The kind of the card there is trouble with; one changed by an earlier rung was a resident's card."""
    kind = IdDocumentKind(case.form.get(f"{role}.document_kind", "") or IdDocumentKind.RESIDENT_ID)
    by_rung = bool(case.form.get(f"{role}.proof_rung"))
    if kind is IdDocumentKind.PASSPORT and not by_rung:
        return kind
    return IdDocumentKind.RESIDENT_ID if kind in DOCUMENT_OF.values() else kind
