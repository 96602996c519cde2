"""The steps of a piece of work with a mark each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.widgets.tinted_icon import TintedIcon
from ui.widgets.words import label, restyle

_TONES = {"todo": "muted", "attention": "amber", "warning": "amber", "done": "green", "not_applicable": "muted"}
_ICONS = {"todo": "", "attention": "attention", "warning": "eye", "done": "done", "not_applicable": ""}


class StepButton(QPushButton):
    """One step: number, name, mark, key."""

    def __init__(self, number: int, words: str, key: str) -> None:
        """`key` is shown in the tool tip and said to a screen reader."""
        super().__init__()
        self._words = words
        self._key_name = key
        self._number = label(str(number), "number")
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._mark = TintedIcon("", 17)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(7)
        layout.addStretch(1)
        for one in (self._number, label(words, "caption"), self._mark):
            one.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(one, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addStretch(1)
        self.setToolTip(key)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_mark(self, mark: str, mark_words: str, *, current: bool) -> None:
        """`mark`: todo, attention (something is missing), warning (complete, wants a look), done, not_applicable."""
        self._mark.set_icon(_ICONS[mark], _TONES[mark])
        idle = mark == "not_applicable"
        self.setToolTip(f"{mark_words}  {self._key_name}" if idle else self._key_name)
        self.setAccessibleName(f"{self._number.text()} {self._words} {mark_words} {self._key_name}")
        restyle(self, current="true" if current else "false", idle="true" if idle else "false")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for everything in it."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never clip the name."""
        return self.sizeHint()


class StepBar(QFrame):
    """All steps in a row.

    Signals:
        chosen(str): the step with this id was clicked.
    """

    chosen = Signal(str)

    def __init__(self, name: str, steps: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """`steps` are (id, words, key)."""
        super().__init__(parent)
        self.setObjectName("step_bar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(4)
        self._buttons: dict[str, StepButton] = {}
        for number, (identifier, words, key) in enumerate(steps, start=1):
            made = StepButton(number, words, key)
            made.setObjectName(f"{name}.{identifier}")
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.clicked.connect(lambda _=False, chosen=identifier: self.chosen.emit(chosen))
            layout.addWidget(made, 1)
            self._buttons[identifier] = made

    def show_marks(self, marks: Sequence[tuple[str, str, str]], current: str) -> None:
        """`marks` are (id, mark, words for the mark)."""
        for identifier, mark, words in marks:
            self._buttons[identifier].show_mark(mark, words, current=identifier == current)
