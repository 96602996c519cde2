"""A barcode gun is a very fast typist that ends with Enter. It must not press buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit

FASTEST_HAND_MS = 35
SHORTEST_CODE = 5
_EDITORS = (QLineEdit, QPlainTextEdit)


class BarcodeGunGuard(QObject):
    """Event filter of the application.

    In a text field the code simply arrives, Enter included. Anywhere else the Enter at the end of a burst of
    characters is swallowed, so that a code shot while a button or list has the focus does nothing but be told.

    Signals:
        shot(str): a code was shot where no field could take it.
    """

    shot = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Install it with `installEventFilter` of the application."""
        super().__init__(parent)
        self._burst = ""
        self._last = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at key presses only; nothing is held back but an Enter that ends a burst."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if watched is not QApplication.focusWidget() or isinstance(watched, _EDITORS):
            return False
        if isinstance(watched, QComboBox) and watched.isEditable():
            return False
        return self._outside_a_field(event)

    def _outside_a_field(self, event: QKeyEvent) -> bool:
        fast = event.timestamp() - self._last <= FASTEST_HAND_MS
        self._last = event.timestamp()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            burst, self._burst = self._burst, ""
            if fast and len(burst) >= SHORTEST_CODE:
                self.shot.emit(burst)
                return True
            return False
        typed = event.text()
        printable = bool(typed) and typed.isprintable() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        self._burst = (self._burst if fast else "") + typed if printable else ""
        return False
