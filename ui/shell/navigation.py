"""The screens that work, at the left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.widgets.tinted_icon import TintedIcon
from ui.widgets.words import label, restyle


class NavigationButton(QPushButton):
    """Icon, word and key, one below the other."""

    def __init__(self, name: str, icon: str, words: str, key: str) -> None:
        """`key` switches to the screen."""
        super().__init__()
        self.setObjectName(f"navigation.{name}")
        self.setAccessibleName(f"{words} {key}")
        self.setCheckable(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 8, 4, 6)
        layout.setSpacing(2)
        for part in (TintedIcon(icon, 24), label(words), label(key, "shortcut")):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def show_current(self, *, current: bool) -> None:
        """Whether its screen is in front."""
        self.setChecked(current)
        restyle(self, current="true" if current else "false")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for everything in it."""
        layout = self.layout()
        hint = layout.sizeHint() if layout is not None else super().sizeHint()
        return QSize(max(hint.width(), 64), hint.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never clip the word."""
        return self.sizeHint()


class Navigation(QFrame):
    """A button a screen.

    Signals:
        chosen(str): go to the screen with this name.
    """

    chosen = Signal(str)

    def __init__(self, screens: Sequence[tuple[str, str, str, str]], parent: QWidget | None = None) -> None:
        """`screens` are (name, icon, words, key)."""
        super().__init__(parent)
        self.setObjectName("navigation")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 8, 6, 8)
        layout.setSpacing(4)
        self._buttons: dict[str, NavigationButton] = {}
        for name, icon, words, key in screens:
            made = NavigationButton(name, icon, words, key)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.clicked.connect(lambda _=False, chosen=name: self.chosen.emit(chosen))
            layout.addWidget(made)
            self._buttons[name] = made
        layout.addStretch(1)

    def show_current(self, name: str) -> None:
        """The screen in front."""
        for one, button in self._buttons.items():
            button.show_current(current=one == name)
