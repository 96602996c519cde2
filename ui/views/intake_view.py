"""The intake screen: five steps on one page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from resources.texts import text
from ui.runtime.error_presenter import ErrorPresenter
from ui.viewmodels.intake_viewmodel import STEPS, IntakeViewModel
from ui.viewmodels.intake_words import desk_words
from ui.views.applicant_panel import ApplicantPanel
from ui.views.confirm_panel import ConfirmPanel, SpokenPanel
from ui.views.form_binding import FormBinding
from ui.views.guide_panel import GuidePanel
from ui.views.identity_panel import IdentityPanel
from ui.views.item_panel import ItemPanel
from ui.views.material_panel import MaterialPanel
from ui.views.missing_bar import MissingBar
from ui.views.notice_panel import NoticePanel
from ui.views.page_panel import PagePanel
from ui.views.papers_panel import PaperPreview
from ui.views.person_check_panel import PersonCheckPanel
from ui.views.received_panel import ReceivedPanel
from ui.views.screen import Screen, scrolled
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.form_keys import FormKeys
from ui.widgets.marks import StatePanel
from ui.widgets.step_bar import StepBar
from ui.widgets.words import column

_UNTIL_SEEN = ("rule.page_unseen", "rule.no_findings", "rule.not_compared")
"""What is said only until a page was looked at."""


class IntakeView(Screen):
    """Left what to fill, right what to look at, below what is missing and the next thing."""

    def __init__(self, model: IntakeViewModel, presenter: ErrorPresenter, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__("intake", presenter, parent)
        self._model = model
        self._begun = False
        self._unseen_words = ""
        self.binding = FormBinding(model.form, self)
        self.applicant = ApplicantPanel(model.form, self.binding)
        self.item = ItemPanel(model.items)
        self.material = MaterialPanel(model.materials)
        self.confirm = ConfirmPanel(model, self.binding)
        self.received = ReceivedPanel(model)
        self.identity = IdentityPanel(model)
        self.guide = GuidePanel("intake.guide", text("intake.guide"))
        self.pages = PagePanel(model.materials)
        self.spoken = SpokenPanel(model)
        self.preview = PaperPreview("intake", model.papers)
        self.notice = NoticePanel(model.notice)
        self.person_check = PersonCheckPanel(model.person_check)
        self._left, self._right = QStackedWidget(), QStackedWidget()
        for left in (self.applicant, self.item, self.material, self.confirm, self.received):
            self._left.addWidget(scrolled(left))
        for right in (self.identity, self.guide, self.pages, self.spoken, self.preview, self.notice, self.person_check):
            self._right.addWidget(scrolled(right) if right is self.pages else right)
        self.not_here = StatePanel("intake.not_here")
        self._left.addWidget(self.not_here)
        self.steps = StepBar(
            "intake.step", [(step, text(f"intake.step_{step}"), f"Alt+{at}") for at, step in enumerate(STEPS, start=1)]
        )
        self.on_desk = ElidedLabel("intake.on_desk")
        self.missing = MissingBar(model)
        self._lay_out()
        FormKeys(self)
        self._bind_keys()
        self._connect()

    def entered(self) -> None:
        """The first time, take up the last draft; later nothing moves, but a printer may be there now."""
        if not self._begun:
            self._begun = True
            self._model.begin()
        elif self._model.papers.no_printer:
            self._model.papers.read_printers()  # the clerk may come from the settings

    def show_error(self, error: Exception) -> None:
        """As everywhere; "still being looked at" goes again once the page was seen."""
        super().show_error(error)
        self._unseen_words = self.banner.words() if getattr(error, "code", "") in _UNTIL_SEEN else ""

    def show_field_error(self, field: str, words: str) -> bool:
        """Errors of the form and of the selected material."""
        at = self.binding.field(field) or self.material.detail.field(field)
        if at is None or not at.isVisible():
            return False
        at.set_error(words)
        return True

    def wants_zone(self) -> bool:
        """In the first step, for the applicant, or for the agent while the cursor is among the agent's fields."""
        return self._model.step == "applicant" and self._model.form.takes_zone(self.applicant.role_in_focus())

    def read_zone(self, zone: str) -> None:
        """Fill the person whose fields the cursor is in."""
        self._model.form.read_zone(self.applicant.role_in_focus(), zone)

    def _lay_out(self) -> None:
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.setHandleWidth(10)
        for stack, share in ((self._left, 10), (self._right, 9)):
            card = QFrame()
            card.setProperty("role", "card")
            inner = QVBoxLayout(card)
            inner.setContentsMargins(1, 1, 1, 1)
            inner.addWidget(stack)
            split.addWidget(card)
            split.setStretchFactor(split.count() - 1, share)
            card.setMinimumWidth(380)
        split.setSizes([1000, 900])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.setSpacing(6)
        layout.addLayout(column(self.steps, self.on_desk, spacing=4))
        layout.addWidget(self.banner)
        layout.addWidget(split, 1)
        layout.addWidget(self.missing)

    def _bind_keys(self) -> None:
        model = self._model
        commands: dict[str, Callable[[], object]] = {
            "F1": self._toggle_guide,
            "F2": partial(self._at, "applicant", self.applicant.read_or_stop),
            "Shift+F2": partial(self._at, "applicant", partial(model.form.read_card, "agent")),
            "Ctrl+F2": self._toggle_person_check,
            "Alt+J": partial(self._at, "applicant", self.identity.take_up),
            "F4": partial(self._at, "item", self.item.ask),
            "F5": partial(self._at, "materials", self.pages.scan_or_stop),
            "Shift+F5": partial(self._at, "materials", self.pages.choose_files),
            "F6": partial(self._at, "materials", self._verify),
            "Shift+F6": partial(self._at, "materials", self.pages.check.say_differs),
            **{key: partial(self._here, "materials", command) for key, command in self._page_keys().items()},
            "F7": self._notice,
            "F8": partial(model.go_to, "papers"),
            "F9": self._do_next,
            "F10": self._show_applicant,
            "F11": self._sign,
            "Ctrl+N": model.next_visitor,
            "Ctrl+P": self.received.papers.print_current,
            "Ctrl+S": self.received.papers.save_current,
            **{f"Alt+{at}": partial(self._to_step, step) for at, step in enumerate(STEPS, start=1)},
        }
        for key, command in commands.items():
            self.bind_key(key, command)

    def _page_keys(self) -> dict[str, Callable[[], object]]:
        """Keys that are about the page in front, and nothing elsewhere."""
        pages, desk = self.pages, self.pages.desk
        return {
            "F3": pages.compare_or_back,
            "Ctrl+F3": self._model.materials.readings.retry,
            "Ctrl+F5": pages.retake,
            "Ctrl+B": desk.set_edges,
            "Ctrl+Return": desk.take_edges,
            "Ctrl+R": desk.turn,
            "Ctrl+D": desk.compare_with_before,
            "Ctrl+O": desk.show_original,
            "Ctrl+T": desk.show_writing,
            "Ctrl+M": desk.tools.more.toggle,
            "Ctrl+Z": self._model.materials.capture.undo_removal,
        }

    def _connect(self) -> None:
        model = self._model
        self.steps.chosen.connect(self._to_step)
        model.changed.connect(self._follow)
        model.step_changed.connect(self._show_step)
        model.desk.opened.connect(self.banner.dismiss)
        model.attention_asked.connect(self._attend)
        model.failed.connect(self.show_error)
        model.received.connect(self._received)
        model.parked.advised.connect(lambda item: self.say_done(text("intake.advised", item=item)))
        model.papers.printed.connect(self._printed)
        model.notice.asked.connect(self._show_notice)
        model.notice.given.connect(lambda _paper: self.banner.dismiss())
        model.materials.selected.connect(self._show_guide)
        model.materials.capture.page_seen.connect(lambda _page: self._drop_unseen())
        model.identity.pages.found.connect(self._point_to_page)
        model.identity.ladder.gone_on.connect(lambda _field: self.banner.dismiss())
        self.pages.checked.connect(self.material.table.setFocus)
        model.items.compared.connect(self._show_guide)
        model.items.places_changed.connect(self._show_guide)
        model.person_check.asked.connect(self._show_person_check)
        self.person_check.close_button.clicked.connect(self._toggle_person_check)
        self.notice.close_button.clicked.connect(lambda: self._show_step(model.step))

    def _point_to_page(self) -> None:
        """Another step is in front: say where the page can be taken over, unless something else is being said."""
        offer = self._model.identity.pages.offer
        if offer is not None and self._model.step != "applicant" and not self.banner.words():
            self.banner.show_message(text("page_identity.found", paper=offer.paper), "action")

    def _drop_unseen(self) -> None:
        if self._unseen_words and self.banner.words() == self._unseen_words:
            self.banner.dismiss()
        self._unseen_words = ""

    def _at(self, step: str, command: Callable[[], object]) -> None:
        self._model.go_to(step)
        if self._model.items.applies(step):
            command()

    def _here(self, step: str, command: Callable[[], object]) -> None:
        if self._model.step == step and self._model.items.applies(step):
            command()

    def _verify(self) -> None:
        self.material.detail.commit()
        self.pages.check.say_matches()

    def _do_next(self) -> None:
        self.material.detail.commit()
        self._model.do_next()

    def _toggle_person_check(self) -> None:
        if self._right.currentWidget() is self.person_check:
            self._show_step(self._model.step)
        else:
            self._model.form.save()
            self._model.go_to("applicant")
            self._model.person_check.ask()

    def _show_person_check(self) -> None:
        self._right.setCurrentWidget(self.person_check)
        self.person_check.entered()

    def _show_applicant(self) -> None:
        self._model.form.save()
        self._model.applicant_screen.toggle()

    def _sign(self) -> None:
        self._model.form.save()
        self._model.applicant_screen.begin_signing()

    def _follow(self) -> None:
        self.steps.show_marks(self._model.marks, self._model.step)
        self.on_desk.set_words(desk_words(self._model.state))
        self._show_guide()
        self._let_write()

    def _let_write(self) -> None:
        """Only a draft can be written in."""
        draft = self._model.desk.is_draft
        for panel in (self.applicant, self.item, self.material, self.confirm):
            panel.setEnabled(draft)

    def _show_guide(self) -> None:
        comparison = self._model.items.comparison
        if comparison:
            self.guide.show_sections(text("intake.compared"), comparison)
            return
        guide = self._model.items.guide
        if guide is None:
            self.guide.show_sections(text("intake.guide_empty"), ())
            return
        own = self._model.materials.sections() if self._model.step == "materials" else ()
        row = self._model.materials.row
        title = row.material.name if own and row is not None else guide.item_name
        self.guide.show_sections(title, (*own, *self._model.items.sections()))

    def _show_step(self, step: str) -> None:
        self.banner.dismiss()
        self._let_write()  # before the cursor goes there: a panel still locked by the last case takes none
        at = STEPS.index(step)
        self._left.setCurrentIndex(at)
        self._right.setCurrentIndex(at)
        self._enter(step)
        self.steps.show_marks(self._model.marks, step)

    def _to_step(self, step: str) -> None:
        """Bring a step to the front; where it is there already, the cursor back to where its work begins."""
        if step != self._model.step:
            self._model.go_to(step)
        else:
            self._model.form.save()
            self._enter(step)

    def _enter(self, step: str) -> None:
        entered = {
            "applicant": lambda: self.binding.attend("applicant.name"),
            "item": self.item.entered,
            "materials": self.material.entered,
            "confirm": self.confirm.entered,
            "papers": self.received.entered,
        }[step]
        (entered if self._model.items.applies(step) else self._say_not_here)()

    def _say_not_here(self) -> None:
        """The item is only advised on: instead of empty lists, that there is nothing to do here, and the guide."""
        guide = self._model.items.guide
        words = text("intake.not_here_words", item=guide.item_name if guide is not None else "")
        self.not_here.show_state("info", text("intake.not_here"), words)
        self._left.setCurrentWidget(self.not_here)
        self._right.setCurrentWidget(self.guide)

    def _attend(self, key: str) -> None:
        if not (self.binding.attend(key) or self.material.attend(key) or self.confirm.attend(key)) and key == "item":
            self.item.ask()

    def _toggle_guide(self) -> None:
        if self._right.currentWidget() is self.guide and self._model.step != "item":
            self._right.setCurrentIndex(STEPS.index(self._model.step))
        else:
            self._right.setCurrentWidget(self.guide)

    def _notice(self) -> None:
        if self._right.currentWidget() is self.notice:
            self.notice.make()
        else:
            self._model.notice.ask()

    def _show_notice(self) -> None:
        self._right.setCurrentWidget(self.notice)
        self.notice.show_lines()

    def _printed(self, _paper_id: str) -> None:
        if not self._model.papers.some_failed:
            self.banner.dismiss()

    def _received(self) -> None:
        state = self._model.state
        if state is not None:
            sending = self._model.sending_words
            self.say_done(text("intake.received", number=state.case.receipt_number, sending=sending))
