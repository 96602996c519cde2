"""Above every screen: a print whose end nobody knows, asked about from the sign-in on until it is answered."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from resources.texts import text
from ui.viewmodels.papers_viewmodel import PapersViewModel
from ui.widgets.banner import ICONS
from ui.widgets.key_button import KeyButton
from ui.widgets.tinted_icon import TintedIcon
from ui.widgets.words import label

_CAME_OUT, _DID_NOT = "Alt+Y", "Alt+N"


class PrintQuestionBar(QFrame):
    """One question at a time, the oldest first; hidden while there is none."""

    def __init__(self, model: PapersViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self.setObjectName("shell.open_print")
        self._model = model
        self._icon = TintedIcon("info", 20)
        self._icon.set_icon(ICONS["amber"])
        self._words = label("", wrap=True)
        self._words.setObjectName("shell.open_print.words")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 6)
        layout.setSpacing(10)
        layout.addWidget(self._icon)
        layout.addWidget(self._words, 1)
        for name, words, key, came_out in (
            ("came_out", text("papers.came_out"), _CAME_OUT, True),
            ("did_not_come_out", text("papers.did_not_come_out"), _DID_NOT, False),
        ):
            layout.addWidget(self._answer(name, words, key, came_out=came_out))
        model.open_prints_changed.connect(self._follow)
        self._follow()

    def words(self) -> str:
        """What it asks; empty while hidden."""
        return "" if self.isHidden() else self._words.text()

    def _answer(self, name: str, words: str, key: str, *, came_out: bool) -> KeyButton:
        made = KeyButton(words, key)
        made.setObjectName(f"shell.open_print.{name}")
        made.clicked.connect(lambda: self._settle(came_out=came_out))
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.activated.connect(lambda: self._settle(came_out=came_out))
        return made

    def _settle(self, *, came_out: bool) -> None:
        if self._model.open_prints:
            self._model.settle(self._model.open_prints[0].attempt_id, came_out=came_out)

    def _follow(self) -> None:
        questions = self._model.open_prints
        self._words.setText(questions[0].words if questions else "")
        self.setAccessibleName(self._words.text())
        self.setVisible(bool(questions))
