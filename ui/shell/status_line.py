"""The foot of the window: saved when, devices, line. Each opens its own explanation."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from resources.texts import text
from ui.viewmodels.shell_viewmodel import ShellViewModel
from ui.viewmodels.wording import clock_words
from ui.widgets.key_button import button
from ui.widgets.words import label, restyle


class StatusLine(QFrame):
    """Saved, reader, scanner, printer, platform.

    Signals:
        asked(str): explain this one (reader, scanner, printer, platform).
    """

    asked = Signal(str)

    def __init__(self, model: ShellViewModel, parent: QWidget | None = None) -> None:
        """Follows `model` for the platform; the screens tell the rest."""
        super().__init__(parent)
        self._model = model
        self.setObjectName("status_line")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._saved = label(text("shell.nothing_to_save"))
        self._saved.setObjectName("status.saved")
        self._parts = {name: self._part(name) for name in ("reader", "scanner", "printer", "platform")}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 2, 14, 2)
        layout.setSpacing(14)
        layout.addWidget(self._saved)
        layout.addStretch(1)
        for part in self._parts.values():
            layout.addWidget(part)
        model.line_changed.connect(self._follow)
        self._follow()

    def show_saved(self, moment: datetime) -> None:
        """The store made a change durable at this moment."""
        self._saved.setText(text("shell.saved", time=clock_words(moment)))

    def show_device(self, device: str, words: str, tone: str = "") -> None:
        """How a device is; `tone` amber or red where it needs a look."""
        part = self._parts[device]
        part.setText(words)
        part.setAccessibleName(words)
        restyle(part, tone=tone)

    def _part(self, name: str) -> QPushButton:
        made = button("", "quiet")
        made.setObjectName(f"status.{name}")
        made.clicked.connect(lambda: self.asked.emit(name))
        return made

    def _follow(self) -> None:
        self.show_device("platform", self._model.last_sync)
