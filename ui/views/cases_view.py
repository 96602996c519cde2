"""The case list and one case in full."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from resources.texts import text
from ui.runtime.error_presenter import ErrorPresenter
from ui.viewmodels.case_words import tally_words
from ui.viewmodels.cases_viewmodel import FILTERS, CasesViewModel
from ui.viewmodels.row_table_model import KEY_ROLE, TONE_ROLE
from ui.views.case_detail_view import REVEAL_KEY, CaseDetailView
from ui.views.screen import Screen
from ui.widgets.choices import SegmentedField
from ui.widgets.marks import StatePanel
from ui.widgets.row_table import RowTable
from ui.widgets.words import box, column, label, row


class CasesView(Screen):
    """Search and filters on top, the list below; Enter opens, Esc comes back."""

    def __init__(self, model: CasesViewModel, presenter: ErrorPresenter, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__("cases", presenter, parent)
        self._model = model
        self.search = QLineEdit()
        self.search.setObjectName("cases.search")
        self.search.setAccessibleName(text("cases.search"))
        self.search.setPlaceholderText(text("cases.search_hint"))
        self.search.setClearButtonEnabled(True)
        names = [(name, text(f"cases.filter_{name}")) for name in FILTERS]
        self.filter = SegmentedField("cases.filter", text("cases.filter"), names)
        self.filter.set_value(model.filter)
        self.table = RowTable("cases.table", text("cases.list"), (KEY_ROLE, TONE_ROLE))
        self.table.show_model(model.table, (17, 21, 30, 15, 24, 19))
        self._state = StatePanel("cases.state")
        self._tally = label("", "muted")
        self._tally.setObjectName("cases.tally")
        self._lower = QStackedWidget()
        self._lower.addWidget(self.table)
        self._lower.addWidget(self._state)
        self.detail = CaseDetailView(model)
        self._pages = QStackedWidget()
        search = column(label(text("cases.search")), self.search, spacing=4)
        head = row(spacing=16)
        head.addLayout(search, 1)
        head.addWidget(self.filter)
        top = box(head)
        top.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._pages.addWidget(box(column(top, self._lower, self._tally, spacing=12, margins=16), "card"))
        self._pages.addWidget(self.detail)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(10)
        layout.addWidget(self.banner)
        layout.addWidget(self._pages, 1)
        self._connect()
        self._follow()

    def entered(self) -> None:
        """Look again; what was searched stays."""
        self._model.search()
        self._model.reload()
        if self._model.detail is None:
            self.search.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Down goes from the search into the list, Enter opens the first hit once it is found."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.table.setFocus()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._model.search()
                self.table.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _connect(self) -> None:
        model = self._model
        self.search.installEventFilter(self)
        self.search.textEdited.connect(model.type_words)
        self.filter.edited.connect(model.set_filter)
        self.table.opened.connect(model.open)
        model.found.connect(self._follow)
        model.counted.connect(lambda: self._tally.setText(tally_words(model.tally)))
        model.waiting_changed.connect(self._follow)
        model.detail_changed.connect(self._show_detail)
        model.failed.connect(self.show_error)
        self.bind_key("F3", self._to_search)
        self.bind_key("Esc", self._back)
        self.bind_key("F5", self.entered)
        self.bind_key(REVEAL_KEY, model.show_personal_data)
        self.bind_key("Ctrl+P", partial(self._on_papers, self.detail.papers.print_current))
        self.bind_key("Ctrl+S", partial(self._on_papers, self.detail.papers.save_current))

    def _to_search(self) -> None:
        self._model.close()
        self.search.setFocus()
        self.search.selectAll()

    def _on_papers(self, command: Callable[[], object]) -> None:
        if self._model.detail is not None:
            command()

    def _back(self) -> None:
        if self._model.detail is not None:
            self._model.close()
            self.table.setFocus()
        else:
            self.search.setFocus()

    def _follow(self) -> None:
        if not self._model.empty:
            self._lower.setCurrentIndex(0)
            return
        self._lower.setCurrentIndex(1)
        if self._model.waiting == "search":
            self._state.show_loading(text("cases.searching"))
        elif self._model.words.strip() or self._model.filter != "all":
            self._state.show_state("search", text("cases.none_found"), self._model.none_words)
        else:
            self._state.show_state("cases", text("cases.none"), text("cases.none_words"))

    def _show_detail(self) -> None:
        self._pages.setCurrentIndex(0 if self._model.detail is None else 1)
        if self._model.detail is not None:
            self.detail.setFocus()
