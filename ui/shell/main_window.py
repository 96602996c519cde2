"""The one window: sign-in, the working frame, the lock screen."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from app.domain.errors import StoreError, TongbanError
from resources.texts import text
from ui.runtime.error_presenter import ErrorPresenter
from ui.runtime.task_runner import QtTaskRunner
from ui.viewmodels.sign_in_viewmodel import SignInService, SignInViewModel
from ui.views.sign_in_view import SignInView

if TYPE_CHECKING:
    from ui.runtime.barcode_gun import BarcodeGunGuard
    from ui.runtime.session_lanes import SessionLanes
    from ui.shell.applicant_screen import ApplicantScreen
    from ui.shell.departure import Departure
    from ui.shell.lock_screen import LockScreen
    from ui.shell.screens import Session
    from ui.shell.work_frame import WorkFrame
    from ui.viewmodels.sign_in_viewmodel import Workspace

_LOG = logging.getLogger(__name__)
_SMALLEST = (960, 540)  # a monitor of 1920x1080 that the system shows at 200 %
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
        self._sign_in = sign_in
        self._notice = notice
        self._first_run = False
        self.session: Session | None = None
        self.frame: WorkFrame | None = None
        self.lock_screen: LockScreen | None = None
        self._lanes: SessionLanes | None = None
        self._departure: Departure | None = None
        self._guard: BarcodeGunGuard | None = None
        self._before_lock: QWidget | None = None
        self.applicant_screen: ApplicantScreen | None = None
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self.setMinimumSize(*_SMALLEST)
        self._open_door(notice)

    def _open_door(self, notice: str) -> None:
        """The first screen of a session, with what the settings say now."""
        self.door = SignInViewModel(self._sign_in, self.runner, self)
        self.door.signed_in.connect(self._signed_in)
        self.door.closed.connect(self._close_door)
        self.setWindowTitle(text("shell.title", place=self.door.place or text("sign_in.no_place")))
        first = self._first_screen(notice)
        self._stack.addWidget(first)
        self._stack.setCurrentWidget(first)
        first.setFocus()

    def _first_screen(self, notice: str) -> QWidget:
        try:
            self._first_run = self.door.first_run
        except StoreError as error:  # keys gone, damaged, or destroyed: nobody can sign in
            return self._closed_screen(error)
        if not self._first_run:
            return SignInView(self.door, self._presenter, notice)
        from ui.views.set_up_view import SetUpView

        return SetUpView(self.door, self._presenter)

    def _closed_screen(self, error: StoreError) -> QWidget:
        from ui.views.closed_view import ClosedView

        return ClosedView(error, self._presenter)

    def _close_door(self, error: StoreError) -> None:
        """The keys are there, so that the sign-in was shown, and of no use."""
        first, closed = self._stack.currentWidget(), self._closed_screen(error)
        self._stack.addWidget(closed)
        self._stack.setCurrentWidget(closed)
        self._stack.removeWidget(first)
        first.deleteLater()

    def warm_up(self) -> None:
        """The first screen is painted: load what comes after it, beside the clerk's typing."""
        _make_types()
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
            self.session.end()
        if self.applicant_screen is not None:
            self.applicant_screen.close()
            self.applicant_screen = None
        if self._departure is not None:
            self._departure.stop()
        super().closeEvent(event)

    def finish(self) -> None:
        """The window is closed and all work done: note the end of the session and close what is open.

        The draft stays on the desk, so that it is taken up by the next start.
        """
        if self.session is not None:
            workspace = self.session.workspace
            try:
                workspace.screen_lock.sign_out(workspace.session)
            except TongbanError as error:  # a full disk must not keep the program from ending
                _LOG.warning("the end of the session could not be noted: %s", error)
            workspace.close()
        elif self._departure is not None:
            self._departure.workspace.leave()

    def change_clerk(self) -> None:
        """Sign out: save and park the case, close the store, drop its key, show the sign-in. Nobody has to wait."""
        session, lanes = self.session, self._lanes
        if session is None or lanes is None:
            return
        from ui.runtime.file_dialogs import forget_folder
        from ui.shell.departure import Departure

        session.end()
        forget_folder(self)
        self._departure = Departure(session.workspace, lanes, self.runner, self)
        self._departure.done.connect(self._left)
        self._forget_session()
        self._open_door("\n".join(words for words in (text("sign_in.left"), self._notice) if words))
        self.door.expect_leaving()
        self._departure.begin(locked=session.shell.is_locked)

    def _forget_session(self) -> None:
        """Nothing of the clerk who leaves stays on a screen or behind one."""
        application = QApplication.instance()
        for watcher in (self, self._guard):
            if application is not None and watcher is not None:
                application.removeEventFilter(watcher)
        if self.applicant_screen is not None:
            self.applicant_screen.close()
            self.applicant_screen.deleteLater()
            self.applicant_screen = None
        gone = [self.frame, self.lock_screen]
        for part in (*gone, self.session, self._guard, self.door):
            if part is not None:
                part.deleteLater()
        for page in gone:
            if page is not None:
                self._stack.removeWidget(page)
        self.session = self.frame = self.lock_screen = self._lanes = self._guard = self._before_lock = None

    def _left(self, error: Exception | None) -> None:
        if self._departure is not None:
            self._departure.deleteLater()
            self._departure = None
        self.door.left()
        if error is not None:
            self.door.failed.emit(error)

    def _signed_in(self, workspace: Workspace) -> None:
        from ui.runtime.barcode_gun import BarcodeGunGuard
        from ui.runtime.session_lanes import SessionLanes
        from ui.shell.applicant_screen import ApplicantScreen
        from ui.shell.lock_screen import LockScreen
        from ui.shell.screens import Session
        from ui.shell.work_frame import WorkFrame

        self._lanes = SessionLanes(self.runner)
        self.session = Session(workspace, self._lanes, self)
        self.setWindowTitle(text("shell.title", place=self.session.shell.place))
        self.frame = WorkFrame(self.session, self._presenter)
        self.lock_screen = LockScreen(self.session.shell, self._presenter)
        self._guard = BarcodeGunGuard(self, self.frame.wants_zone)
        self._show_session(self.session, self.frame, self.lock_screen, self._guard)
        self.applicant_screen = ApplicantScreen(self.session, self._stack, self.frame, self)

    def _show_session(
        self, session: Session, frame: WorkFrame, lock_screen: LockScreen, guard: BarcodeGunGuard
    ) -> None:
        first = self._stack.currentWidget()
        for page in (frame, lock_screen):
            self._stack.addWidget(page)
            page.change_asked.connect(self.change_clerk)
        self._stack.setCurrentWidget(frame)
        self._stack.removeWidget(first)
        first.deleteLater()  # with the password in it
        shell = session.shell
        shell.locked.connect(self._lock)
        shell.unlocked.connect(self._unlock)
        shell.failed.connect(self._shell_failed)
        shell.wiped.connect(self.change_clerk)  # the screen after it says why nobody can sign in
        session.look_changed.connect(self.look_changed)
        guard.zone_read.connect(frame.read_zone)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
            application.installEventFilter(guard)
        if self._first_run:
            frame.offer_recovery_key()
        else:
            frame.go_to("intake")
        shell.start()
        session.notices.begin()
        session.upkeep.begin()
        session.keys.read()
        session.keys.settle()

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


def _make_types() -> None:
    """What this screen has put off of PySide, made on the window's thread before a lane wants the same.

    PySide 6.9.3 makes a type when it is first named, and two threads that name it at once end the program.
    """
    from PySide6.QtCore import QByteArray, QRectF  # noqa: F401 - naming is all it is for, here and below
    from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPixmap  # noqa: F401
    from PySide6.QtSvg import QSvgRenderer  # noqa: F401
    from PySide6.QtWidgets import QStyle  # noqa: F401


def _load_frame() -> None:
    """Import what the first screen after the sign-in is made of."""
    import ui.shell.applicant_screen
    import ui.shell.lock_screen
    import ui.shell.work_frame
    import ui.views.intake_view  # noqa: F401 - loading is all it is for
