"""Step 1: who asks, and who acts for them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QGridLayout, QVBoxLayout, QWidget

from app.domain.applicant import IdDocumentKind
from app.domain.identifiers.document import SPEAKING_NUMBER_KINDS
from app.domain.identity_check import AGENT, OtherPersonChoice
from resources.texts import text
from ui.viewmodels.intake_form import FormViewModel
from ui.views.form_binding import FormBinding
from ui.widgets.banner import Banner
from ui.widgets.choice_banner import Answer, ChoiceBanner
from ui.widgets.choices import ChoiceField, SegmentedField
from ui.widgets.fields import Field, TextField
from ui.widgets.form_keys import move_on
from ui.widgets.key_button import KeyButton
from ui.widgets.words import box, column, label, row, rule

_WITH_ZONE = {
    IdDocumentKind.PASSPORT,
    IdDocumentKind.FOREIGN_PR_2017,
    IdDocumentKind.HK_MACAU_PERMIT,
    IdDocumentKind.TAIWAN_PERMIT,
}
_CHOICE_KEYS = {
    OtherPersonChoice.NEW_CASE: "Alt+C",
    OtherPersonChoice.AS_AGENT: "Alt+G",
    OtherPersonChoice.AS_APPLICANT: "Alt+A",
    OtherPersonChoice.REPLACE: "Alt+R",
}
_KEEP, _KEEP_KEY = "keep", "Alt+K"
# Characters read so far when another line of a zone must follow (two of 44 or 36, three of 30; ICAO 9303).
_ZONE_LINES = {44, 36, 30, 60}


def document_kinds() -> list[tuple[str, str]]:
    """Documents to choose from, the usual one first."""
    return [(kind.value, text(f"wording.document_{kind}")) for kind in IdDocumentKind]


class ApplicantPanel(QWidget):
    """The form of the first step."""

    def __init__(self, model: FormViewModel, binding: FormBinding, parent: QWidget | None = None) -> None:
        """Fields are tied by `binding`, commands go to `model`."""
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._model = model
        self._binding = binding
        self.other_person = ChoiceBanner("intake.other_person")
        self.released = Banner("intake.card_released")
        self.read = KeyButton(text("applicant.read_card"), "F2", "primary")
        self.read.setObjectName("intake.read_card")
        self.read_agent = KeyButton(text("applicant.read_agent_card"), text("applicant.key_shift_f2"))
        self.read_agent.setObjectName("intake.read_agent_card")
        self.kind = SegmentedField(
            "applicant.kind",
            text("applicant.kind"),
            (("person", text("applicant.person")), ("organisation", text("applicant.organisation"))),
        )
        binding.bind("applicant.kind", self.kind, "person")
        form = self._form()
        self.agent_present = QCheckBox(text("applicant.agent_present"))
        self.agent_present.setObjectName("agent.present")
        self.agent_present.setAccessibleName(text("applicant.agent_present"))
        self._agent = self._agent_form()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 16)
        layout.setSpacing(12)
        layout.addLayout(row(self.kind, None, self.read))
        layout.setAlignment(Qt.AlignmentFlag.AlignTop)
        for part in (self.other_person, self.released, form, rule(), self.agent_present, self._agent):
            layout.addWidget(part)
        layout.addStretch(1)
        self._connect()
        self._follow()

    def _connect(self) -> None:
        self.read.clicked.connect(self.read_or_stop)
        self.read_agent.clicked.connect(lambda: self._model.read_card("agent"))
        self.agent_present.clicked.connect(
            lambda checked: self._model.choose("agent.present", "yes" if checked else "")
        )
        self._model.values_changed.connect(self._follow)
        self._model.card_asked.connect(self._show_reading)
        self._model.other_person_found.connect(self._ask_other_person)
        self._model.other_person_dropped.connect(self.other_person.dismiss)
        self.other_person.chosen.connect(self._take_other_person)
        self._zone.on_enter(self._zone_line_read)
        self._zone.left.connect(lambda: self._model.read_zone("applicant", self._zone.value()))
        self._model.messages_changed.connect(self._show_zone_error)
        self._model.messages_changed.connect(self._follow)
        self._model.card_released.connect(self._say_released)
        self._model.other_person_dropped.connect(self.released.dismiss)
        self._model.values_changed.connect(lambda: self._zone.set_value(self._model.value("applicant.mrz")))

    def read_or_stop(self) -> None:
        """F2: read the applicant's card, or do not wait for it any longer."""
        if self._model.reading:
            self._model.stop_reading()
        else:
            self._model.read_card("applicant")

    def role_in_focus(self) -> str:
        """Whose fields the cursor is in: `agent`, else `applicant`."""
        now = QApplication.focusWidget()
        return "agent" if now is not None and self._agent.isAncestorOf(now) else "applicant"

    def _form(self) -> QWidget:
        text_field, bind = TextField, self._binding.bind
        date_form = text("applicant.date_form")
        self._zone = text_field("applicant.mrz", text("applicant.mrz"), placeholder=text("applicant.mrz_hint"))
        sexes = (("male", text("wording.sex_male")), ("female", text("wording.sex_female")))
        places: tuple[tuple[Field, int, int, int], ...] = (
            (text_field("applicant.name", text("applicant.name"), required=True), 0, 0, 1),
            (self._kind_choice("applicant"), 0, 1, 1),
            (text_field("applicant.credit_code", text("applicant.credit_code"), required=True), 0, 1, 1),
            (text_field("applicant.document_number", text("applicant.document_number"), required=True), 1, 0, 1),
            (text_field("applicant.legal_representative", text("applicant.legal_representative")), 1, 0, 1),
            (text_field("applicant.phone", text("applicant.phone"), required=True), 1, 1, 1),
            (self._zone, 2, 0, 2),
            (SegmentedField("applicant.sex", text("applicant.sex"), sexes), 3, 0, 1),
            (text_field("applicant.birth_date", text("applicant.birth_date"), placeholder=date_form), 3, 1, 1),
            (text_field("applicant.address", text("applicant.address")), 4, 0, 2),
            (text_field("applicant.valid_until", text("applicant.valid_until"), placeholder=date_form), 5, 0, 1),
        )
        grid = _grid()
        for field, down, across, width in places:
            grid.addWidget(field, down, across, 1, width)
            if field.name == "applicant.document_kind":
                bind(field.name, field, IdDocumentKind.RESIDENT_ID.value)
            elif field is not self._zone:
                bind(field.name, field)
        return box(grid)

    def _agent_form(self) -> QWidget:
        grid = _grid()
        until, authority = text("applicant.agent_authority_until"), text("applicant.agent_authority_document")
        fields: tuple[Field, ...] = (
            TextField("agent.name", text("applicant.agent_name"), required=True),
            self._kind_choice("agent"),
            TextField("agent.document_number", text("applicant.agent_document_number"), required=True),
            TextField("agent.phone", text("applicant.agent_phone"), required=True),
            TextField(
                "agent.authority_document", authority, required=True, placeholder=text("applicant.authority_hint")
            ),
            TextField("agent.authority_until", until, placeholder=text("applicant.date_form")),
            TextField("agent.birth_date", text("applicant.birth_date"), placeholder=text("applicant.date_form")),
        )
        for at, field in enumerate(fields):
            grid.addWidget(field, at // 2, at % 2)
            default = IdDocumentKind.RESIDENT_ID.value if field.name == "agent.document_kind" else ""
            self._binding.bind(field.name, field, default)
        head = row(label(text("applicant.agent"), "heading"), None, self.read_agent)
        return box(column(head, grid, spacing=10))

    def _kind_choice(self, role: str) -> Field:
        return ChoiceField(f"{role}.document_kind", text("applicant.document_kind"), document_kinds())

    def _follow(self) -> None:
        organisation = self._model.value("applicant.kind") == "organisation"
        kind = IdDocumentKind(self._model.value("applicant.document_kind") or IdDocumentKind.RESIDENT_ID)
        for name in ("applicant.credit_code", "applicant.legal_representative"):
            self._show_field(name, visible=organisation)
        for name in ("applicant.document_kind", "applicant.document_number", "applicant.valid_until"):
            self._show_field(name, visible=not organisation)
        for name in ("applicant.sex", "applicant.birth_date"):
            spoken = kind in SPEAKING_NUMBER_KINDS and not self._model.message(name)  # what is wrong can be reached
            self._show_field(name, visible=not organisation and not spoken)
        wrong = bool(self._model.message("applicant.mrz"))
        self._zone.setVisible(not organisation and (kind in _WITH_ZONE or wrong))
        name_field = self._binding.field("applicant.name")
        if name_field is not None:
            name_field.set_words(text("applicant.organisation_name") if organisation else text("applicant.name"))
        address_field = self._binding.field("applicant.address")
        if address_field is not None:
            address_field.set_words(
                text("applicant.organisation_address") if organisation else text("applicant.address")
            )
        self._show_field("agent.birth_date", visible=bool(self._model.message("agent.birth_date")))
        present = self._model.value("agent.present") == "yes"
        self.agent_present.setChecked(present)
        self._agent.setVisible(present)

    def _show_field(self, name: str, *, visible: bool) -> None:
        field = self._binding.field(name)
        if field is not None:
            field.setVisible(visible)

    def _zone_line_read(self) -> None:
        """A passport reader ends each line with Enter: stay until the last line is there."""
        if len(self._zone.value().strip()) not in _ZONE_LINES:
            move_on(self._zone.edit)

    def _show_zone_error(self) -> None:
        """A zone may come from a passport reader before the kind of document says that there is one."""
        words = self._model.message("applicant.mrz")
        self._zone.set_error(words)
        if words:
            self._zone.show()

    def _show_reading(self, waiting: bool) -> None:
        self.read.set_words(text("applicant.stop_reading") if waiting else text("applicant.read_card"))
        self.read.set_kind("" if waiting else "primary")

    def _say_released(self, role: str) -> None:
        words = text("applicant.agent_released") if role == AGENT else text("applicant.applicant_released")
        self.released.show_message(words, "amber")

    def _ask_other_person(self, role: str) -> None:
        """Another person's card asks what it is; one that differs from what was just typed asks which of them holds."""
        choices = self._model.other_person_choices
        same = choices == (OtherPersonChoice.REPLACE,)
        replace = text("applicant.replace") if same else text(OtherPersonChoice.REPLACE)
        answers = [
            Answer(choice, replace if choice is OtherPersonChoice.REPLACE else text(choice), _CHOICE_KEYS[choice])
            for choice in choices
        ]
        keep = text("applicant.keep_typed") if same else text("applicant.keep")
        whose = self._model.other_person
        words = text("applicant.differs_from_typed", whose=whose) if same else _other_person_words(role, whose)
        self.other_person.ask(words, [*answers, Answer(_KEEP, keep, _KEEP_KEY)])

    def _take_other_person(self, key: str) -> None:
        self._model.take_other_person(None if key == _KEEP else OtherPersonChoice(key))


def _other_person_words(role: str, whose: str) -> str:
    if role == AGENT:
        return text("applicant.other_than_agent", whose=whose)
    return text("applicant.other_than_applicant", whose=whose)


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(10)
    for side in (0, 1):
        grid.setColumnStretch(side, 1)
    return grid
