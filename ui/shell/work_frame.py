"""The frame around the screens of a session: top bar, navigation, screens, status line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from ui.runtime.error_presenter import ErrorPresenter
from ui.shell.navigation import Navigation
from ui.shell.notice_bar import NoticeBar
from ui.shell.screens import SCREENS, Session
from ui.shell.status_line import StatusLine
from ui.shell.top_bar import TopBar
from ui.views.print_question_bar import PrintQuestionBar
from ui.views.screen import Screen
from ui.widgets.words import column

_EXPLAINED_BY = {"reader": "settings", "scanner": "settings", "printer": "settings", "platform": "sync"}


class WorkFrame(QWidget):
    """Screens are built when first shown; the one in front is kept when the screen is locked.

    Signals:
        change_asked(): another clerk takes the place.
    """

    change_asked = Signal()

    def __init__(self, session: Session, presenter: ErrorPresenter, parent: QWidget | None = None) -> None:
        """`session` holds the view-models."""
        super().__init__(parent)
        self.setObjectName("shell")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._presenter = presenter
        self._built: dict[str, Screen] = {}
        self._stack = QStackedWidget()
        self.top = TopBar(session.shell)
        self.status = StatusLine(session.shell)
        self.notices = NoticeBar(session.notices)
        self.navigation = Navigation(
            [(name, icon, words, f"Ctrl+{at}") for at, (name, (icon, words, _)) in enumerate(SCREENS.items(), start=1)]
        )
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top, 0, 0, 1, 2)
        layout.addWidget(self.navigation, 1, 0)
        layout.addLayout(column(self.notices, PrintQuestionBar(session.intake.papers), self._stack, spacing=0), 1, 1)
        layout.addWidget(self.status, 2, 0, 1, 2)
        layout.setColumnStretch(1, 1)
        layout.setRowStretch(1, 1)
        self._connect()

    @property
    def screen_name(self) -> str:
        """Name of the screen in front."""
        return next((name for name, screen in self._built.items() if screen is self._stack.currentWidget()), "")

    def go_to(self, name: str) -> Screen:
        """Bring a screen to the front, building it if need be."""
        screen = self._built.get(name)
        if screen is None:
            screen = self._built[name] = SCREENS[name][2](self._session, self._presenter)
            self._stack.addWidget(screen)
        self._stack.setCurrentWidget(screen)
        self.navigation.show_current(name)
        screen.entered()
        return screen

    def offer_recovery_key(self) -> None:
        """The station was just set up: the first thing is the sheet nobody gets in without once passwords are lost."""
        from ui.views.settings_view import SettingsView

        screen = self.go_to("settings")
        if isinstance(screen, SettingsView):
            screen.offer_recovery_key()

    def show_error(self, error: Exception) -> None:
        """Tell an error that belongs to no screen in the one that is in front."""
        screen = self._stack.currentWidget()
        if isinstance(screen, Screen):
            screen.show_error(error)

    def wants_zone(self) -> bool:
        """Whether the screen in front can use the zone of a travel document."""
        screen = self._stack.currentWidget()
        return isinstance(screen, Screen) and screen.isVisible() and screen.wants_zone()

    def read_zone(self, zone: str) -> None:
        """Give a zone to the screen in front."""
        screen = self._stack.currentWidget()
        if isinstance(screen, Screen):
            screen.read_zone(zone)

    def _connect(self) -> None:
        for at, name in enumerate(SCREENS, start=1):
            self._bind(f"Ctrl+{at}", partial(self.go_to, name))
        self._bind("F12", self._session.shell.lock)
        self._bind("Shift+F12", self.change_asked.emit)
        self.top.change_asked.connect(self.change_asked)
        self.notices.acted.connect(self._show_notices)
        self.navigation.chosen.connect(self.go_to)
        self.top.line_asked.connect(lambda: self.go_to("sync"))
        self.status.asked.connect(lambda name: self.go_to(_EXPLAINED_BY[name]))
        intake = self._session.intake
        intake.desk.saved.connect(self.status.show_saved)
        intake.received.connect(self._session.shell.synchronise)
        self._session.devices.changed.connect(self._show_devices)
        self._show_devices()
        self._session.draft_asked.connect(self._take_up)

    def _bind(self, key: str, command: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.activated.connect(command)

    def _show_notices(self) -> None:
        from ui.views.settings_view import SettingsView

        screen = self.go_to("settings")
        if isinstance(screen, SettingsView):
            screen.show_notices()

    def _take_up(self, case_id: str) -> None:
        self.go_to("intake")
        self._session.intake.parked.take_up(case_id)

    def _show_devices(self) -> None:
        for name, sign in self._session.devices.signs.items():
            self.status.show_device(name, sign.words, sign.tone)
