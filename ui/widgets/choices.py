"""Labelled choices: folded away, or side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from ui.widgets.fields import Field
from ui.widgets.form_keys import ONE_INPUT, move_on, step_back


class ChoiceField(Field):
    """One of several, folded away."""

    def __init__(self, name: str, words: str, choices: Sequence[tuple[str, str]], *, required: bool = False) -> None:
        """`choices` are (value, words)."""
        self._box = QuietComboBox()
        super().__init__(name, words, self._box, required=required)
        self.set_choices(choices)
        self._box.activated.connect(self._chosen)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Other choices; the value stays when it is still among them."""
        before = self.value()
        self._box.blockSignals(True)
        self._box.clear()
        for value, words in choices:
            self._box.addItem(words, value)
        self.set_value(before)
        self._box.blockSignals(False)

    def value(self) -> str:
        """The chosen value, empty when there is none."""
        return str(self._box.currentData() or "")

    def set_value(self, value: str) -> None:
        """Choose `value`."""
        index = self._box.findData(value)
        if index >= 0:
            self._box.setCurrentIndex(index)

    def _chosen(self, _index: int) -> None:
        self.edited.emit(self.value())
        self.left.emit()


class QuietComboBox(QComboBox):
    """A combo box that the wheel cannot change by accident while the clerk scrolls the form."""

    def __init__(self) -> None:
        """It takes the focus by Tab and click, not by the wheel."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """With a style sheet Qt cuts a long choice off; say with dots that there is more."""
        option: Any = QStyleOptionComboBox()  # the type stubs leave its members out
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        words = self.currentText()
        option.currentText = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width() - 4)
        self.setToolTip("" if option.currentText == words else words)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Let the form scroll."""
        event.ignore()


def tab_place(parent: QWidget) -> QWidget:
    """An unseen control that keeps a place in the Tab order for those made later.

    Qt puts a control made after its window at the very end of the order, and takes only focusable ones as neighbours.
    """
    place = QPushButton(parent)
    place.hide()
    return place


class SegmentedField(Field):
    """One of a few, all in sight: Left and Right (or Space) choose, Enter moves on, Esc steps back."""

    def __init__(self, name: str, words: str, choices: Sequence[tuple[str, str]], *, required: bool = False) -> None:
        """`choices` are (value, words)."""
        self._strip = _Strip()
        self._place = tab_place(self._strip)
        super().__init__(name, words, self._strip, required=required)
        self._buttons: list[tuple[str, QPushButton]] = []
        self._strip.moved.connect(self._move)
        self._strip.passed.connect(self._pass)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Other choices."""
        before = self.value()
        for _, old in self._buttons:
            old.hide()
            old.deleteLater()
        self._buttons = []
        for index, (value, words) in enumerate(choices):
            place = "first" if index == 0 else "last" if index == len(choices) - 1 else "middle"
            self._add(value, words, "only" if len(choices) == 1 else place)
        self.chain_after(self._place)
        self.set_value(before)

    def chain_after(self, before: QWidget) -> QWidget:
        """Put the segments right behind `before` in the Tab order; returns the last of them."""
        last = before
        for button in self.buttons():
            QWidget.setTabOrder(last, button)
            last = button
        return last

    def value(self) -> str:
        """The chosen value, empty when none is."""
        return next((value for value, one in self._buttons if one.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Choose `value`; an unknown one leaves all unchosen."""
        for one_value, one in self._buttons:
            one.setChecked(one_value == value)
        chosen = [one for one_value, one in self._buttons if one_value == value] or [one for _, one in self._buttons]
        if chosen:
            self._strip.setFocusProxy(chosen[0])

    def buttons(self) -> tuple[QPushButton, ...]:
        """The segments, for tests and for enabling single ones."""
        return tuple(one for _, one in self._buttons)

    def _add(self, value: str, words: str, place: str) -> None:
        made = QPushButton(words)
        made.setCheckable(True)
        made.setAutoDefault(False)
        made.setProperty("kind", "segment")
        made.setProperty("place", place)
        made.setObjectName(f"{self._strip.objectName()}.{value}")
        made.setAccessibleName(f"{self._words} {words}")
        made.clicked.connect(lambda: self._choose(value))
        made.installEventFilter(self._strip)
        self._strip.line.insertWidget(len(self._buttons), made)
        self._buttons.append((value, made))

    def _choose(self, value: str) -> None:
        self.set_value(value)
        self.edited.emit(value)
        self.left.emit()

    def _move(self, change: int) -> None:
        values = [value for value, one in self._buttons if one.isEnabled()]
        if not values:
            return
        here = values.index(self.value()) if self.value() in values else -1 if change > 0 else 0
        self._choose(values[(here + change) % len(values)])
        self._strip.setFocus()

    def _pass(self, change: int) -> None:
        if change > 0:
            move_on(self._buttons[-1][1])
        else:
            step_back(self._buttons[0][1])


class _Strip(QWidget):
    """The segments in a line.

    Signals:
        moved(int): Left (-1) or Right (+1) was pressed on a segment.
        passed(int): Esc (-1) or Enter (+1) was.
    """

    moved = Signal(int)
    passed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty(ONE_INPUT, True)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(0)
        self.line.addStretch(1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Left and Right choose instead of walking the focus; Enter and Esc walk it past the whole strip."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.moved.emit(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.passed.emit(-1 if key == Qt.Key.Key_Escape else 1)
        else:
            return super().eventFilter(watched, event)
        return True
