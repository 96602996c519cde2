"""Small signs: chip, traffic light, masked words, empty and loading states."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from ui.widgets.key_button import button
from ui.widgets.tinted_icon import TintedIcon
from ui.widgets.words import label, restyle

MARK_ICONS = {"green": "done", "amber": "attention", "red": "stop", "action": "info", "muted": "todo", "": ""}


class StatusChip(QFrame):
    """A mark, a word and a colour that all say the same."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        """Empty until `show_status`."""
        super().__init__(parent)
        self.setObjectName(name)
        self._icon = TintedIcon("", 15)
        self._words = label()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(9, 0, 11, 0)
        layout.setSpacing(5)
        layout.addWidget(self._icon)
        layout.addWidget(self._words)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_status(self, words: str, tone: str, icon: str = "") -> None:
        """`tone` picks colour and mark; `icon` another mark."""
        self._words.setText(words)
        self._icon.set_icon(icon or MARK_ICONS[tone])
        self.setAccessibleName(words)
        restyle(self, tone=tone)

    def words(self) -> str:
        """What it says."""
        return self._words.text()


class StatePanel(QWidget):
    """What stands where nothing is yet: empty, loading, offline, failed. One way on at most.

    Signals:
        acted(): the way on was chosen.
    """

    acted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Empty until one of the `show_...`."""
        super().__init__(parent)
        self.setObjectName(name)
        self._icon = TintedIcon("", 44)
        self._title = label("", "heading")
        self._words = label("", "muted", wrap=True)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedWidth(160)
        self._action = button("")
        self._action.setObjectName(f"{name}.action")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(10)
        layout.addStretch(2)
        for one in (self._icon, self._title, self._busy):
            layout.addWidget(one, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._words)
        layout.addWidget(self._action, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._action.clicked.connect(self.acted)
        self.show_state("", "")

    def show_state(self, icon: str, title: str, words: str = "", *, tone: str = "", action: str = "") -> None:
        """A state at rest."""
        self._fill(icon, title, words, tone, action, busy=False)

    def show_loading(self, title: str, words: str = "", *, action: str = "") -> None:
        """Something is under way; `words` say what is waited for."""
        self._fill("waiting", title, words, "", action, busy=True)

    def words(self) -> str:
        """Title and words, for tests."""
        return f"{self._title.text()} {self._words.text()}".strip()

    def _fill(self, icon: str, title: str, words: str, tone: str, action: str, *, busy: bool) -> None:
        self._icon.set_icon(icon)
        self._icon.setVisible(bool(icon) and not busy)
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._busy.setVisible(busy)
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(f"{title} {words}".strip())
        restyle(self, tone=tone)
