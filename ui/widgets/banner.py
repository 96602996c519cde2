"""A message in the page: never in the way, always beside its cause."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from resources.texts import text
from ui.widgets.key_button import button
from ui.widgets.tinted_icon import TintedIcon
from ui.widgets.words import label, restyle, row

ICONS = {"green": "done", "amber": "attention", "red": "stop", "action": "info", "": "info"}


class Banner(QFrame):
    """Icon, words, at most one action, details to copy, a cross.

    Signals:
        acted(): the action was chosen.
        dismissed(): the clerk took it away.
    """

    acted = Signal()
    dismissed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Hidden until `show_message`."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._details = ""
        self._icon = TintedIcon("info", 20)
        self._words = label("", wrap=True, selectable=True)
        self._words.setObjectName(f"{name}.words")
        self._action = button("", "quiet")
        self._action.setObjectName(f"{name}.action")
        self._copy = button(text("widgets.copy_details"), "quiet")
        self._close = button(text("widgets.dismiss"), "quiet")
        self._close.setObjectName(f"{name}.dismiss")
        line = row(spacing=10)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._words, 1)
        for one in (self._action, self._copy, self._close):
            line.addWidget(one, 0, Qt.AlignmentFlag.AlignVCenter)
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(12, 6, 6, 6)
        self.lines.addLayout(line)
        self._action.clicked.connect(self.acted)
        self._copy.clicked.connect(self._copy_details)
        self._close.clicked.connect(self.dismiss)
        self.hide()

    def show_message(
        self, words: str, tone: str = "red", *, action: str = "", details: str = "", lasting: bool = False
    ) -> None:
        """Show `words`; `tone` is green, amber, red or action. A `lasting` one stays as long as its cause."""
        self._details = details
        self._words.setText(words)
        self._icon.set_icon(ICONS[tone])
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setVisible(bool(action))
        self._copy.setVisible(bool(details))
        self._close.setVisible(not lasting)
        self.setAccessibleName(words)
        restyle(self, tone=tone)
        self.show()

    def focus_action(self) -> None:
        """Put the cursor on the action."""
        self._action.setFocus()

    def words(self) -> str:
        """What it says; empty while hidden."""
        return "" if self.isHidden() else self._words.text()

    def dismiss(self) -> None:
        """Take it away."""
        if not self.isHidden():
            self.hide()
            self.dismissed.emit()

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
