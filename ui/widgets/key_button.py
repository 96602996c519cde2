"""Buttons that show their key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.widgets.words import label, restyle


class KeyButton(QPushButton):
    """A button with its key as a small cap. The key itself is bound by the screen, not here.

    `kind`: empty, `primary` (the one next action) or `brand` (on the top bar).
    """

    def __init__(self, words: str, key: str = "", kind: str = "", parent: QWidget | None = None) -> None:
        """`key` is shown as it is, for example `F9`; empty shows no cap."""
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.setAutoDefault(True)  # Enter presses it, as clerks expect
        self._key_name = key
        self._caption = label(words, "caption")
        self._cap = label(key, "key")
        if not key:
            self._cap.hide()
        self._cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 7, 12, 7)
        layout.setSpacing(8)
        layout.addWidget(self._caption, 1, Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self._cap, 0, Qt.AlignmentFlag.AlignVCenter)
        for part in (self._caption, self._cap):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.set_words(words)

    def set_words(self, words: str) -> None:
        """Other words on the button; the accessible name says words and key."""
        self._caption.setText(words)
        self.setAccessibleName(f"{words} {self._key_name}".strip())
        self.updateGeometry()

    def words(self) -> str:
        """What it says."""
        return self._caption.text()

    def set_kind(self, kind: str) -> None:
        """Change its weight."""
        restyle(self, kind=kind)

    def event(self, event: QEvent) -> bool:
        """The style sheet's least height of a plain button would go before the hint and clip words and cap."""
        handled = super().event(event)
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange, QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.setMinimumHeight(self.sizeHint().height())
        return handled

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for words and cap."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never clip the words."""
        return self.sizeHint()


def button(words: str, kind: str = "") -> QPushButton:
    """A plain button; `quiet` has no border."""
    made = QPushButton(words)
    made.setProperty("kind", kind)
    made.setAccessibleName(words)
    made.setAutoDefault(True)  # Enter presses it, as clerks expect
    return made
