"""What to do when a card does not prove who somebody is: the rungs in words, and which one was taken."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.domain.applicant import IdentitySource
from app.domain.errors import DeviceError, TongbanError
from app.domain.identity_check import AGENT, APPLICANT
from app.domain.identity_ladder import CardTrouble, Rung, assurance, trouble_of_fault
from app.ports.environment import TaskRunner
from app.services.identity_ladder import other_proof
from resources.texts import text
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.intake_form import FormViewModel
from ui.viewmodels.viewmodel import ViewModel


@dataclass(frozen=True, slots=True)
class RungWords:
    """One thing to do: its words, its key or how sure the window is then, and whether it is the next in order."""

    key: str
    words: str
    detail: str
    is_next: bool


class IdentityLadderViewModel(ViewModel):
    """Opens when the reader says that a card cannot be read, when a document has expired, or when it is asked for.

    Signals:
        changed(): trouble, rungs or what is recorded are others.
        asked(): the clerk wants to choose now.
        gone_on(str): the field to go on with, now that a rung was taken.
    """

    changed = Signal()
    asked = Signal()
    gone_on = Signal(str)

    def __init__(
        self, desk: IntakeDesk, form: FormViewModel, runner: TaskRunner, parent: QObject | None = None
    ) -> None:
        """Follows the desk and the reader of `form`."""
        super().__init__(runner, parent)
        self._desk = desk
        self._form = form
        self._told: dict[str, CardTrouble] = {}
        self._tries: dict[str, int] = {}
        self._closed: set[str] = set()
        desk.opened.connect(self._forget)
        desk.changed.connect(self.changed)
        form.card_failed.connect(self._card_failed)
        form.card_taken.connect(lambda role, _card: self._settle(role))

    @property
    def role(self) -> str:
        """Whose card the trouble is with; the applicant's while there is none."""
        return next((role for role in (APPLICANT, AGENT) if self._trouble_with(role) is not None), APPLICANT)

    @property
    def trouble(self) -> CardTrouble | None:
        """What is wrong; None while nothing is, or the clerk has said what was taken instead."""
        return self._trouble_with(self.role)

    @property
    def title(self) -> str:
        """Whose card, and what is wrong with it."""
        trouble = self.trouble
        who = text("identity_proof.agent") if self.role == AGENT else text("identity_proof.applicant")
        return text("identity_proof.title", who=who, trouble=text(trouble)) if trouble is not None else ""

    @property
    def rungs(self) -> tuple[RungWords, ...]:
        """What can be done, in order."""
        state, trouble = self._desk.state, self.trouble
        if state is None or trouble is None:
            return ()
        offered = self._desk.workspace.identity_ladder.rungs(state.case, self.role, trouble)
        tried = {Rung.TRY_AGAIN} if self._tries.get(self.role, 0) > 1 else set()
        ahead = next((rung for rung in offered if rung not in tried), None)
        return tuple(RungWords(rung, text(rung), _detail(self.role, rung), rung is ahead) for rung in offered)

    @property
    def suggested_reason(self) -> str:
        """What is known already of why: the trouble, and how often the card was tried."""
        trouble, tries = self.trouble, self._tries.get(self.role, 0)
        if trouble is None:
            return ""
        return text("identity_proof.tried", trouble=text(trouble), count=tries) if tries > 1 else text(trouble)

    @property
    def recorded(self) -> tuple[str, ...]:
        """What was taken in place of a card, a sentence for each person."""
        state = self._desk.state
        proofs = [(role, other_proof(state.case, role)) for role in (APPLICANT, AGENT)] if state is not None else []
        return tuple(
            text(
                "identity_proof.recorded",
                who=text("identity_proof.agent") if role == AGENT else text("identity_proof.applicant"),
                rung=text(proof.rung),
                reason=proof.reason,
                assurance=text(proof.assurance),
            )
            for role, proof in proofs
            if proof is not None
        )

    @property
    def possible(self) -> bool:
        """Whether there is a person whose card could be of no use."""
        return self._desk.is_draft and (self._agent_acts() or not self._is_organisation())

    def open(self) -> None:
        """The clerk says that the card is of no use, or wants to choose anew.

        It is about whom there is trouble with, else about the first who is not proved by a chip or a zone.
        """
        if not self.possible:
            return
        proved = self._is_organisation() or self._form.value("applicant.source") not in ("", IdentitySource.TYPED)
        role = AGENT if self.trouble is None and proved and self._agent_acts() else self.role
        self._form.save()
        self._closed.discard(role)
        state = self._desk.state
        before = other_proof(state.case, role) if state is not None else None
        if self._trouble_with(role) is None:
            self._told[role] = before.trouble if before is not None else CardTrouble.NOT_AT_HAND
        self.changed.emit()
        self.asked.emit()

    def close(self) -> None:
        """Leave it at that for now; what is wrong stays wrong."""
        role = self.role
        self._told.pop(role, None)
        self._closed.add(role)
        self.changed.emit()

    def take(self, key: str, reason: str = "") -> None:
        """Take a rung; reading the card again needs no reason, all others go onto the form and into the log."""
        trouble, role, rung = self.trouble, self.role, Rung(key)
        if trouble is None:
            return
        if rung is Rung.TRY_AGAIN:
            self._form.read_card(role)
            return
        self._form.save()
        work, case_id = self._desk.workspace, self._desk.case_id
        self._desk.change(
            lambda: work.identity_ladder.take(work.session, case_id, role, trouble, rung, reason),
            then=lambda: self._taken(role),
        )

    def _taken(self, role: str) -> None:
        self._settle(role)
        empty = [name for name in ("name", "document_number") if not self._form.value(f"{role}.{name}").strip()]
        self.gone_on.emit(f"{role}.{empty[0] if empty else 'document_number'}")

    def _trouble_with(self, role: str) -> CardTrouble | None:
        state = self._desk.state
        if state is None or not self._desk.is_draft or (role == APPLICANT and self._is_organisation()):
            return None
        if role in self._told:
            return self._told[role]
        if role in self._closed or other_proof(state.case, role) is not None:
            return None
        return self._desk.workspace.identity_ladder.standing_trouble(state.case, role)

    def _agent_acts(self) -> bool:
        return self._form.value("agent.present") == "yes"

    def _is_organisation(self) -> bool:
        return self._form.value("applicant.kind") == "organisation"

    def _card_failed(self, role: str, error: TongbanError) -> None:
        if isinstance(error, DeviceError):
            self._told[role] = trouble_of_fault(error.code)
            self._tries[role] = self._tries.get(role, 0) + 1
            self._closed.discard(role)
            self.changed.emit()

    def _settle(self, role: str) -> None:
        self._told.pop(role, None)
        self._tries.pop(role, None)
        self._closed.discard(role)
        self.changed.emit()

    def _forget(self) -> None:
        self._told, self._tries, self._closed = {}, {}, set()
        self.changed.emit()


def _detail(role: str, rung: Rung) -> str:
    """The key that reads the card again, or how sure the window is when another document is typed from."""
    if rung is not Rung.TRY_AGAIN:
        return text(assurance(IdentitySource.TYPED, rung))
    return text("identity_proof.again_for_agent") if role == AGENT else text("identity_proof.again")
