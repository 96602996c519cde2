"""A light with its reason: mark, colour and word say the same, the sentence says why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.widgets.marks import StatusChip
from ui.widgets.words import label


class TrafficLight(QFrame):
    """One light; hidden while there is nothing to say."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Off until `show_light`."""
        super().__init__(parent)
        self.setObjectName(name)
        self._chip = StatusChip(f"{name}.light")
        self._sentence = label("", "", wrap=True, selectable=True)
        self._sentence.setObjectName(f"{name}.reason")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._sentence, 1)
        self.hide()

    def show_light(self, tone: str, words: str, sentence: str) -> None:
        """Green, amber, red or muted; without words it goes off."""
        self.setVisible(bool(words))
        if words:
            self._chip.show_status(words, tone, icon="waiting" if tone == "muted" else "")
            self._sentence.setText(sentence)
            self.setAccessibleName(f"{words} {sentence}")

    def words(self) -> str:
        """Word and sentence, for tests."""
        return f"{self._chip.words()} {self._sentence.text()}" if self.isVisible() else ""
