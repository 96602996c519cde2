"""How the applicant's confirmation stands, for the clerk."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.confirmation import Confirmation
from app.ports.environment import TaskRunner
from resources.texts import text
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.viewmodel import ViewModel


class ConfirmationViewModel(ViewModel):
    """The confirmation of the case on the desk; changes are told by the desk."""

    def __init__(self, desk: IntakeDesk, runner: TaskRunner, parent: QObject | None = None) -> None:
        """Reads the desk."""
        super().__init__(runner, parent)
        self._desk = desk

    @property
    def given(self) -> bool:
        """Whether one covers the case as it is."""
        confirmation = self._confirmation
        return confirmation is not None and confirmation.given

    @property
    def sign(self) -> tuple[str, str]:
        """(tone, words) of how it stands; empty before there is one."""
        confirmation = self._confirmation
        if confirmation is None or confirmation.way is None:
            return "", ""
        if confirmation.outdated:
            return "amber", text("applicant_screen.confirmed_outdated")
        return "green", text(f"applicant_screen.confirmed_{confirmation.way}")

    def by_word(self, confirmed: bool) -> None:
        """Record what the applicant said, or take it back."""
        work, case_id = self._desk.workspace, self._desk.case_id
        self._desk.change(
            lambda: work.confirm_by_applicant.by_word(work.session, case_id, confirmed=confirmed), waiting="confirm"
        )

    @property
    def _confirmation(self) -> Confirmation | None:
        return self._desk.state.confirmation if self._desk.state else None
