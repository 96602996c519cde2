"""Where, who, and how the line is: always in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from resources.texts import text
from ui.viewmodels.shell_viewmodel import ShellViewModel
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import StatusChip
from ui.widgets.words import label


class TopBar(QFrame):
    """Product, place, line, clerk, lock, change of clerk.

    Signals:
        change_asked(): another clerk takes the place.
        line_asked(): the clerk wants to know about the line.
    """

    change_asked = Signal()
    line_asked = Signal()

    def __init__(self, model: ShellViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self._model = model
        self.setObjectName("top_bar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.line = _ChipButton("top.line")
        self.lock = KeyButton(text("shell.lock"), "F12", "brand")
        self.lock.setObjectName("top.lock")
        self.change = KeyButton(text("shell.change_clerk"), text("shell.key_change_clerk"), "brand")
        self.change.setObjectName("top.change_clerk")
        product = label(text("shell.product"), "product")
        clerk = label(model.clerk_name)
        clerk.setObjectName("top.clerk")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 12, 6)
        layout.setSpacing(16)
        layout.addWidget(product)
        layout.addWidget(label(model.place, "muted"))
        layout.addStretch(1)
        for part in (self.line, clerk, self.change, self.lock):
            layout.addWidget(part)
        self.line.clicked.connect(self.line_asked)
        self.lock.clicked.connect(model.lock)
        self.change.clicked.connect(self.change_asked)
        model.line_changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        sign = self._model.line_sign
        self.line.show_status(sign.words, sign.tone)
        self.line.setToolTip(sign.story)


class _ChipButton(QPushButton):
    """A chip that can be pressed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", "quiet")
        self._chip = StatusChip()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._chip)
        self.setMinimumSize(self._chip.sizeHint())

    def show_status(self, words: str, tone: str) -> None:
        """Words and tone of the chip."""
        self._chip.show_status(words, tone)
        self.setAccessibleName(f"{text('shell.line')} {words}")
        self._make_room()

    def event(self, event: QEvent) -> bool:
        """The words became larger or smaller in the settings."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._make_room()
        return super().event(event)

    def _make_room(self) -> None:
        self.setMinimumSize(self._chip.sizeHint())
