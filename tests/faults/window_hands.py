"""Keys and eyes in front of a window, without a test around it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.services.intake_state import IntakeState
from tests.faults.station import ACCOUNT
from ui.shell.main_window import MainWindow
from ui.viewmodels.intake_viewmodel import IntakeViewModel

LANES = ("store", "paper", "imaging", "device:reader", "device:scanner")
PATIENCE_SECONDS = 30.0
_PUMP_MS = 5
Control = TypeVar("Control", bound=QWidget)


class Hands:
    """Presses, types, waits, looks."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    def sign_in(self) -> None:
        """With the station's account; then wait for the draft on the desk."""
        self.wait(lambda: QApplication.focusWidget() is not None)
        self.type_words(ACCOUNT.login)
        self.press(Qt.Key.Key_Return)
        self.type_words(ACCOUNT.password)
        self.press(Qt.Key.Key_Return)
        self.wait(lambda: self.window.session is not None and self.window.session.intake.state is not None)
        self.rest()

    @property
    def intake(self) -> IntakeViewModel:
        """What the intake screen shows."""
        assert self.window.session is not None
        return self.window.session.intake

    @property
    def state(self) -> IntakeState:
        """The case on the desk."""
        assert self.intake.state is not None
        return self.intake.state

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key where the focus is; then wait until the window is at rest, as a person does."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        self.rest()

    def type_words(self, words: str) -> None:
        """Latin by keys, Chinese as an input method gives it."""
        target = QApplication.focusWidget()
        assert target is not None
        if words.isascii():
            QTest.keyClicks(target, words)
            return
        event = QInputMethodEvent("", [])
        event.setCommitString(words)
        QApplication.sendEvent(target, event)

    def rest(self) -> None:
        """Wait until no lane works any more and what came of it is shown."""
        QApplication.processEvents()
        self.wait(lambda: not any(self.window.runner.busy(lane) for lane in LANES))
        QApplication.processEvents()

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the window go on until something holds; TimeoutError when it never does."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not until():
            if time.monotonic() > end:
                raise TimeoutError(f"the clerk waits in vain at {self.focus()}")
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, _PUMP_MS)

    def find(self, kind: type[Control], name: str) -> Control:
        """The control with this object name."""
        found = self.window.findChild(kind, name)
        assert found is not None, f"no control is called {name}"
        return found

    def focus(self) -> str:
        """Object name of the control that has the focus."""
        focused = QApplication.focusWidget()
        return focused.objectName() if focused is not None and focused.isVisible() else ""
