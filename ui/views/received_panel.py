"""Step 5, left: the number the case got, and its papers."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.term import TERMS, Term
from resources.texts import text
from ui.viewmodels.intake_viewmodel import IntakeViewModel
from ui.viewmodels.wording import day_words, time_words
from ui.views.papers_panel import PapersPanel
from ui.widgets.marks import StatePanel
from ui.widgets.words import box, column, label


class ReceivedPanel(QWidget):
    """Before the receipt it says what comes; after it, number, query code, deadline, papers."""

    def __init__(self, model: IntakeViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._model = model
        self._number = label("", "display", selectable=True)
        self._number.setObjectName("intake.receipt_number")
        self._number.setAccessibleName(text("papers.receipt_number"))
        self._facts = label("", "muted", wrap=True, selectable=True)
        self._head = box(column(label(text("papers.receipt_number"), "muted"), self._number, self._facts, spacing=2))
        self.papers = PapersPanel("intake", model.papers)
        self.papers.table.show_whole()
        self._state = StatePanel("intake.papers_state")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 16)
        layout.setSpacing(12)
        layout.addWidget(self._head)
        layout.addWidget(self._state, 1)
        layout.addWidget(self.papers, 3)
        model.changed.connect(self._follow)
        model.waiting_changed.connect(self._follow)
        self._follow()

    def entered(self) -> None:
        """Start with the list."""
        if self.papers.isVisibleTo(self):
            self.papers.table.setFocus()

    def _follow(self) -> None:
        state = self._model.state
        case = state.case if state else None
        received = case is not None and case.received_at is not None
        papers = bool(state and state.papers)
        self._head.setVisible(received)
        self.papers.setVisible(papers)
        self._state.setVisible(not papers)
        if case is not None and received:
            self._number.setText(case.receipt_number)
            facts = text("papers.facts", code=case.query_code, time=time_words(case.received_at))
            estimated = text("papers.estimated") if case.due_estimated else ""
            due = day_words(case.due_on) + estimated if TERMS[case.state] is Term.ANSWER else ""
            self._facts.setText(text("papers.facts_due", facts=facts, due=due) if due else facts)
        if self._model.waiting == "papers":
            self._state.show_loading(text("papers.making"))
        elif not received:
            self._state.show_state("printer", text("papers.not_received"), text("papers.not_received_words"))
