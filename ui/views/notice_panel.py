"""The one-time notice before it is made: everything that is missing in one list, with room for an opinion each."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.texts import text
from ui.viewmodels.intake_notice import NoticeLineDraft, NoticeViewModel
from ui.views.screen import scrolled
from ui.widgets.fields import TextField
from ui.widgets.form_keys import FormKeys
from ui.widgets.key_button import KeyButton, button
from ui.widgets.words import clear, column, label, row


class NoticePanel(QWidget):
    """F7 opens it, F7 again makes the paper."""

    def __init__(self, model: NoticeViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self._model = model
        self._title = label("", "title")
        self._words = label("", wrap=True)
        self._words.setObjectName("intake.notice.words")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(10)
        self._opinions: dict[str, TextField] = {}
        self._shown: tuple[str, tuple[NoticeLineDraft, ...]] = ("", ())
        self.give = KeyButton(text("notice.make"), "F7", "primary")
        self.give.setObjectName("intake.notice.give")
        self.close_button = button(text("notice.close"))
        self.close_button.setObjectName("intake.notice.close")
        content = QWidget()
        content.setLayout(column(self._title, self._words, self._lines, None, spacing=10, margins=18))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 12)
        layout.addWidget(scrolled(content), 1)
        buttons = row(18, self.give, self.close_button, None)
        layout.addLayout(buttons)
        self._keys = FormKeys(self)
        self.give.clicked.connect(self.make)
        model.changed.connect(self._follow)

    def show_lines(self) -> None:
        """List what is missing now, and put the cursor there."""
        self._fill()
        first = next(iter(self._opinions.values()), None)
        (first or self.close_button).setFocus()

    def make(self) -> None:
        """Make the paper with the opinions typed; while something stands against it, say so again."""
        if self._model.obstacle:
            self.show_lines()
        else:
            self._model.give({code: field.value() for code, field in self._opinions.items()})

    def _follow(self) -> None:
        if self.isVisible():
            self._fill()

    def _fill(self) -> None:
        """Opinions typed for this case stay, and so does the cursor while the materials are the same."""
        obstacle = self._model.obstacle
        self._title.setText(self._model.title)
        self._words.setText(obstacle or self._model.explanation)
        self.give.setEnabled(not obstacle)
        case_id, lines = self._model.case_id, self._model.lines
        typed = {code: field.value() for code, field in self._opinions.items()} if self._shown[0] == case_id else {}
        if self._shown != (case_id, lines):
            self._shown = (case_id, lines)
            self._list(lines, typed)

    def _list(self, lines: tuple[NoticeLineDraft, ...], typed: Mapping[str, str]) -> None:
        clear(self._lines)
        self._opinions = {}
        for line in lines:
            words = text("notice.line", name=line.name, gap=line.gap)
            field = TextField(f"notice.{line.code}", words, placeholder=text("notice.opinion"))
            field.set_value(typed.get(line.code, ""))
            self._keys.watch(field)
            self._opinions[line.code] = field
            self._lines.addWidget(field)
