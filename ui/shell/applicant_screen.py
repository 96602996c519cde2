"""Where the applicant's screen stands: on the second monitor, or in front of the clerk's work when asked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QScreen, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.settings import Settings
from resources.texts import text
from ui.shell.screens import Session
from ui.viewmodels.applicant_screen_viewmodel import ApplicantScreenViewModel, Face, Place
from ui.views.applicant_sheet_view import ApplicantSheetView

SETTING = "applicant_screen.place"


class ApplicantWindow(ApplicantSheetView):
    """The whole of the second monitor. It never takes the keyboard from the clerk, whatever is touched on it."""

    def __init__(self, model: ApplicantScreenViewModel) -> None:
        """Not yet in sight."""
        super().__init__(model, keys=False)
        self.setWindowTitle(text("applicant_screen.name"))
        self.setWindowFlags(
            Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)

    def stand_on(self, screen: QScreen) -> None:
        """Fill this monitor. A window must exist before it can be moved to another screen."""
        self.winId()
        self.windowHandle().setScreen(screen)
        self.setGeometry(screen.geometry())
        self.show()


class ApplicantPage(ApplicantSheetView):
    """In front of everything else of the window: the applicant looks at the clerk's own monitor."""

    def __init__(self, model: ApplicantScreenViewModel, lock: Callable[[], None]) -> None:
        """`lock` locks the screen, as everywhere."""
        super().__init__(model, keys=True)
        self._model = model
        for key, command in (
            ("Esc", self._back),
            ("Ctrl+Return", model.confirm),
            ("F10", model.hide),
            ("F11", model.begin_signing),
            ("F12", lock),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(command)

    def entered(self) -> None:
        """The sheet has the arrow keys; the buttons are a Tab away, so that no key in flight confirms."""
        self.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def _back(self) -> None:
        if self._model.face is Face.SIGNING:
            self._model.signing.stop()
            self.area.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._model.hide()


class ApplicantScreen(QObject):
    """Follows setting, monitors and view-model for one session."""

    def __init__(self, session: Session, stack: QStackedWidget, frame: QWidget, parent: QObject | None = None) -> None:
        """`stack` is the main window's, `frame` the clerk's work in it."""
        super().__init__(parent)
        self._model = session.intake.applicant_screen
        self._stack, self._frame = stack, frame
        self._before: QWidget | None = None
        self._page = ApplicantPage(self._model, session.shell.lock)
        self._window: ApplicantWindow | None = None
        self._place = Place.ON_REQUEST
        stack.addWidget(self._page)
        self._model.changed.connect(self._follow)
        session.shell.locked.connect(self._model.lock)
        session.shell.unlocked.connect(self._model.unlock)
        session.settings_read.connect(self.use)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._screens_changed)
            application.screenRemoved.connect(self._screens_changed)
        self.use(session.workspace.manage_settings.current())

    @property
    def window(self) -> ApplicantWindow | None:
        """The window on the second monitor, None while there is none."""
        return self._window

    @property
    def page(self) -> ApplicantPage:
        """The page in front of the clerk's work."""
        return self._page

    def use(self, settings: Settings) -> None:
        """What the settings say now."""
        self._place = Place(settings.text(SETTING))
        self._arrange()

    def close(self) -> None:
        """The session ends: nothing of it stays on a monitor."""
        self._model.hide()
        self._drop_window()
        self._stack.removeWidget(self._page)
        self._page.deleteLater()

    def _arrange(self) -> None:
        second = self._second_screen() if self._place is Place.SECOND_SCREEN else None
        if second is None:
            self._drop_window()
        else:
            if self._window is None:
                self._window = ApplicantWindow(self._model)
            self._window.stand_on(second)
        self._model.use(self._place, has_window=second is not None)

    def _second_screen(self) -> QScreen | None:
        """Any monitor but the one the clerk works on; the leftmost of several."""
        own = self._stack.window().screen()
        others = [screen for screen in QGuiApplication.screens() if screen is not own]
        return min(others, key=lambda screen: (screen.geometry().x(), screen.geometry().y()), default=None)

    def _screens_changed(self, _screen: QScreen) -> None:
        self._arrange()

    def _drop_window(self) -> None:
        if self._window is not None:
            self._window.close()
            self._window.deleteLater()
            self._window = None

    def _follow(self) -> None:
        """In front while a case is shown and there is no other monitor for it; gone the moment it is not."""
        wanted = self._model.face is not Face.NEUTRAL and not self._model.has_window
        there = self._stack.currentWidget() is self._page
        if wanted and not there and self._stack.currentWidget() is self._frame:
            self._before = self._frame.window().focusWidget()
            self._stack.setCurrentWidget(self._page)
            self._page.entered()
        elif there and not wanted:
            self._stack.setCurrentWidget(self._frame)
            if self._before is not None and self._before.isVisible():
                self._before.setFocus(Qt.FocusReason.OtherFocusReason)
