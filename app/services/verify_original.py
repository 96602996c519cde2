"""The clerk's original verification (原件核验): a legal act, recorded with who, when, where and over which pages."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.audit import AuditAction, AuditEntry
from app.domain.case import Case
from app.domain.clerk import Session
from app.domain.errors import InputError, RuleError
from app.domain.material import CaseMaterial, Provision
from app.domain.verification import Verification, VerificationVerdict
from app.ports.environment import Clock
from app.ports.store import Store
from app.services.application_form import check_text
from app.services.capture_page import UNSEEN
from app.services.edit_case import require_draft
from app.services.intake_state import IntakeState, MaterialRow, StateReader


@dataclass(frozen=True, slots=True)
class VerifyOriginal:
    """Mark a material 与原件核对无误, or say what differs."""

    store: Store
    read_state: StateReader
    clock: Clock

    def __call__(
        self, session: Session, case_id: str, material_code: str, verdict: VerificationVerdict, remark: str = ""
    ) -> IntakeState:
        """Record the verdict over the pages that lie there now.

        Raises `rule.nothing_to_verify` without pages on paper, `rule.page_unseen` while one is still being looked at,
        `input.remark_required` for "differs" without a word.
        """
        words = check_text(remark, "material.remark")
        if verdict is VerificationVerdict.DIFFERS and not words:
            raise InputError("remark_required", field="material.remark")
        now = self.clock.now()
        with self.store.unit_of_work() as unit:
            case = require_draft(unit.cases.get(case_id))
            row = _row(self.read_state(unit, case), material_code)
            verification = Verification(
                verdict=verdict,
                remark=words,
                clerk_id=session.clerk.id,
                clerk_name=session.clerk.name,
                verified_at=now,
                place=f"{session.station.hall_name} {session.station.window_name}",
                page_hashes=tuple(page.original.sha256 for page in row.pages),
            )
            case = unit.cases.save(replace(_with(case, row.state, verification), updated_at=now))
            detail = f"{material_code}={verdict.value}"
            unit.audit.add(AuditEntry(AuditAction.ORIGINAL_VERIFIED, now, session.clerk.id, case_id, detail))
            state = self.read_state(unit, case)
            unit.commit()
        return state


def _row(state: IntakeState, material_code: str) -> MaterialRow:
    row = next((row for row in state.rows if row.material.code == material_code), None)
    if row is None:
        raise RuleError("not_in_guide", code=material_code)
    if row.state.provision is not Provision.PAPER or not row.pages:
        raise RuleError("nothing_to_verify", name=row.material.name)
    if any(page.quality == UNSEEN for page in row.pages):
        raise RuleError("page_unseen", name=row.material.name)
    return row


def _with(case: Case, state: CaseMaterial, verification: Verification) -> Case:
    verified = replace(state, verification=verification)
    return replace(case, materials={**case.materials, state.material_code: verified})
