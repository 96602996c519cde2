"""A passport reader that acts as a keyboard: two lines of 44 characters or three of 30, each ended with Enter.

It types wherever the focus is. `ZoneKeys` recognises the first line by its speed and shape, takes it back out of the
field it went into, and gathers the rest, so that a zone is read as a zone and not as a number and a phone.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

FASTEST_HAND_MS = 35
"""Keys that follow each other more quickly come from a device."""

LONGEST_PAUSE_MS = 1000
"""Between two lines of one zone; after that the rest will not come any more."""

_LINES_OF = {44: 2, 30: 3}  # characters a line, lines a zone (ICAO 9303 parts 4 and 5)
_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class _Before:
    """What stood in a field before the device typed into it."""

    field: QLineEdit
    words: str
    cursor: int

    def restore(self) -> None:
        """Put it back, and tell as if the clerk had."""
        self.field.setText(self.words)
        self.field.setCursorPosition(self.cursor)
        self.field.textEdited.emit(self.words)


class ZoneKeys:
    """Follows the keys of one window; not thread-safe, as no widget is."""

    def __init__(self) -> None:
        """Nothing was typed yet."""
        self._line = ""
        self._lines: list[str] = []
        self._before: _Before | None = None
        self._last = 0
        self._just_read = False
        self.zone = ""

    def takes(self, target: QWidget, event: QKeyEvent) -> bool:
        """Whether the key press belongs to a zone and nobody else may have it.

        After True, `zone` holds the whole zone, its lines parted by line breaks, when this key was its last one; it
        is empty else.
        """
        pause, self._last, self.zone = event.timestamp() - self._last, event.timestamp(), ""
        if event.key() in (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock):
            return False
        if self._lines and pause > LONGEST_PAUSE_MS:
            self._forget()
        if self._just_read:
            self._just_read = False
            if event.key() in _ENTER and pause <= FASTEST_HAND_MS:
                return True
        if self._lines:
            return self._gather(event)
        return self._watch(target, event, pause)

    def _watch(self, target: QWidget, event: QKeyEvent, pause: int) -> bool:
        """The first line goes where the focus is, until its Enter shows what it is."""
        if pause > FASTEST_HAND_MS or not self._line:
            self._forget()
            if isinstance(target, QLineEdit):
                self._before = _Before(target, target.text(), target.cursorPosition())
        if event.key() not in _ENTER:
            typed = event.text().upper()
            self._line = self._line + typed if typed and _ALPHABET.issuperset(typed) else ""
            return False
        line, before = self._line, self._before
        self._forget()
        if len(line) not in _LINES_OF or "<" not in line:
            return False
        if before is not None and before.field is target:
            before.restore()
        self._lines = [line]
        return True

    def _gather(self, event: QKeyEvent) -> bool:
        """Further lines go nowhere else; a line of another length means that something was lost on the way."""
        wanted = len(self._lines[0])
        if event.key() in _ENTER:
            if self._line:
                self._finish()
            return True
        self._line += event.text().upper()
        if len(self._line) == wanted:
            self._lines.append(self._line)
            self._line = ""
            if len(self._lines) == _LINES_OF[wanted]:
                self._finish()
                self._just_read = True
        return True

    def _finish(self) -> None:
        zone = "\n".join((*self._lines, self._line)).rstrip("\n")
        self._forget()
        self.zone = zone

    def _forget(self) -> None:
        self._line, self._lines, self._before = "", [], None
