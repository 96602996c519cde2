"""The register of electronic licences is asked about what was read, beside everything else."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.errors import TongbanError
from app.ports.environment import TaskRunner
from app.services.ask_e_licence import DueLicence
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.page_reading import PageReadings
from ui.viewmodels.viewmodel import ViewModel


class LicenceChecks(ViewModel):
    """Asks by itself whenever a paper was read or a licence is cited, one round at a time, for seconds at most.

    What nobody answered is asked again when the line is back and the case still lies there.

    Signals:
        changed(): an answer came, none did, or a question is under way.
    """

    changed = Signal()

    def __init__(
        self, desk: IntakeDesk, readings: PageReadings, runner: TaskRunner, parent: QObject | None = None
    ) -> None:
        """Follows desk and readings."""
        super().__init__(runner, parent)
        self._desk = desk
        self._asking: tuple[str, frozenset[str]] | None = None
        self._looking, self._stale, self._again = False, False, False
        self._online: bool | None = None
        self._stopped = False
        if desk.workspace.ask_e_licence.possible:
            desk.opened.connect(self._opened)
            desk.changed.connect(self._look)
            readings.changed.connect(self._look)

    def pending(self, code: str) -> bool:
        """Whether the register is being asked about this material."""
        return self._asking is not None and self._asking[0] == self._desk.case_id and code in self._asking[1]

    def line_is(self, online: bool | None) -> None:
        """What is known of the line: when it comes back, what nobody answered is asked again."""
        back = online is True and self._online is not True
        self._online = online
        if back and self._desk.workspace.ask_e_licence.possible:
            self._again = True
            self._look()

    def stop(self) -> None:
        """The session ends: what is saved at its end asks nothing any more."""
        self._stopped = True

    def _opened(self) -> None:
        self._desk.workspace.ask_e_licence.on_desk(self._desk.case_id)

    def _look(self) -> None:
        if self._stopped or not self._desk.is_draft:
            return
        if self._looking or self._asking is not None:
            self._stale = True
            return
        self._looking, self._stale = True, False
        again, self._again = self._again, False
        case_id, ask = self._desk.case_id, self._desk.workspace.ask_e_licence
        self.run(
            "store", lambda: ask.due(case_id, again=again), lambda due: self._ask(case_id, due), on_error=self._ended
        )

    def _ask(self, case_id: str, due: tuple[DueLicence, ...]) -> None:
        self._looking = False
        if self._stopped or not due or case_id != self._desk.case_id:
            self._go_on()
            return
        self._asking = case_id, frozenset(one.material_code for one in due)
        self.changed.emit()
        session, ask = self._desk.workspace.session, self._desk.workspace.ask_e_licence
        self.run("network", lambda: ask(session, case_id, due), lambda _: self._answered(), on_error=self._ended)

    def _answered(self) -> None:
        self._asking = None
        self.changed.emit()
        self._go_on()

    def _ended(self, _error: TongbanError) -> bool:
        """Told as everywhere; the next thing that happens on the desk tries again."""
        self._looking, self._asking = False, None
        self.changed.emit()
        return False

    def _go_on(self) -> None:
        if self._stale:
            self._look()
