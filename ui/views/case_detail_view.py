"""One case: who, what, where it stands, its time line, its papers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from resources.texts import text
from ui.viewmodels.case_words import LIGHT_TONES, messages_words, person_words, term_words, time_line
from ui.viewmodels.cases_viewmodel import CasesViewModel
from ui.viewmodels.wording import day_words, time_words
from ui.views.papers_panel import PaperPreview, PapersPanel
from ui.views.screen import scrolled
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import MARK_ICONS, StatusChip
from ui.widgets.tinted_icon import TintedIcon
from ui.widgets.words import box, clear, column, label, row, rule

REVEAL_KEY = "F6"


class CaseDetailView(QWidget):
    """Left facts and time line, right papers with their preview."""

    def __init__(self, model: CasesViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self._model = model
        self.back = KeyButton(text("cases.back"), "Esc")
        self.back.setObjectName("cases.back")
        self.reveal = KeyButton(text("widgets.reveal"), REVEAL_KEY)
        self.reveal.setObjectName("cases.reveal")
        self._title = label("", "title", wrap=True)
        self._state, self._light, self._line = StatusChip("cases.case_state"), StatusChip("cases.light"), StatusChip()
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(14)
        self._facts.setVerticalSpacing(6)
        self._facts.setColumnStretch(1, 1)
        self._life = QVBoxLayout()
        self._life.setSpacing(10)
        self.papers = PapersPanel("cases", model.papers)
        self.preview = PaperPreview("cases", model.papers)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._left(), 10)
        layout.addWidget(self._right(), 9)
        self.setFocusProxy(self.back)
        self.back.clicked.connect(model.close)
        self.reveal.clicked.connect(model.show_personal_data)
        self.preview.reveal_asked.connect(model.show_personal_data)
        model.detail_changed.connect(self._follow)

    def _left(self) -> QWidget:
        content = QWidget()
        chips = column(row(self._state, self._light, None, spacing=8), row(self._line, None), spacing=6)
        content.setLayout(
            column(
                row(self.back, None),
                self._title,
                chips,
                self._facts,
                row(self.reveal, None),
                rule(),
                label(text("cases.time_line"), "heading"),
                self._life,
                None,
                spacing=10,
                margins=18,
            )
        )
        return box(column(scrolled(content), margins=1), "card")

    def _right(self) -> QWidget:
        head = column(label(text("papers.list"), "heading"), self.papers, spacing=8, margins=14)
        layout = column(spacing=0, margins=1)
        layout.addLayout(head, 2)
        layout.addWidget(self.preview, 3)
        return box(layout, "card")

    def _follow(self) -> None:
        detail = self._model.detail
        if detail is None:
            return
        case = detail.case
        self._title.setText(case.item_name or text("cases.no_item"))
        self._state.show_status(text(f"wording.state_{case.state}"), "action")
        clock = term_words(detail.term, detail.days_left, estimated=case.due_estimated)
        self._light.show_status(" ".join(words for words in clock if words), LIGHT_TONES[detail.light])
        tone, words = messages_words(detail)
        self._line.show_status(words, tone)
        person = person_words(case, whole=self._model.shown_whole)
        self.reveal.setVisible(bool(person.name) and not self._model.shown_whole)
        self._show_facts(
            (
                (text("cases.applicant"), person.name),
                (text("cases.number"), person.number),
                (text("cases.phone"), person.phone),
                (text("cases.place"), case.place_name),
                (text("cases.receipt_number"), case.receipt_number),
                (text("cases.query_code"), case.query_code),
                (text("cases.platform_number"), case.platform_number),
                (text("cases.received_at"), time_words(case.received_at)),
                (text("cases.due_on"), day_words(case.due_on) if detail.term.running else ""),
                (text("cases.pages"), text("cases.page_count", count=len(detail.pages)) if detail.pages else ""),
            )
        )
        self._show_life()

    def _show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        clear(self._facts)
        for at, (name, words) in enumerate((name, words) for name, words in facts if words):
            self._facts.addWidget(label(name, "muted"), at, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(label(words, wrap=True, selectable=True), at, 1)

    def _show_life(self) -> None:
        clear(self._life)
        detail = self._model.detail
        for entry in time_line(detail) if detail else ():
            icon = TintedIcon("", 18)
            icon.set_icon(MARK_ICONS[entry.tone], entry.tone)
            line = QHBoxLayout()
            line.setSpacing(10)
            line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
            line.addLayout(
                column(
                    label(entry.title, "strong", wrap=True),
                    label(f"{entry.at}  {entry.detail}", "small", wrap=True),
                    spacing=1,
                ),
                1,
            )
            self._life.addLayout(line)
