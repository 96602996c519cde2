"""The view-models of a session and the screens that show them, each loaded when first shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from resources.texts import text
from ui.runtime.error_presenter import ErrorPresenter
from ui.viewmodels.devices_viewmodel import DevicesViewModel
from ui.viewmodels.intake_viewmodel import IntakeViewModel
from ui.viewmodels.keys_viewmodel import KeysViewModel
from ui.viewmodels.notices_viewmodel import NoticesViewModel
from ui.viewmodels.shell_viewmodel import ShellViewModel
from ui.viewmodels.upkeep_viewmodel import UpkeepViewModel
from ui.views.screen import Screen

if TYPE_CHECKING:
    from ui.runtime.session_lanes import SessionLanes
    from ui.viewmodels.accounts_viewmodel import AccountsViewModel
    from ui.viewmodels.cases_viewmodel import CasesViewModel
    from ui.viewmodels.line_viewmodel import LineViewModel
    from ui.viewmodels.settings_viewmodel import SettingsViewModel
    from ui.viewmodels.sign_in_viewmodel import Workspace


class Session(QObject):
    """View-models over one workspace; those of screens not yet shown are not made yet.

    Signals:
        look_changed(object): another look was chosen; the settings in force.
        draft_asked(str): the draft with this id is to be taken up on the intake screen.
        settings_read(object): the settings in force (`Settings`), read again or written.
    """

    draft_asked = Signal(str)

    look_changed = Signal(object)
    settings_read = Signal(object)

    def __init__(self, workspace: Workspace, lanes: SessionLanes, parent: QObject | None = None) -> None:
        """From sign-in to sign-out; `lanes` are the session's own."""
        super().__init__(parent)
        self.workspace = workspace
        self._runner = lanes
        self.shell = ShellViewModel(workspace, lanes, self)
        self.intake = IntakeViewModel(workspace, lanes, self)
        self.shell.locked.connect(self.intake.person_check.drop)
        self.shell.locked.connect(self.intake.identity.photos.drop)
        self.notices = NoticesViewModel(workspace, lanes, self)
        self.upkeep = UpkeepViewModel(workspace, self.shell.quiet, lanes, self)
        self.upkeep.changed.connect(lambda: self.notices.tell_of_store("backups", self.upkeep.warning))
        self.keys = KeysViewModel(workspace, lanes, self)
        self.keys.changed.connect(lambda: self.notices.tell_of_store("keys", self.keys.warning))
        self.shell.facts_changed.connect(lambda: self.intake.materials.licences.line_is(self.shell.online))
        self.shell.facts_changed.connect(lambda: self.notices.tell_of_store("audit", self.shell.audit_warning))
        self.devices = DevicesViewModel(self.intake.form, self.intake.materials.capture, self.intake.papers, self)

    @cached_property
    def cases(self) -> CasesViewModel:
        """The case list."""
        from ui.viewmodels.cases_viewmodel import CasesViewModel

        made = CasesViewModel(self.workspace, self._runner, self)
        made.draft_asked.connect(self.draft_asked)
        # Wherever a paper was printed, its end is asked about in one place, and the answer is seen in both.
        made.papers.open_prints_changed.connect(self.intake.papers.find_open_prints)
        self.intake.papers.open_prints_changed.connect(made.reload)
        self.shell.facts_changed.connect(made.search)
        self.shell.facts_changed.connect(made.reload)
        return made

    @cached_property
    def line(self) -> LineViewModel:
        """The line to the platform."""
        from ui.viewmodels.line_viewmodel import LineViewModel

        made = LineViewModel(self.workspace, self._runner, self)
        made.synchronise_asked.connect(self.shell.synchronise_now)
        self.shell.facts_changed.connect(made.read_again)
        return made

    @cached_property
    def settings(self) -> SettingsViewModel:
        """Settings."""
        from ui.viewmodels.settings_viewmodel import SettingsViewModel

        made = SettingsViewModel(self.workspace, self._runner, self)
        made.look_changed.connect(lambda: self.look_changed.emit(made.settings))
        made.changed.connect(lambda: self.settings_read.emit(made.settings))
        made.keyring_changed.connect(self.keys.settle)
        return made

    @cached_property
    def accounts(self) -> AccountsViewModel:
        """Passwords and accounts."""
        from ui.viewmodels.accounts_viewmodel import AccountsViewModel

        made = AccountsViewModel(self.workspace, self._runner, self)
        made.changed.connect(self.keys.read)  # disabling asks for another data key
        return made

    def end(self) -> None:
        """Save what is being typed, read, scan and ask no more, stop all clocks; what was submitted goes on."""
        self.intake.form.save()
        self.intake.form.stop_reading()
        self.intake.materials.capture.stop()
        self.intake.materials.licences.stop()
        self.shell.stop()
        self.upkeep.stop()


def _intake(session: Session, presenter: ErrorPresenter) -> Screen:
    from ui.views.intake_view import IntakeView

    return IntakeView(session.intake, presenter)


def _cases(session: Session, presenter: ErrorPresenter) -> Screen:
    from ui.views.cases_view import CasesView

    return CasesView(session.cases, presenter)


def _line(session: Session, presenter: ErrorPresenter) -> Screen:
    from ui.views.line_screen import LineScreen

    return LineScreen(session.line, presenter)


def _settings(session: Session, presenter: ErrorPresenter) -> Screen:
    from ui.views.settings_view import SettingsView

    return SettingsView(session.settings, session.accounts, session.keys, session.notices, presenter)


Builder = Callable[[Session, ErrorPresenter], Screen]
SCREENS: dict[str, tuple[str, str, Builder]] = {
    "intake": ("intake", text("shell.intake"), _intake),
    "cases": ("cases", text("shell.cases"), _cases),
    "sync": ("line", text("shell.sync"), _line),
    "settings": ("settings", text("shell.settings"), _settings),
}
