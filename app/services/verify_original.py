"""The clerk's original verification (原件核验): a legal act, recorded with who, when, where and over which pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.audit import AuditAction, AuditEntry
from app.domain.case import Case
from app.domain.clerk import Session
from app.domain.errors import InputError, RuleError
from app.domain.finding import Finding, Light
from app.domain.material import CaseMaterial, Provision
from app.domain.verification import Verification, VerificationVerdict
from app.ports.environment import Clock
from app.ports.store import Store
from app.services.application_form import check_text
from app.services.capture_page import UNSEEN
from app.services.compare_papers import CompareInUnit
from app.services.edit_case import require_draft
from app.services.intake_state import IntakeState, MaterialRow, StateReader


@dataclass(frozen=True, slots=True)
class VerifyOriginal:
    """Mark a material 与原件核对无误, or say what differs."""

    store: Store
    read_state: StateReader
    clock: Clock
    compare: CompareInUnit

    def __call__(
        self,
        session: Session,
        case_id: str,
        material_code: str,
        verdict: VerificationVerdict,
        remark: str = "",
        *,
        override_reason: str = "",
    ) -> IntakeState:
        """Record the verdict over the pages that lie there now, with the doubts the comparison has about them.

        Raises `rule.nothing_to_verify` without pages on paper, `rule.page_unseen` while one is still being looked at,
        `input.remark_required` for "differs" without a word, `rule.override_reason_required` for a match against
        a red finding without a reason.
        """
        words = check_text(remark, "material.remark")
        reason = check_text(override_reason, "material.override_reason")
        if verdict is VerificationVerdict.DIFFERS and not words:
            raise InputError("remark_required", field="material.remark")
        now = self.clock.now()
        with self.store.unit_of_work() as unit:
            case = require_draft(unit.cases.get(case_id))
            seen = self.read_state(unit, case)
            row = _row(seen, material_code)
            comparison = self.compare(unit, seen).get(material_code)
            doubts = comparison.doubtful if comparison is not None else ()
            overridden = verdict is VerificationVerdict.MATCHES and any(one.light is Light.RED for one in doubts)
            if overridden and not reason:
                raise RuleError("override_reason_required", field="material.override_reason", name=row.material.name)
            verification = Verification(
                verdict=verdict,
                remark=words,
                clerk_id=session.clerk.id,
                clerk_name=session.clerk.name,
                verified_at=now,
                place=f"{session.station.hall_name} {session.station.window_name}",
                page_hashes=tuple(page.original.sha256 for page in row.pages),
                findings=doubts,
                override_reason=reason if overridden else "",
            )
            case = unit.cases.save(replace(_with(case, row.state, verification), updated_at=now))
            detail = _detail(material_code, verdict, doubts, overridden=overridden)
            unit.audit.add(AuditEntry(AuditAction.ORIGINAL_VERIFIED, now, session.clerk.id, case_id, detail))
            state = self.read_state(unit, case)
            unit.commit()
        return state


def _detail(code: str, verdict: VerificationVerdict, doubts: Sequence[Finding], *, overridden: bool) -> str:
    """For the log: what was doubtful, by its reasons only - never what stands on the paper."""
    reasons = ",".join(sorted({f"{one.light.value}:{one.reason.name.lower()}" for one in doubts}))
    parts = [f"{code}={verdict.value}", reasons, "overridden" if overridden else ""]
    return " ".join(part for part in parts if part)


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
