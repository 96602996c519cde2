"""The line to the platform: what waits, why, what to do."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from resources.texts import text
from ui.runtime.error_presenter import ErrorPresenter
from ui.viewmodels.line_viewmodel import LineViewModel
from ui.viewmodels.row_table_model import KEY_ROLE, TONE_ROLE
from ui.views.screen import Screen
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import StatePanel
from ui.widgets.row_table import RowTable
from ui.widgets.tinted_icon import TintedIcon
from ui.widgets.words import box, column, label, row

_ICONS = {"green": "done", "amber": "offline", "muted": "waiting"}


class LineScreen(Screen):
    """State on top, rows below; Enter on a row sends it again."""

    def __init__(self, model: LineViewModel, presenter: ErrorPresenter, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__("line", presenter, parent)
        self._model = model
        self._icon = TintedIcon("waiting", 30)
        self._headline = label("", "title")
        self._headline.setObjectName("line.headline")
        self._story = label("", "muted", wrap=True)
        self._counts = label("", wrap=True)
        self._counts.setObjectName("line.counts")
        self.synchronise = KeyButton(text("line.synchronise"), "F5", "primary")
        self.synchronise.setObjectName("line.synchronise")
        self.release = KeyButton(text("line.release"), text("shell.key_enter"))
        self.release.setObjectName("line.release")
        self.table = RowTable("line.table", text("line.rows"), (KEY_ROLE, TONE_ROLE))
        self.table.show_model(model.table, (22, 12, 11, 34, 21))
        self._state = StatePanel("line.state")
        self._lower = QStackedWidget()
        self._lower.addWidget(self.table)
        self._lower.addWidget(self._state)
        words = column(self._headline, self._story, self._counts, spacing=2)
        head = row(self._icon, spacing=14)
        head.addLayout(words, 1)
        head.addWidget(self.synchronise)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(10)
        layout.addWidget(self.banner)
        layout.addWidget(box(column(head, margins=16), "card"))
        rows = column(row(label(text("line.rows"), "heading"), None, self.release), self._lower, spacing=8, margins=16)
        layout.addWidget(box(rows, "card"), 1)
        self._connect()
        self._follow()

    def entered(self) -> None:
        """Read again."""
        self._model.read()
        self.synchronise.setFocus()

    def _connect(self) -> None:
        model = self._model
        self.synchronise.clicked.connect(model.synchronise_asked)
        self.release.clicked.connect(lambda: model.release(self.table.current_key()))
        self.table.opened.connect(model.release)
        model.changed.connect(self._follow)
        model.failed.connect(self.show_error)
        self.bind_key("F5", model.synchronise_asked.emit)

    def _follow(self) -> None:
        tone, headline, story = self._model.state_words
        self._icon.set_icon(_ICONS[tone], tone)
        self._headline.setText(headline)
        self._story.setText(story)
        self._counts.setText(self._model.counts_words)
        some = bool(self._model.table.rows())
        self.release.setVisible(some)
        self._lower.setCurrentIndex(0 if some else 1)
        if self._model.facts is None:
            self._state.show_loading(text("line.reading"))
        else:
            self._state.show_state("done", text("line.nothing_waits"), text("line.nothing_waits_words"), tone="green")
