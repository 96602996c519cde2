"""Ask the register of electronic licences about the papers of a draft, each question with its purpose in the log.

The entry stands in the audit log before the question leaves, so that nothing is ever looked at without one. The papers
do not wait: what nobody answers is held as such and asked again when the line is back.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from app.domain.audit import AuditAction, AuditEntry
from app.domain.case import CaseState
from app.domain.clerk import Session
from app.domain.e_licence import LicenceAnswer, LicenceOutcome, LicencePurpose, LicenceQuestion
from app.domain.errors import SyncError
from app.domain.licence_comparison import licence_questions
from app.ports.environment import Clock
from app.ports.licence_register import LicenceRegister
from app.ports.store import Store
from app.services.compare_papers import CaseComparer
from app.services.intake_state import StateReader

_LOG = logging.getLogger(__name__)
_PURPOSE = "originals_check"


@dataclass(frozen=True, slots=True)
class DueLicence:
    """A question that is to be asked, and for which material."""

    material_code: str
    item_code: str
    question: LicenceQuestion


@dataclass(frozen=True, slots=True)
class AskELicence:
    """`register` is None on a station without a platform: then there is never anything to ask."""

    store: Store
    read_state: StateReader
    comparer: CaseComparer
    register: LicenceRegister | None
    clock: Clock

    @property
    def possible(self) -> bool:
        """Whether there is a register to ask."""
        return self.register is not None

    def on_desk(self, case_id: str) -> None:
        """Another case may lie on the desk now; what is known for another is forgotten."""
        self.comparer.licences.on_desk(case_id)

    def due(self, case_id: str, *, again: bool = False) -> tuple[DueLicence, ...]:
        """What is to be asked about a draft; with `again` also what nobody answered. Quick, from the store."""
        if not self.possible:
            return ()
        with self.store.unit_of_work() as unit:
            case = unit.cases.get(case_id)
            if case.state is not CaseState.DRAFT or case.guide is None:
                return ()
            materials = self.comparer.materials(unit, self.read_state(unit, case))
        held, item = self.comparer.licences, case.guide.item_code
        return tuple(
            DueLicence(given.material.code, item, question)
            for given in materials
            for question in held.open_of(case_id, licence_questions(given, self.comparer.kinds), again=again)
        )

    def __call__(self, session: Session, case_id: str, due: tuple[DueLicence, ...]) -> None:
        """Ask one after the other; when nobody answers one, the others are not tried. Blocks: for the network lane.

        Raises StoreError when the purpose cannot be written down: then nothing is asked.
        """
        reason = ""
        for one in due:
            if reason:
                answer = LicenceAnswer(LicenceOutcome.UNREACHABLE, self.clock.now(), reason=reason)
            else:
                answer = self._asked(session, case_id, one)
                reason = answer.reason
            self.comparer.licences.keep(case_id, one.question, answer)

    def _asked(self, session: Session, case_id: str, due: DueLicence) -> LicenceAnswer:
        if self.register is None:
            raise ValueError("nothing is due without a register")
        self._note(session, case_id, AuditAction.E_LICENCE_ASKED, f"{due.material_code} {_PURPOSE}")
        purpose = LicencePurpose(case_id, due.item_code, due.material_code, session.clerk.id)
        try:
            answer = self.register.ask(due.question, purpose)
        except SyncError as error:
            _LOG.info("no answer about an e-licence: %s", error.code)
            answer = LicenceAnswer(LicenceOutcome.UNREACHABLE, self.clock.now(), reason=error.code)
        detail = f"{due.material_code} {answer.outcome.value} {answer.reason}".rstrip()
        self._note(session, case_id, AuditAction.E_LICENCE_ANSWERED, detail)
        return answer

    def _note(self, session: Session, case_id: str, action: AuditAction, detail: str) -> None:
        with self.store.unit_of_work() as unit:
            unit.audit.add(AuditEntry(action, self.clock.now(), session.clerk.id, case_id, detail))
            unit.commit()
