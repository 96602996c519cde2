"""Step 3, left: questions that shape the list, the checklist, and how the selected material is met."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.texts import text
from ui.viewmodels.intake_materials import MaterialsViewModel
from ui.viewmodels.row_table_model import KEY_ROLE, TONE_ROLE
from ui.viewmodels.situation_questions import Question
from ui.views.material_detail import MaterialDetail
from ui.widgets.choices import ChoiceField, SegmentedField, tab_place
from ui.widgets.fields import Field
from ui.widgets.form_keys import OWN_ENTER, FormKeys
from ui.widgets.marks import StatePanel
from ui.widgets.row_table import RowTable
from ui.widgets.words import clear

_IN_SIGHT = 4  # options up to this many stand side by side
_LEAST_ROWS = 2  # of the list in sight, however large the letters


class MaterialPanel(QWidget):
    """Up and Down walk the list; what is chosen there is what F5 and F6 are about.

    Enter goes from question to question, into the list, from there to how the material is met, and behind the last
    field of that to the next material that lacks something.
    """

    def __init__(self, model: MaterialsViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._model = model
        self._asked: tuple[Question, ...] = ()
        self._fields: dict[str, Field] = {}
        self._before_questions = tab_place(self)
        self._questions = QVBoxLayout()
        self._questions.setSpacing(6)
        self.table = RowTable("intake.materials", text("materials.list"), (KEY_ROLE, TONE_ROLE))
        self.table.show_model(model.table, (36, 32, 26, 25))
        self.table.show_close()
        self.table.keep_rows(_LEAST_ROWS)
        self.detail = MaterialDetail(model)
        self._keys = FormKeys(self.detail)
        self.table.setProperty(OWN_ENTER, True)
        self.table.installEventFilter(self._keys)
        self._empty = StatePanel("intake.materials_state")
        self._empty.show_state("guide", text("materials.no_guide"), text("materials.no_guide_words"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(6)
        layout.addLayout(self._questions)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.detail)
        layout.addWidget(self._empty, 1)
        self.table.chosen.connect(model.select)
        self.table.opened.connect(lambda _code: self.detail.way.setFocus())
        self.detail.finished.connect(self._go_on)
        model.changed.connect(self._follow)
        model.selected.connect(self._select)
        self._follow()

    def attend(self, key: str) -> bool:
        """Put the focus on a question or material."""
        if key in self._fields:
            self._fields[key].setFocus()
            return True
        if self._model.table.row_of(key) >= 0:
            self._model.select(key)
            self.table.choose(key)
            wants_number = self.detail.licence.isVisible() and not self.detail.licence.value()
            (self.detail.licence if wants_number else self.table).setFocus()
            return True
        return False

    def entered(self) -> None:
        """Start with the first question that is open, else the list."""
        self._follow()  # a case taken up again opens here before anything else was said about it
        waiting = next((question.id for question in self._model.questions.asked if not question.answer), "")
        if waiting:
            self._fields[waiting].setFocus()
        else:
            self.table.setFocus()

    def _follow(self) -> None:
        questions = self._model.questions.asked
        if [(one.id, one.options) for one in questions] != [(one.id, one.options) for one in self._asked]:
            self._ask(questions)
        self._asked = questions
        for question in questions:
            self._fields[question.id].set_value(question.answer)
            self._fields[question.id].set_required(not question.answer)
        some = bool(self._model.table.rows())
        for part in (self.table, self.detail):
            part.setVisible(some)
        self._empty.setVisible(not some)

    def _ask(self, questions: tuple[Question, ...]) -> None:
        clear(self._questions)
        self._fields = {}
        for question in questions:
            field = _question_field(question)
            field.put_label_beside()
            field.edited.connect(lambda option, asked=question.id: self._model.questions.answer(asked, option))
            self._fields[question.id] = field
            self._questions.addWidget(field)
            self._keys.watch(field)
        last = self._before_questions
        for field in self._fields.values():
            last = field.chain_after(last)

    def _go_on(self) -> None:
        self._model.select_next_open()
        self.table.setFocus()

    def _select(self) -> None:
        self.table.choose(self._model.current)


def _question_field(question: Question) -> Field:
    name = f"question.{question.id}"
    longest = sum(len(words) for _, words in question.options)
    if len(question.options) <= _IN_SIGHT and longest <= 24:
        return SegmentedField(name, question.label, question.options)
    unchosen = ("", text("materials.choose"))
    return ChoiceField(name, question.label, (unchosen, *question.options))
