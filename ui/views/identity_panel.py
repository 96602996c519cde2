"""Beside step 1: the identity in large type to compare with the card, and the drafts in the drawer."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from resources.texts import text
from ui.viewmodels.intake_form import FormViewModel
from ui.viewmodels.intake_viewmodel import IntakeViewModel
from ui.viewmodels.intake_words import WarningWords, field_words
from ui.viewmodels.wording import day_words, grouped_number
from ui.views.chip_photo_view import ChipPhotoView
from ui.views.ladder_panel import LadderPanel
from ui.views.page_offer_panel import PageOfferPanel
from ui.views.screen import scrolled
from ui.widgets.banner import Banner
from ui.widgets.choice_list import ChoiceList
from ui.widgets.fields import TextField
from ui.widgets.key_button import KeyButton, button
from ui.widgets.marks import StatePanel
from ui.widgets.words import box, clear, column, label, row


class _AbandonLine(QWidget):
    """Give the current draft up: asks for the reason right here."""

    def __init__(self, model: IntakeViewModel) -> None:
        super().__init__()
        self._model = model
        self._begin = button(text("applicant.abandon"), "quiet")
        self._begin.setObjectName("intake.abandon")
        self._reason = TextField("intake.abandon_reason", text("applicant.abandon_reason"), required=True)
        confirm = button(text("applicant.abandon_confirm"))
        confirm.setObjectName("intake.abandon_confirm")
        cancel = button(text("applicant.abandon_cancel"))
        self._ask = box(column(self._reason, row(confirm, cancel, None), spacing=8))
        self._ask.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row(None, self._begin))
        layout.addWidget(self._ask)
        self._begin.clicked.connect(self._open)
        self._reason.on_enter(self._confirm)
        confirm.clicked.connect(self._confirm)
        cancel.clicked.connect(self._close)

    def _open(self) -> None:
        self._begin.hide()
        self._ask.show()
        self._reason.setFocus()

    def _close(self) -> None:
        self._reason.set_value("")
        self._reason.set_error("")
        self._ask.hide()
        self._begin.show()

    def _confirm(self) -> None:
        reason = self._reason.value().strip()
        if reason:
            self._close()
            self._model.parked.abandon(reason)
        else:
            self._reason.set_error(text("set_up.required"))


class IdentityPanel(QWidget):
    """What to look at while the form is filled."""

    def __init__(self, model: IntakeViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self._model = model
        self._state = StatePanel("intake.identity_state")
        self._facts = QVBoxLayout()
        self._facts.setSpacing(10)
        self._warnings = QVBoxLayout()
        self._warnings.setSpacing(8)
        self._shown: tuple[object, ...] = ()
        self._agent_box = self._agent_in_large()
        self._same = Banner("intake.parked_same")
        check = KeyButton(text("person_check.open"), "Ctrl+F2")
        check.setObjectName("intake.person_check")
        check.clicked.connect(model.person_check.ask)
        head = row(label(text("applicant.identity_title"), "heading"), None, check)
        self._photos = ChipPhotoView(model.identity.photos)
        person = column(head, self._facts, self._agent_box, self._photos, self._warnings, None, spacing=12)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._state)
        self._stack.addWidget(box(person))
        self._parked = ChoiceList("intake.parked", text("applicant.parked_title"))
        drawer_head = row(
            label(text("applicant.parked_title"), "heading"), label(text("applicant.key_take_up"), "key"), None
        )
        self._drawer = box(column(drawer_head, self._parked, spacing=6))
        self._abandon = _AbandonLine(model)
        ladder = LadderPanel(model.identity.ladder)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(18, 14, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(self._same)
        layout.addWidget(ladder.recorded)
        layout.addWidget(ladder)
        layout.addWidget(PageOfferPanel(model.identity.pages))
        layout.addWidget(self._stack, 3)
        layout.addWidget(ladder.foot)
        layout.addWidget(self._drawer, 2)
        layout.addWidget(self._abandon)
        area = scrolled(content)
        self.setLayout(column(area))
        model.identity.ladder.gone_on.connect(lambda _field: area.verticalScrollBar().setValue(0))
        self._same.acted.connect(self._take_up_same)
        self._parked.taken.connect(model.parked.take_up)
        model.identity.ladder.changed.connect(self._follow)
        for changed in (model.changed, model.form.values_changed, model.form.card_asked, model.parked.changed):
            changed.connect(self._follow)
        self._follow()

    def take_up(self) -> None:
        """The parked draft of the person on the form is taken up; without one, the cursor goes to the drawer."""
        if self._model.parked.same_person:
            self._take_up_same()
        elif self._drawer.isVisible():
            self._parked.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Wrapped words need their height for the width they get, which a stack does not tell on."""
        super().resizeEvent(event)
        wanted = self._state.heightForWidth(self._stack.width())
        self._state.setMinimumHeight(max(0, wanted))

    def _agent_in_large(self) -> QWidget:
        self._agent = label("", "display", wrap=True)
        self._agent.setObjectName("identity.agent_name")
        self._agent_number = label("", "title", wrap=True)
        self._agent_source = label("", "small")
        agent = (label(text("applicant.agent"), "muted"), self._agent, self._agent_number, self._agent_source)
        return box(column(*agent, spacing=4))

    def _follow(self) -> None:
        form = self._model.form
        self._abandon.setVisible(self._model.desk.is_draft)
        self._show_drawer()
        self._photos.follow()
        if form.reading:
            self._state.show_loading(text("applicant.identity_reading_title"), text("applicant.identity_reading_words"))
            self._stack.setCurrentIndex(0)
        elif form.value("applicant.name") or form.value(_number_field(form)) or self._show_agent():
            self._show_person()
            self._stack.setCurrentIndex(1)
        elif form.value("applicant.kind") == "organisation":
            self._state.show_state(
                "card", text("applicant.organisation_empty_title"), text("applicant.organisation_empty_words")
            )
            self._stack.setCurrentIndex(0)
        else:
            self._state.show_state(
                "card", text("applicant.identity_empty_title"), text("applicant.identity_empty_words")
            )
            self._stack.setCurrentIndex(0)
        nobody = self._stack.currentIndex() == 0 and not form.reading
        self._stack.setVisible(not (nobody and self._model.identity.ladder.trouble is not None))

    def _show_person(self) -> None:
        form = self._model.form
        organisation = form.value("applicant.kind") == "organisation"
        number = form.value(_number_field(form))
        head = (
            form.value("applicant.name") or " ",
            (number if organisation else grouped_number(number)) or " ",
            text("applicant.source", source=text(f"wording.source_{form.value('applicant.source') or 'typed'}")),
        )
        facts = (
            (text("applicant.birth_date"), day_words(self._birth_date())),
            (field_words("applicant.address", organisation=organisation), form.value("applicant.address")),
            (text("applicant.valid_until"), day_words(form.value("applicant.valid_until"))),
        )
        self._show_agent()
        warnings = self._model.warnings
        # Every key of the visit comes by here: widgets are made anew only when there are other words to show.
        if (head, facts, warnings) != self._shown:
            self._shown = (head, facts, warnings)
            self._show_facts(*head, facts)
            self._show_warnings(warnings)

    def _birth_date(self) -> str:
        """As a document said it, else as the number says it."""
        state = self._model.state
        person = state.reading.applicant_person if state is not None else None
        born = person.birth_date.isoformat() if person is not None and person.birth_date is not None else ""
        return self._model.form.value("applicant.birth_date") or born

    def _show_agent(self) -> bool:
        """The agent as large as the applicant: that card lies on the desk too, and is compared with the screen."""
        form = self._model.form
        name, number = form.value("agent.name"), form.value("agent.document_number")
        shown = form.value("agent.present") == "yes" and bool(name or number)
        self._agent.setText(name or " ")
        self._agent_number.setText(grouped_number(number) or " ")
        source = text(f"wording.source_{form.value('agent.source') or 'typed'}")
        self._agent_source.setText(text("applicant.source", source=source))
        self._agent_box.setVisible(shown)
        return shown

    def _show_facts(self, name: str, number: str, source: str, facts: tuple[tuple[str, str], ...]) -> None:
        clear(self._facts)
        self._facts.addWidget(label(name, "display", wrap=True))
        self._facts.addWidget(label(number, "title", wrap=True))
        for what, words in facts:
            if words:
                line = row(label(what, "muted"), spacing=12)
                line.addWidget(label(words, wrap=True), 1)
                self._facts.addLayout(line)
        self._facts.addWidget(label(source, "small"))

    def _show_warnings(self, warnings: tuple[WarningWords, ...]) -> None:
        clear(self._warnings)
        for at, warning in enumerate(warnings):
            banner = Banner(f"intake.warning.{at}")
            self._warnings.addWidget(banner)
            banner.show_message(warning.words, "amber", action=warning.offer, lasting=True)
            banner.acted.connect(self._model.let_guardian_act)

    def _show_drawer(self) -> None:
        drafts = self._model.parked.drafts
        self._drawer.setVisible(bool(drafts))
        if self._parked.keys() != tuple(draft.key for draft in drafts):
            self._parked.show_choices(tuple((draft.key, draft.title, draft.detail) for draft in drafts))
        if self._model.parked.same_person:
            self._same.show_message(
                text("applicant.parked_same"), "action", action=text("applicant.take_up"), lasting=True
            )
        else:
            self._same.hide()

    def _take_up_same(self) -> None:
        if self._model.parked.same_person:
            self._model.parked.take_up(self._model.parked.same_person)


def _number_field(form: FormViewModel) -> str:
    organisation = form.value("applicant.kind") == "organisation"
    return "applicant.credit_code" if organisation else "applicant.document_number"
