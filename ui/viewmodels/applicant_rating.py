"""The applicant's rating of the service: asked once the papers are out, kept from everybody at the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.errors import TongbanError
from app.domain.rating import PoorReason, RatingGrade
from app.ports.environment import TaskRunner
from app.services.intake_state import IntakeState
from resources.texts import text
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.paper_progress import PaperProgress
from ui.viewmodels.viewmodel import ViewModel


class RatingViewModel(ViewModel):
    """Knows whether a received case may be rated now, never which grade was given.

    A poor grade waits until the applicant has said why, or is gone: it counts then too.

    Signals:
        changed(): a rating was given, declined, or waits for its reasons.
    """

    changed = Signal()

    def __init__(self, desk: IntakeDesk, runner: TaskRunner, parent: QObject | None = None) -> None:
        """Nobody is asked yet."""
        super().__init__(runner, parent)
        self._desk = desk
        self._turned_to = ""  # the case whose papers may not be printed, but the clerk turned the screen
        self._waits: tuple[str, RatingGrade] | None = None  # the case and the poor grade whose reasons are asked
        self._answered: dict[str, str] = {}  # by case: what to say once the rating is given or declined

    @property
    def thanks(self) -> str:
        """That the case on the desk was rated; empty while it was not."""
        return self._answered.get(self._desk.case_id, "")

    @property
    def asks_reasons(self) -> bool:
        """Whether the applicant is asked what was poor."""
        return self._waits is not None

    def wanted(self, state: IntakeState) -> bool:
        """Whether this received case is to be rated now: its papers came out, or the clerk turned the screen."""
        if state.case.id in self._answered:
            return False
        out = bool(state.papers) and not PaperProgress(state.papers, label_printer=False, tries={}, saved=()).unprinted
        return out or self._turned_to == state.case.id

    def turn_to(self, state: IntakeState | None) -> None:
        """The clerk brought this case to the applicant's screen."""
        self._turned_to = state.case.id if state is not None and state.case.received_at is not None else ""

    def rate(self, grade: RatingGrade) -> None:
        """The applicant's own word; it goes to the platform and is shown to nobody here."""
        state = self._desk.state
        if state is None or state.case.received_at is None or not self.wanted(state):
            return
        if grade.poor:
            self._waits = (state.case.id, grade)
            self.changed.emit()
        else:
            self._keep(state.case.id, grade, ())

    def rate_again(self) -> None:
        """Back to the grades."""
        self._waits = None
        self.changed.emit()

    def give(self, reasons: tuple[PoorReason, ...]) -> None:
        """The poor grade, with what was poor about it."""
        if self._waits is not None:
            (case_id, grade), self._waits = self._waits, None
            self._keep(case_id, grade, reasons)

    def settle(self) -> None:
        """The applicant is gone, or the case is: a grade that was chosen counts, also without reasons."""
        self.give(())

    def _keep(self, case_id: str, grade: RatingGrade, reasons: tuple[PoorReason, ...]) -> None:
        work = self._desk.workspace
        self.run(
            "store",
            lambda: work.rate_service(work.session, case_id, grade, reasons),
            lambda _: self._rated(case_id),
            waiting="rate",
            on_error=lambda error: self._rated_before(case_id, error),
        )

    def decline(self) -> None:
        """Nobody has to; nothing is kept of it."""
        self._answered[self._desk.case_id] = ""
        self.changed.emit()

    def _rated(self, case_id: str) -> None:
        self._answered[case_id] = text("applicant_screen.rated")
        self.changed.emit()

    def _rated_before(self, case_id: str, error: TongbanError) -> bool:
        if error.code != "rule.already_rated":
            return False
        self._rated(case_id)
        return True
