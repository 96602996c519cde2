"""The case that lies on the desk: one place where its state is, and one way to change it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.domain.case import CaseState
from app.domain.errors import TongbanError
from app.ports.environment import TaskRunner
from app.services.intake_state import IntakeState
from app.services.workspace import Workspace
from ui.viewmodels.viewmodel import ViewModel


class IntakeDesk(ViewModel):
    """Holds the state of the current case; every change goes through the store lane in order.

    Signals:
        opened(): another case lies here now.
        changed(): the state is another one; also after `opened`.
        saved(object): the store made a change durable, at this moment (`datetime`).
    """

    opened = Signal()
    changed = Signal()
    saved = Signal(object)

    def __init__(self, workspace: Workspace, runner: TaskRunner, parent: QObject | None = None) -> None:
        """Nothing lies here until `open_latest`, `start` or `resume`."""
        super().__init__(runner, parent)
        self.workspace = workspace
        self.state: IntakeState | None = None

    @property
    def case_id(self) -> str:
        """Id of the current case, empty when there is none."""
        return self.state.case.id if self.state else ""

    @property
    def is_draft(self) -> bool:
        """Whether the current case may still be changed."""
        return self.state is not None and self.state.case.state is CaseState.DRAFT

    def open_latest(self) -> None:
        """Take up the draft that lay here when the program ended, or start a new one."""
        work, session = self.workspace, self.workspace.session

        def latest() -> IntakeState:
            draft = work.open_case.latest_draft(session)
            return work.open_case.resume(session, draft) if draft else work.open_case.start(session)

        self.run("store", latest, self._open, waiting="open")

    def start(self, then: Callable[[], None] | None = None) -> None:
        """Put an empty draft on the desk, and go on with `then`; what lay here is parked as it is."""

        def opened(state: IntakeState) -> None:
            self._open(state)
            if then is not None:
                then()

        self.run("store", lambda: self.workspace.open_case.start(self.workspace.session), opened, waiting="open")

    def resume(self, case_id: str) -> None:
        """Put this case on the desk."""
        session = self.workspace.session
        self.run("store", lambda: self.workspace.open_case.resume(session, case_id), self._open, waiting="open")

    def change(
        self,
        work: Callable[[], IntakeState],
        *,
        waiting: str = "",
        then: Callable[[], None] | None = None,
        on_error: Callable[[TongbanError], bool] | None = None,
    ) -> None:
        """Run a service that gives the new state of this case. A late answer for another case is dropped."""
        case_id = self.case_id

        def done(state: IntakeState) -> None:
            if state.case.id == self.case_id == case_id:
                self._adopt(state)
                if then is not None:
                    then()

        self.run("store", work, done, waiting=waiting, on_error=on_error)

    def refresh(self) -> None:
        """Read the state again (pages or papers came in by another way)."""
        if self.case_id:
            case_id = self.case_id
            self.change(lambda: self.workspace.open_case.current(case_id))

    def _open(self, state: IntakeState) -> None:
        self.state = state
        self.workspace.check_person.on_desk(state.case.id, state.case.state)
        self.opened.emit()
        self.changed.emit()

    def _adopt(self, state: IntakeState) -> None:
        self.state = state
        self.workspace.check_person.on_desk(state.case.id, state.case.state)
        self.saved.emit(state.case.updated_at)
        self.changed.emit()
