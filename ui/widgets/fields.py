"""Labelled inputs that show what is wrong right where it is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.widgets.form_keys import OWN_ENTER
from ui.widgets.words import label, restyle, row

_BESIDE, _STAR = 10, 3  # pixels between label and editor in one line, and before the star


class Field(QWidget):
    """Label above, editor, message below.

    Signals:
        edited(str): the value changed by the clerk's hand.
        left(): the clerk goes on (focus left, Enter, or a choice was made).
    """

    edited = Signal(str)
    left = Signal()

    def __init__(self, name: str, words: str, editor: QWidget, *, required: bool = False) -> None:
        """`name` becomes the editor's object name; `words` its label and accessible name."""
        super().__init__()
        self.name = name
        self._words = words
        self._editor = editor
        self._beside = False
        self._label = QLabel(words)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._star = label("*", "required")
        if not required:
            self._star.hide()
        self._message = label("", "small", wrap=True)
        self._message.setObjectName(f"{name}.message")
        self._message.hide()
        editor.setObjectName(name)
        editor.setAccessibleName(words)
        editor.setAccessibleDescription(words)  # a combo box gives its value out as its name, so this says what it is
        self._label.setBuddy(editor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row(self._label, self._star, None, spacing=_STAR))
        layout.addWidget(editor)
        layout.addWidget(self._message)
        layout.addStretch(1)  # a taller neighbour in the same row does not pull label and editor apart
        self.setFocusProxy(editor)
        editor.installEventFilter(self)

    def put_label_beside(self) -> None:
        """Label and editor in one line, where height is dear; of a label too long for it the middle goes."""
        self._beside = True
        self._label.setMinimumWidth(1)  # never wider than its panel: the editor goes before
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        head = layout.takeAt(0)
        layout.removeWidget(self._editor)
        line = row(spacing=_BESIDE)
        line.addItem(head)
        line.addWidget(self._editor, 1)
        layout.insertLayout(0, line)

    def chain_after(self, before: QWidget) -> QWidget:
        """Put the field right behind `before` in the Tab order; returns its last stop."""
        QWidget.setTabOrder(before, self._editor)
        return self._editor

    def value(self) -> str:
        """What stands in the field."""
        raise NotImplementedError

    def set_value(self, value: str) -> None:
        """Show `value` without saying `edited`."""
        raise NotImplementedError

    def set_words(self, words: str) -> None:
        """Another label."""
        self._words = words
        self._label.setText(words)
        self._fit_label()
        self._editor.setAccessibleName(words)

    def set_required(self, required: bool) -> None:
        """Show or hide the star."""
        self._star.setVisible(required)

    def set_error(self, words: str) -> None:
        """What is wrong with the value; empty takes the message away."""
        self._show(words, "error" if words else "", "red")

    def set_hint(self, words: str) -> None:
        """What to write here; an error goes before it."""
        if self._editor.property("state") != "error":
            self._show(words, "", "muted")

    def error(self) -> str:
        """The message shown as an error now."""
        return self._message.text() if self._editor.property("state") == "error" else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Tell when the focus leaves the editor for another control of the window."""
        if watched is self._editor and event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Another width shows another part of a label that stands beside."""
        super().resizeEvent(event)
        self._fit_label()

    def event(self, event: QEvent) -> bool:
        """Other choices leave the label another room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_label()
        return super().event(event)

    def _fit_label(self) -> None:
        if not self._beside:
            return
        star = 0 if self._star.isHidden() else self._star.sizeHint().width()
        room = self.width() - self._editor.minimumSizeHint().width() - star - _BESIDE - 2 * _STAR
        shown = self._label.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideMiddle, room)
        self._label.setText(shown)
        self._label.setToolTip(self._words if shown != self._words else "")

    def _show(self, words: str, state: str, tone: str) -> None:
        self._message.setText(words)
        self._message.setVisible(bool(words))
        restyle(self._message, tone=tone if words else "")
        restyle(self._editor, state=state)
        self._editor.setAccessibleDescription(f"{self._words} {words}".strip())


class TextField(Field):
    """One line of text. Enter says `left` and moves on."""

    def __init__(
        self, name: str, words: str, *, required: bool = False, placeholder: str = "", secret: bool = False
    ) -> None:
        """`secret` hides what is typed."""
        self.edit = QLineEdit()
        super().__init__(name, words, self.edit, required=required)
        self.edit.setPlaceholderText(placeholder)
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.textEdited.connect(self.edited)

    def on_enter(self, command: Callable[[], object]) -> None:
        """Enter does this instead of moving on."""
        self.edit.setProperty(OWN_ENTER, True)
        self.edit.returnPressed.connect(command)

    def value(self) -> str:
        """The text as typed."""
        return self.edit.text()

    def set_value(self, value: str) -> None:
        """Show `value`; the cursor stays where it is when nothing changed."""
        if value != self.edit.text():
            self.edit.setText(value)
            self.edit.setCursorPosition(len(value) if self.edit.hasFocus() else 0)
