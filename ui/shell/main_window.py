"""The one window: sign-in, the working frame, the lock screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from resources.texts import text
from ui.runtime.error_presenter import ErrorPresenter
from ui.runtime.task_runner import QtTaskRunner
from ui.viewmodels.sign_in_viewmodel import SignInService, SignInViewModel
from ui.views.sign_in_view import SignInView

if TYPE_CHECKING:
    from ui.shell.lock_screen import LockScreen
    from ui.shell.screens import Session
    from ui.shell.work_frame import WorkFrame
    from ui.viewmodels.sign_in_viewmodel import Workspace

_ACTIVITY = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)


class MainWindow(QMainWindow):
    """Shows the sign-in at once; everything behind it is loaded when somebody signed in.

    Signals:
        look_changed(object): the clerk chose another look; the settings (`Settings`) say which.
    """

    look_changed = Signal(object)

    def __init__(
        self, sign_in: SignInService, runner: QtTaskRunner, presenter: ErrorPresenter, notice: str = ""
    ) -> None:
        """`sign_in` is the door to everything else, `notice` a line the sign-in screen shows."""
        super().__init__()
        self.setObjectName("main_window")
        self.runner = runner
        self._presenter = presenter
        self._notice = notice
        self.session: Session | None = None
        self.frame: WorkFrame | None = None
        self.lock_screen: LockScreen | None = None
        self._before_lock: QWidget | None = None
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self.door = SignInViewModel(sign_in, runner, self)
        self.setWindowTitle(text("shell.title", place=self.door.place or text("sign_in.no_place")))
        self.setMinimumSize(1024, 640)
        first = self._first_screen()
        self._stack.addWidget(first)
        first.setFocus()
        self.door.signed_in.connect(self._signed_in)

    def _first_screen(self) -> QWidget:
        if not self.door.first_run:
            return SignInView(self.door, self._presenter, self._notice)
        from ui.views.set_up_view import SetUpView

        return SetUpView(self.door, self._presenter)

    def warm_up(self) -> None:
        """The first screen is painted: load what comes after it, beside the clerk's typing."""
        self.door.warm_up()
        self.runner.submit("imaging", _load_frame, lambda _: None, self.show_error)

    def show_error(self, error: BaseException) -> None:
        """Tell an error nobody caught, where the clerk looks now."""
        if self.frame is not None and isinstance(error, Exception):
            self.frame.show_error(error)
        else:
            self._presenter.message(error)  # to the log, with its incident id

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Installed on the application: any key or click starts the idle clock again."""
        if self.session is not None and event.type() in _ACTIVITY:
            self.session.shell.touch()
        return False

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Save what is being typed; the work submitted so far is finished by the application."""
        if self.session is not None:
            self.session.intake.form.save()
            self.session.intake.form.stop_reading()
            self.session.intake.materials.capture.stop()
            self.session.shell.stop()
        super().closeEvent(event)

    def _signed_in(self, workspace: Workspace) -> None:
        from ui.runtime.barcode_gun import BarcodeGunGuard
        from ui.shell.lock_screen import LockScreen
        from ui.shell.screens import Session
        from ui.shell.work_frame import WorkFrame

        self.session = Session(workspace, self.runner, self)
        self.setWindowTitle(text("shell.title", place=self.session.shell.place))
        self.frame = WorkFrame(self.session, self._presenter)
        self.lock_screen = LockScreen(self.session.shell, self._presenter)
        for page in (self.frame, self.lock_screen):
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(self.frame)
        shell = self.session.shell
        shell.locked.connect(self._lock)
        shell.unlocked.connect(self._unlock)
        shell.failed.connect(self._shell_failed)
        self.session.look_changed.connect(self.look_changed)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
            guard = BarcodeGunGuard(self, self.frame.wants_zone)
            guard.zone_read.connect(self.frame.read_zone)
            application.installEventFilter(guard)
        self.frame.go_to("intake")
        shell.start()
        for warning in workspace.warnings:
            self.frame.show_error(warning)

    def _lock(self) -> None:
        if self.lock_screen is None or self.session is None:
            return
        self._before_lock = self.focusWidget()
        self.session.intake.form.save()
        self._stack.setCurrentWidget(self.lock_screen)
        self.lock_screen.entered()

    def _unlock(self) -> None:
        if self.frame is None:
            return
        self._stack.setCurrentWidget(self.frame)
        if self._before_lock is not None and self._before_lock.isVisible():
            self._before_lock.setFocus(Qt.FocusReason.OtherFocusReason)

    def _shell_failed(self, error: Exception) -> None:
        if self.session is not None and self.session.shell.is_locked and self.lock_screen is not None:
            self.lock_screen.show_error(error)
        elif self.frame is not None:
            self.frame.show_error(error)


def _load_frame() -> None:
    """Import what the first screen after the sign-in is made of."""
    import ui.shell.lock_screen
    import ui.shell.work_frame
    import ui.views.intake_view  # noqa: F401 - loading is all it is for
