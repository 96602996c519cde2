"""Signing on the applicant's screen: who signs, below which facts, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.domain.errors import TongbanError
from app.domain.handwritten_signature import SignerRole, SigningMeans, Stroke, StrokePoint
from app.ports.environment import TaskRunner
from app.services.confirm_by_applicant import Shown, SignedByHand, possible_signers, ready_to_confirm
from app.services.intake_state import IntakeState
from resources.texts import error_text, text
from ui.viewmodels.applicant_sheet import canonical_text, sheet_sections
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.viewmodel import ViewModel

PadStroke = tuple[str, tuple[tuple[int, int, int, int], ...]]
"""A stroke as the pad gives it: what it was drawn with, and (x, y, pressure, ms) of its points."""
_FOR_THE_APPLICANT = ("rule.shown_outdated", "rule.not_yet_complete")


class SigningViewModel(ViewModel):
    """Holds no stroke: the pad does, for as long as it is in sight.

    Signals:
        changed(): the pad is offered or put away, or there is another message.
    """

    changed = Signal()

    def __init__(
        self,
        desk: IntakeDesk,
        shown: Callable[[], IntakeState | None],
        runner: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        """`shown` gives the case that stands on the applicant's screen, None when nothing does."""
        super().__init__(runner, parent)
        self._desk = desk
        self._shown = shown
        self._facts = ""  # digest of the facts below the pad; empty while nobody signs
        self.role = SignerRole.APPLICANT
        self.consent = text("applicant_screen.consent")
        self.message = ""

    @property
    def active(self) -> bool:
        """Whether the pad is offered."""
        return bool(self._facts)

    @property
    def roles(self) -> tuple[tuple[str, str], ...]:
        """(value, words) of who can sign, likeliest first."""
        state = self._shown()
        found = possible_signers(state) if state else ()
        return tuple((role.value, text(f"paper.signer_{role}")) for role in found)

    def begin(self) -> None:
        """Offer the pad below what is shown."""
        state = self._shown()
        if state is None or self.active or state.case.received_at is not None:
            return
        if not ready_to_confirm(state):
            self.say(error_text("rule.not_yet_complete", {}))
            return
        self.role = possible_signers(state)[0]
        self._facts = state.confirmation.facts.sha256
        self.say("")

    def stop(self) -> None:
        """Put the pad away; the sheet stays."""
        self._facts = ""
        self.say("")

    def follow(self) -> None:
        """The case is another one or stands otherwise: nobody signs below what has changed."""
        state = self._shown()
        if state is None:
            self._facts = self.message = ""
        elif self.active and state.confirmation.facts.sha256 != self._facts:
            self._facts, self.message = "", text("applicant_screen.changed_meanwhile")

    def choose_role(self, role: str) -> None:
        """Who signs."""
        self.role = SignerRole(role)

    def drawing(self) -> None:
        """The tip is on the pad again: what was wrong before has been read."""
        if self.message:
            self.say("")

    def sign(self, strokes: Sequence[PadStroke], aspect: int) -> None:
        """The signer says that the signature is done."""
        state = self._shown()
        if not self.active or self.waiting or state is None:
            return
        work, case_id = self._desk.workspace, state.case.id
        written = tuple(
            Stroke(SigningMeans(means), tuple(StrokePoint(*point) for point in points)) for means, points in strokes
        )
        signed = SignedByHand(self.role, self.consent, written, aspect)
        below = shown_of(state)
        self._desk.change(
            lambda: work.confirm_by_applicant.sign(work.session, case_id, below, signed),
            then=self.stop,
            on_error=self.refused,
        )

    def refused(self, error: TongbanError) -> bool:
        """What the person in front of this screen can mend is told here, everything else to the clerk."""
        if error.field == "signature" or error.code in _FOR_THE_APPLICANT:
            self.say(error_text(error.code, error.details))
            return True
        return False

    def say(self, words: str) -> None:
        """Tell the person in front of the screen something; empty takes it back."""
        self.message = words
        self.changed.emit()


def shown_of(state: IntakeState) -> Shown:
    """What stands on the screen for this state."""
    facts = state.confirmation.facts
    return Shown(canonical_text(sheet_sections(facts)), facts.sha256)
