"""Devices that act as keyboards: a barcode gun must not press buttons, a passport reader not fill the wrong fields."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from ui.runtime.zone_reader import FASTEST_HAND_MS, ZoneKeys

SHORTEST_CODE = 5
_EDITORS = (QLineEdit, QPlainTextEdit)


class BarcodeGunGuard(QObject):
    """Event filter of the application.

    In a text field the code simply arrives, Enter included. Anywhere else the Enter at the end of a burst of
    characters is swallowed, so that a code shot while a button or list has the focus does nothing but be told.
    The lines of a travel document's zone are gathered wherever they are typed, as long as somebody wants a zone.

    Signals:
        shot(str): a code was shot where no field could take it.
        zone_read(str): a passport reader typed this zone, lines parted by line breaks.
    """

    shot = Signal(str)
    zone_read = Signal(str)

    def __init__(self, parent: QObject | None = None, wants_zone: Callable[[], bool] = lambda: False) -> None:
        """Install it with `installEventFilter` of the application. `wants_zone` says whether one would be of use."""
        super().__init__(parent)
        self._wants_zone = wants_zone
        self._zone = ZoneKeys()
        self._burst = ""
        self._last = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at key presses only; held back are an Enter that ends a burst, and a zone."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if watched is not QApplication.focusWidget() or not isinstance(watched, QWidget):
            return False
        if self._wants_zone() and self._zone.takes(watched, event):
            if self._zone.zone:
                self.zone_read.emit(self._zone.zone)
            return True
        if isinstance(watched, _EDITORS):
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
