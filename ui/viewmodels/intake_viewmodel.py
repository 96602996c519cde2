"""The intake screen: one visitor's case from an empty screen to printed papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.domain.paper import PaperKind
from app.ports.environment import TaskRunner
from app.ports.id_card_reader import CardReading
from app.services.intake_state import IntakeState, Mark, Missing, MissingKind, Step
from app.services.workspace import Workspace
from resources.texts import text
from ui.viewmodels.applicant_screen_viewmodel import ApplicantScreenViewModel
from ui.viewmodels.confirmation_viewmodel import ConfirmationViewModel
from ui.viewmodels.identity_viewmodel import IdentityViewModel
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.intake_form import FormViewModel
from ui.viewmodels.intake_items import ItemViewModel
from ui.viewmodels.intake_materials import MaterialsViewModel
from ui.viewmodels.intake_notice import NoticeViewModel
from ui.viewmodels.intake_parked import ParkedViewModel
from ui.viewmodels.intake_words import WarningWords, missing_words, reading_order, warning_words
from ui.viewmodels.papers_viewmodel import PapersViewModel
from ui.viewmodels.person_check_viewmodel import PersonCheckViewModel
from ui.viewmodels.viewmodel import ViewModel

STEPS = tuple(step.value for step in Step)
_NO_MARKS: Mapping[Step, Mark] = dict.fromkeys(Step, Mark.TODO)


@dataclass(frozen=True, slots=True)
class NextThing:
    """The one next action; `target` is where it leads.

    Actions: receive, advise, step, fill, print, print_notice, save_all, next_visitor or none.
    """

    action: str
    words: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class MissingThing:
    """One thing that is missing, in words, and where it is mended."""

    step: str
    key: str
    words: str


class IntakeViewModel(ViewModel):
    """Steps, what is missing, the next thing; the parts of the screen are view-models of their own.

    Signals:
        changed(): the case or what is missing is another one.
        step_changed(str): another step is in front.
        attention_asked(str): show the input with this key (field, question, material) and put the cursor there.
        received(): the case got its number.
    """

    changed = Signal()
    step_changed = Signal(str)
    attention_asked = Signal(str)
    received = Signal()

    def __init__(self, workspace: Workspace, runner: TaskRunner, parent: QObject | None = None) -> None:
        """Nothing is open until `begin`."""
        super().__init__(runner, parent)
        self.desk = IntakeDesk(workspace, runner, self)
        self.form = FormViewModel(self.desk, runner, self)
        self.items = ItemViewModel(self.desk, runner, self)
        self.materials = MaterialsViewModel(self.desk, runner, self)
        self.confirmation = ConfirmationViewModel(self.desk, runner, self)
        self.applicant_screen = ApplicantScreenViewModel(self.desk, runner, self)
        self.person_check = PersonCheckViewModel(self.desk, runner, self)
        self.identity = IdentityViewModel(self.desk, self.form, self.materials.readings, runner, self)
        self.papers = PapersViewModel(workspace, runner, self.desk.refresh, self)
        self.step = Step.APPLICANT.value
        self.sending_words = ""  # of the case just received: when the platform gets it
        self._place = ""
        self.notice = NoticeViewModel(self.desk, runner, self)
        self.parked = ParkedViewModel(self.desk, self.form, runner, self)
        self._connect()

    @property
    def state(self) -> IntakeState | None:
        """The case on the desk."""
        return self.desk.state

    @property
    def marks(self) -> tuple[tuple[str, str, str], ...]:
        """(step, mark, words) of every step."""
        marks = self.state.marks if self.state else _NO_MARKS
        found = [(step.value, marks[step].value, text(f"intake.mark_{marks[step]}")) for step in Step]
        if self.state is not None and not self.desk.is_draft and self._papers_wait(self.state):
            found[-1] = (Step.PAPERS.value, Mark.WARNING.value, text("intake.mark_unprinted"))
        return tuple(found)

    @property
    def missing(self) -> tuple[MissingThing, ...]:
        """What still stands between the case and its receipt, in the order of the screen."""
        things = reading_order(self.state.missing) if self.state else ()
        organisation = self.form.value("applicant.kind") == "organisation"
        return tuple(
            MissingThing(thing.step.value, thing.key, missing_words(thing, organisation=organisation))
            for thing in things
        )

    @property
    def warnings(self) -> tuple[WarningWords, ...]:
        """What needs a look but stops nothing."""
        return tuple(warning_words(key) for key in (self.state.warnings if self.state else ()))

    @property
    def next_thing(self) -> NextThing:
        """What F9 does now."""
        state = self.state
        if state is None:
            return NextThing("none", text("intake.next_none"))
        if not self.desk.is_draft:
            return self._after_receipt(state)
        if state.can_receive:
            return NextThing("receive", text("intake.next_receive"))
        if self.step == Step.PAPERS.value and self.papers.progress.notice:
            return self._print_notice(self.papers.progress.notice)
        if self.items.in_person is not None:
            return NextThing("advise", text("intake.next_advise"))
        here = [thing for thing in self.missing if thing.step == self.step]
        if here:
            return NextThing("fill", text("intake.next_fill", what=here[0].words), here[0].key)
        ahead = next((thing.step.value for thing in state.missing), Step.CONFIRM.value)
        return NextThing("step", text("intake.next_step", step=text(f"intake.step_{ahead}")), ahead)

    def begin(self) -> None:
        """Take up the draft that was open last or start a new one."""
        self.desk.open_latest()
        self.papers.find_open_prints()
        self.papers.read_printers()
        self.materials.capture.find_sources()

    def let_guardian_act(self) -> None:
        """The applicant is a minor: open the part of the form for who acts for them, and go there."""
        self.form.choose("agent.present", "yes")
        # Behind the save: only then is that part in sight.
        self.run("store", lambda: None, lambda _: self.attention_asked.emit("agent.name"))

    def next_visitor(self) -> None:
        """An empty draft; what lies on the desk is parked."""
        self.form.save()
        self.desk.start()

    def take_up(self, case_id: str) -> None:
        """Take a parked draft up again; what lies on the desk is parked."""
        self.form.save()
        self.desk.resume(case_id)

    def go_to(self, step: str) -> None:
        """Bring a step to the front."""
        self.form.save()
        if step != self.step:
            self.step = step
            self.step_changed.emit(step)
            self.changed.emit()
            if self.papers.no_printer and step == Step.PAPERS.value:
                self.papers.read_printers()  # one may have been set up meanwhile

    def attend(self, key: str) -> None:
        """Go to the input with this key."""
        thing = next((one for one in (self.state.missing if self.state else ()) if one.key == key), None)
        if thing is None:
            return
        self.go_to(thing.step.value)
        if thing.kind is MissingKind.MATERIAL:
            self.materials.select(key)
        elif thing.kind is MissingKind.FIELD:
            self.form.visit(key)
        self.attention_asked.emit(key)

    def do_next(self) -> None:
        """Do the one next thing."""
        self.form.save()
        # Behind the save on the store's lane: what was just typed counts.
        self.run("store", lambda: None, lambda _: self._do_next())

    def _do_next(self) -> None:
        thing = self.next_thing
        commands: Mapping[str, Callable[[], object]] = {
            "receive": self._receive,
            "advise": self._advise,
            "fill": lambda: self.attend(thing.target),
            "step": lambda: self.go_to(thing.target),
            "print": self.papers.print_all,
            "print_notice": lambda: self.papers.print(thing.target),
            "save_all": self.papers.folder_asked.emit,
            "next_visitor": self.next_visitor,
            "none": lambda: None,
        }
        commands[thing.action]()

    def _connect(self) -> None:
        for part in (self.desk, self.form, self.items, self.materials, self.papers, self.notice, self.parked):
            part.failed.connect(self.failed)
            part.waiting_changed.connect(self.waiting_changed)
        self.person_check.failed.connect(self.failed)
        self.form.card_taken.connect(self._know_photo)
        self.form.card_released.connect(lambda role: self.person_check.know_photo(role, "", b""))
        self.identity.failed.connect(self.failed)
        self.person_check.attested.connect(self.identity.photos.drop)
        self.step_changed.connect(self.applicant_screen.follow_step)
        self.step_changed.connect(self.materials.readings.follow_step)
        self.desk.opened.connect(self._opened)
        self.desk.changed.connect(self._follow)
        self.items.chosen.connect(self._item_chosen)
        self.form.gone_on.connect(self.attention_asked)
        self.notice.given.connect(self._notice_given)
        for known in (self.papers.printers_changed, self.papers.saved_to, self.papers.all_saved):
            known.connect(self._follow_papers)

    def _after_receipt(self, state: IntakeState) -> NextThing:
        receipt = [status for status in state.papers if status.paper.kind is PaperKind.RECEIPT]
        if not receipt:
            return NextThing("none", text("intake.next_papers"))
        if self.papers.no_printer and self.papers.progress.to_print:
            if self.papers.progress.unsaved:
                return NextThing("save_all", text("intake.next_save_all"))
            return NextThing("next_visitor", text("intake.next_visitor"))
        if self.papers.some_failed:
            return NextThing("print", text("intake.next_print_again"))
        if any(status.prints == 0 for status in receipt):
            return NextThing("print", text("intake.next_print"))
        return NextThing("next_visitor", text("intake.next_visitor"))

    def _print_notice(self, paper_id: str) -> NextThing:
        title = self.papers.title_of(paper_id)
        if self.papers.no_printer:
            return NextThing("save_all", text("intake.next_save_notice", paper=title))
        return NextThing("print_notice", text("intake.next_print_notice", paper=title), paper_id)

    def _papers_wait(self, state: IntakeState) -> bool:
        """Nothing is done in the last step before the papers came out."""
        return not state.papers or self.papers.progress.unprinted

    def _receive(self) -> None:
        session, case_id = self.desk.workspace.session, self.desk.case_id
        receive = self.desk.workspace.receive_case
        self.desk.change(lambda: receive(session, case_id), waiting="receive", then=self._received)

    def _advise(self) -> None:
        """The visit ends as a consultation; what the clerk told goes onto its time line."""
        advice = self.items.in_person
        if advice is not None:
            where = text("items.place_separator").join(advice.where.splitlines())
            self.parked.end_as_advice(text("items.told", reason=advice.reason, where=where))

    def _received(self) -> None:
        self.go_to(Step.PAPERS.value)
        facts = self.desk.workspace.line_view.facts
        self.run("store", facts, lambda known: self._tell_received(online=known.online is True))
        self.make_papers()

    def _tell_received(self, *, online: bool) -> None:
        self.sending_words = text("intake.sent_now") if online else text("intake.sent_later")
        self.received.emit()

    def make_papers(self) -> None:
        """Render the papers of the received case (those not there yet)."""
        session, case_id = self.desk.workspace.session, self.desk.case_id
        make = self.desk.workspace.make_papers
        self.run("paper", lambda: make(session, case_id), lambda _papers: self.desk.refresh(), waiting="papers")

    def _know_photo(self, role: str, card: CardReading) -> None:
        """Whoever the card turned out to be of may be compared with it."""
        self.person_check.know_photo(role, card.person.document.number, card.photo)

    def _notice_given(self, paper_id: str) -> None:
        self.desk.refresh()
        self.go_to(Step.PAPERS.value)
        self.papers.look_at(paper_id)

    def _follow_papers(self) -> None:
        if self.state is not None and self.step == Step.PAPERS.value:
            self.changed.emit()

    def _item_chosen(self) -> None:
        stays = self.items.in_person is not None or self.items.other_audience
        if not stays and self.step == Step.ITEM.value:
            self.go_to(Step.MATERIALS.value)

    def _opened(self) -> None:
        state = self.state
        if state is None:
            return
        self.step = _step_of(state)
        self.step_changed.emit(self.step)
        if state.case.received_at is not None and not state.papers:
            self.make_papers()
        else:
            self._place = state.case.cursor

    def _come_back(self, cursor: str) -> None:
        """To the input the clerk was in; never into one that another step shows."""
        kind, _, name = cursor.partition(".")
        if kind == "item":
            return  # it is chosen: the step in front has the cursor where it goes on
        if kind == "material":
            self.materials.select(name)
        self.attention_asked.emit(name if kind in ("material", "question") else cursor)

    def _follow(self) -> None:
        if self.state is None:
            self.papers.show_papers(())
        else:
            self.papers.show_papers(self.state.papers, self.state.case.receipt_number)
        self.changed.emit()
        if self._place:  # only now do all parts know the case that was opened
            place, self._place = self._place, ""
            self._come_back(place)


_STEPS = {
    "applicant": Step.APPLICANT,
    "agent": Step.APPLICANT,
    "item": Step.MATERIALS,
    "question": Step.MATERIALS,
    "material": Step.MATERIALS,
    "delivery": Step.CONFIRM,
    "confirm": Step.CONFIRM,
}
"""The step of a place the clerk was in, by the first part of `Case.cursor`."""


def _step_of(state: IntakeState) -> str:
    """Where the clerk was: papers once received, else the step of the last input, else the first with a gap."""
    if state.case.received_at is not None:
        return Step.PAPERS.value
    kind = state.case.cursor.partition(".")[0]
    if kind == "item" and state.guide is not None and not state.guide.collectable:
        return Step.ITEM.value
    return _STEPS[kind].value if kind in _STEPS else _first_gap(state.missing)


def _first_gap(missing: Sequence[Missing]) -> str:
    return missing[0].step.value if missing else Step.CONFIRM.value
