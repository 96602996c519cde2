"""One line of words that never asks for more room than there is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """Cut with an ellipsis when too long; the tool tip and the accessible name then say all of it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Keeps the height of one line whether it says something or not."""
        super().__init__(" ", parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._words = ""

    def set_words(self, words: str) -> None:
        """Say this."""
        self._words = words
        self.setAccessibleName(words)
        self._elide()

    def words(self) -> str:
        """All of it, however much can be seen."""
        return self._words

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line, however narrow."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Another width shows another part."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self.contentsRect().width()
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(shown or " ")
        self.setToolTip(self._words if shown != self._words else "")
