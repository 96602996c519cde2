"""A line to search in with its results right below: no pop-up, no mouse."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.widgets.choice_list import ChoiceList
from ui.widgets.form_keys import OWN_ENTER
from ui.widgets.words import label


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: `key` for the program, `title` and `detail` for the clerk."""

    key: str
    title: str
    detail: str = ""


class SearchBox(QWidget):
    """Type to search; Up and Down walk the results, Enter takes one.

    Enter while results for the words typed are still on their way (a barcode gun types and ends with Enter in a few
    milliseconds) waits for them and takes the hit only when it is the only one.

    Signals:
        asked(str): search for these words.
        taken(str): the clerk took the hit with this key.
    """

    asked = Signal(str)
    taken = Signal(str)

    def __init__(self, name: str, words: str, placeholder: str, parent: QWidget | None = None) -> None:
        """`words` is the accessible name of the line."""
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setObjectName(name)
        self.line.setAccessibleName(words)
        self.line.setPlaceholderText(placeholder)
        self.line.setClearButtonEnabled(True)
        self.hits = ChoiceList(f"{name}.hits", words)
        self.line.setProperty(OWN_ENTER, True)
        self._empty = label("", "muted", wrap=True)
        self._empty.setObjectName(f"{name}.empty")
        self._answered: str | None = None
        self._enter_pending = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.line, self._empty):
            layout.addWidget(part)
        layout.addWidget(self.hits, 1)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._typed)
        self.line.installEventFilter(self)
        self.hits.taken.connect(self.taken)

    def ask(self) -> None:
        """Search for what stands there."""
        self._answered = None
        self.asked.emit(self.line.text())

    def show_hits(self, words: str, hits: tuple[Hit, ...], empty: str = "") -> None:
        """Results for `words`; late results for other words are dropped. `empty` is said when there are none."""
        if words != self.line.text():
            return
        self._answered = words
        self.hits.show_choices(tuple((hit.key, hit.title, hit.detail) for hit in hits))
        self._empty.setText("" if hits else empty)
        self._empty.setVisible(not hits and bool(empty))
        if self._enter_pending:
            self._enter_pending = False
            if len(hits) == 1:
                self.taken.emit(hits[0].key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keys of the line that work on the hits."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._enter()
                return True
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.hits.step(1 if key == Qt.Key.Key_Down else -1)
                return True
        return super().eventFilter(watched, event)

    def _typed(self, words: str) -> None:
        self._enter_pending = False
        self.asked.emit(words)

    def _enter(self) -> None:
        if self._answered != self.line.text():
            self._enter_pending = True
        else:
            self.hits.take_current()
