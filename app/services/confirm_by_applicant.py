"""The applicant confirms what is to be received: by word, with their own hand on the screen, or by signature."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Session
from app.domain.confirmation import Confirmation, ConfirmationWay, confirmation_fields
from app.domain.errors import RuleError
from app.domain.guardianship import GuardianHint
from app.domain.handwritten_signature import (
    HandwrittenSignature,
    PrintedSignature,
    SignerRole,
    Stroke,
    check_strokes,
    signer_roles,
    text_digest,
)
from app.ports.environment import Clock, IdSource
from app.ports.store import Store, UnitOfWork
from app.services.application_form import YES
from app.services.edit_case import require_draft
from app.services.intake_state import IntakeState, MissingKind, StateReader

CURSOR = "confirm.applicant"
_MARK_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Shown:
    """What stood on the applicant's screen: the whole text, and the digest of the facts it was made from."""

    text: str
    facts_sha256: str


@dataclass(frozen=True, slots=True)
class SignedByHand:
    """What came from the pad: who signs as what, what they agreed to, and the strokes with the pad's `aspect`."""

    role: SignerRole
    consent: str
    strokes: tuple[Stroke, ...]
    aspect: int


@dataclass(frozen=True, slots=True)
class ConfirmByApplicant:
    """Each call is one transaction with its entry in the audit log."""

    store: Store
    read_state: StateReader
    clock: Clock
    ids: IdSource

    def by_word(self, session: Session, case_id: str, *, confirmed: bool) -> IntakeState:
        """The clerk records what the applicant said, or takes the confirmation back."""
        with self.store.unit_of_work() as unit:
            state = self._draft(unit, case_id)
            way = ConfirmationWay.WORD if confirmed else None
            after = self._confirmed(unit, state, way)
            self._audit(unit, session, state, AuditAction.APPLICANT_CONFIRMED, way.value if way else "")
            unit.commit()
        return after

    def on_screen(self, session: Session, case_id: str, shown: Shown) -> IntakeState:
        """The applicant pressed the button below `shown`.

        Raises `rule.not_yet_complete` while something else is missing, `rule.shown_outdated` when the facts are not
        those that were shown any more.
        """
        with self.store.unit_of_work() as unit:
            state = _confirmable(self._draft(unit, case_id), shown)
            after = self._confirmed(unit, state, ConfirmationWay.SCREEN)
            detail = f"{ConfirmationWay.SCREEN.value} {text_digest(shown.text)}"
            self._audit(unit, session, state, AuditAction.APPLICANT_CONFIRMED, detail)
            unit.commit()
        return after

    def sign(self, session: Session, case_id: str, shown: Shown, signed: SignedByHand) -> IntakeState:
        """The applicant, or who acts for them, signed below `shown`.

        Raises what `check_strokes` raises, `rule.signer_role` for a role nobody has in this case, and as `on_screen`.
        """
        strokes = check_strokes(signed.strokes)
        with self.store.unit_of_work() as unit:
            state = _confirmable(self._draft(unit, case_id), shown)
            if signed.role not in possible_signers(state):
                raise RuleError("signer_role")
            signature = HandwrittenSignature(
                id=self.ids.new_id(),
                case_id=case_id,
                role=signed.role,
                strokes=strokes,
                aspect=signed.aspect,
                shown=shown.text,
                shown_sha256=text_digest(shown.text),
                consent=signed.consent,
                facts_sha256=shown.facts_sha256,
                signed_at=self.clock.now(),
                clerk_id=session.clerk.id,
            )
            unit.signatures.add(signature)
            after = self._confirmed(unit, state, ConfirmationWay.SIGNATURE)
            detail = f"{signature.role.value} {signature.shown_sha256} {signature.seal}"
            self._audit(unit, session, state, AuditAction.APPLICANT_SIGNED, detail)
            unit.commit()
        return after

    def _draft(self, unit: UnitOfWork, case_id: str) -> IntakeState:
        return self.read_state(unit, require_draft(unit.cases.get(case_id)))

    def _confirmed(self, unit: UnitOfWork, state: IntakeState, way: ConfirmationWay | None) -> IntakeState:
        fields = confirmation_fields(way, state.confirmation.facts)
        form = {**state.case.form, **fields}
        case = replace(state.case, form=form, cursor=CURSOR, updated_at=self.clock.now())
        return self.read_state(unit, unit.cases.save(case))

    def _audit(self, unit: UnitOfWork, session: Session, state: IntakeState, action: AuditAction, detail: str) -> None:
        unit.audit.add(AuditEntry(action, self.clock.now(), session.clerk.id, state.case.id, detail))


def ready_to_confirm(state: IntakeState) -> bool:
    """Whether nothing is missing but the confirmation itself: before that there is nothing whole to confirm."""
    return state.guide is not None and all(thing.kind is MissingKind.CONFIRM for thing in state.missing)


def possible_signers(state: IntakeState) -> tuple[SignerRole, ...]:
    """Who can sign in this case, likeliest first."""
    minor = not {GuardianHint.NEEDED.value, GuardianHint.TO_CHECK.value}.isdisjoint(state.warnings)
    return signer_roles(agent=state.case.form.get("agent.present") == YES, minor=minor)


def signature_in_force(unit: UnitOfWork, case_id: str, confirmation: Confirmation) -> HandwrittenSignature | None:
    """The signature that covers the facts as they are; None when another confirmation came after it, or none."""
    if confirmation.way is not ConfirmationWay.SIGNATURE or confirmation.outdated:
        return None
    signatures = unit.signatures.of_case(case_id)
    return signatures[-1] if signatures and signatures[-1].facts_sha256 == confirmation.facts.sha256 else None


def printed_signature(signature: HandwrittenSignature | None) -> PrintedSignature | None:
    """A signature for the line of a paper; None leaves the line free."""
    if signature is None:
        return None
    return PrintedSignature(
        role=signature.role.value,
        signed_at=signature.signed_at,
        aspect=signature.aspect,
        strokes=signature.strokes,
        mark=signature.seal[:_MARK_CHARACTERS],
    )


def _confirmable(state: IntakeState, shown: Shown) -> IntakeState:
    if not ready_to_confirm(state):
        raise RuleError("not_yet_complete")
    if state.confirmation.facts.sha256 != shown.facts_sha256:
        raise RuleError("shown_outdated")
    return state
