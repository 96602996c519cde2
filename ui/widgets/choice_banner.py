"""A question in the page with a button for every answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.widgets.banner import Banner
from ui.widgets.key_button import KeyButton
from ui.widgets.words import clear

_ACROSS = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: `key` comes back, `words` stand on its button, `shortcut` is its key (`Alt+R`)."""

    key: str
    words: str
    shortcut: str


class ChoiceBanner(Banner):
    """Nothing is chosen until a button or its key is pressed; the cursor stays where the clerk types.

    Signals:
        chosen(str): the answer with this key; the question has gone.
    """

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Hidden until `ask`; each button is called `<name>.<last part of its key>`."""
        super().__init__(name, parent)
        self._answers = QGridLayout()
        self._answers.setContentsMargins(0, 0, 6, 4)
        self._answers.setSpacing(8)
        for side in range(_ACROSS):
            self._answers.setColumnStretch(side, 1)
        self.lines.addLayout(self._answers)

    def ask(self, words: str, answers: Sequence[Answer]) -> None:
        """Ask in amber."""
        clear(self._answers)
        before: QWidget = self._close
        for at, answer in enumerate(answers):
            made = self._button(answer)
            self._answers.addWidget(made, at // _ACROSS, at % _ACROSS)
            QWidget.setTabOrder(before, made)  # made last, but read first
            before = made
        self.show_message(words, "amber", lasting=True)

    def _button(self, answer: Answer) -> KeyButton:
        made = KeyButton(answer.words, answer.shortcut)
        made.setObjectName(f"{self.objectName()}.{answer.key.rpartition('.')[2]}")
        made.clicked.connect(lambda: self._choose(answer.key))
        QShortcut(QKeySequence(answer.shortcut), made).activated.connect(lambda: self._choose(answer.key))
        return made

    def _choose(self, key: str) -> None:
        self.dismiss()
        self.chosen.emit(key)
