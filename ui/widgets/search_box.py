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

    The keys mean the results for the words that stand in the line. Pressed while those are still on their way (a
    quick hand, a barcode gun), they wait and then do what they would have done: nothing is taken from older results.

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
        self._shown: tuple[tuple[str, str, str], ...] = ()
        self._early_steps = 0
        self._early_enter = False
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
        self._forget_keys()
        self._answered = None
        self.asked.emit(self.line.text())

    def show_hits(self, words: str, hits: tuple[Hit, ...], empty: str = "") -> None:
        """Results for `words`; late results for other words are dropped. `empty` is said when there are none."""
        if words != self.line.text():
            return
        self._answered = words
        choices = tuple((hit.key, hit.title, hit.detail) for hit in hits)
        if choices != self._shown:  # the same answer again leaves the clerk on the hit walked to
            self._shown = choices
            self.hits.show_choices(choices)
        self._empty.setText("" if hits else empty)
        self._empty.setVisible(not hits and bool(empty))
        steps, enter = self._early_steps, self._early_enter
        self._forget_keys()
        self.hits.step(steps)
        if enter:
            self.hits.take_current()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keys of the line that work on the hits; they are forgotten when the clerk goes elsewhere."""
        if watched is self.line and event.type() == QEvent.Type.FocusOut:
            self._forget_keys()
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._enter()
                return True
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._step(1 if key == Qt.Key.Key_Down else -1)
                return True
        return super().eventFilter(watched, event)

    def _typed(self, words: str) -> None:
        self._forget_keys()
        self.asked.emit(words)

    def _step(self, change: int) -> None:
        if self._answered == self.line.text():
            self.hits.step(change)
        elif not self._early_enter:
            self._early_steps += change

    def _enter(self) -> None:
        if self._answered == self.line.text():
            self.hits.take_current()
        else:
            self._early_enter = True

    def _forget_keys(self) -> None:
        self._early_steps, self._early_enter = 0, False
