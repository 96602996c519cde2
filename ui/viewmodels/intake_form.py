"""Typed fields of the case on the desk: kept exactly as typed, saved whenever one is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import InputError, TongbanError
from app.domain.identity_check import AGENT, APPLICANT, OtherPersonChoice
from app.ports.environment import TaskRunner
from app.ports.id_card_reader import CardReading
from app.services.application_form import LONG_TERM, ApplicantKind
from app.services.intake_state import IntakeState
from app.services.typed_over import PROVED
from resources.texts import error_text, text
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.viewmodel import ViewModel

PAUSE_MS = 1500
_DATES = ("birth_date", "valid_until", "authority_until")


Fill = Callable[[str, str, bool], IntakeState]
"""Fills the case, the role, whoever stands there replaced or not, from what was read."""


@dataclass(frozen=True, slots=True)
class _OtherPerson:
    """What was read for `role` and does not fit who stands there."""

    role: str
    fill: Fill
    card: CardReading | None
    choices: tuple[OtherPersonChoice, ...]


class FormViewModel(ViewModel):
    """Values, messages and the card reader.

    A field is saved when it is left, and after a pause in typing. What is typed is never overwritten by an older
    answer of the store, nor by a card that was waited for while the clerk typed.

    Signals:
        values_changed(): values came from the store or a card; views show `value` of each field.
        messages_changed(): `message` of some field is another one.
        card_asked(bool): the reader waits for a card (True) or waits no more.
        filled(str): a card, a zone or a page filled this role.
        card_taken(str, object): this card (`CardReading`) filled this role.
        card_released(str): the number of this role was typed over: what the card said of it holds no more.
        card_failed(str, object): the card for this role could not be read, and why (`TongbanError`).
        gone_on(str): the field to go on with, now that a card is waited for, was read, or will not come. Not told
            while the clerk types: the cursor stays.
        other_person_found(str): what was read for this role is not what stands there; nothing is changed until
            `take_other_person` is given one of `other_person_choices`.
        other_person_dropped(): that card counts no more: another case lies on the desk, or a card was taken.
    """

    values_changed = Signal()
    messages_changed = Signal()
    card_asked = Signal(bool)
    filled = Signal(str)
    card_taken = Signal(str, object)
    card_released = Signal(str)
    card_failed = Signal(str, object)
    gone_on = Signal(str)
    other_person_found = Signal(str)
    other_person_dropped = Signal()

    def __init__(self, desk: IntakeDesk, runner: TaskRunner, parent: QObject | None = None) -> None:
        """Follows the desk."""
        super().__init__(runner, parent)
        self._desk = desk
        self._typed: dict[str, str] = {}
        self._visited: set[str] = set()
        self._local: dict[str, InputError] = {}
        self._stop_reading = False
        self._reading = False
        self._other: _OtherPerson | None = None
        self.other_person = ""
        """Whose card `other_person_choices` are about, masked: name and number."""
        self._meanwhile: set[str] = set()  # typed since a card or zone was asked for
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.save)
        self._cursor = ""
        desk.opened.connect(self._forget)
        desk.changed.connect(self.values_changed)
        desk.changed.connect(self.messages_changed)

    def value(self, name: str) -> str:
        """What stands in a field: what was typed last, else what is stored."""
        if name in self._typed:
            return self._typed[name]
        stored = self._stored().get(name, "")
        return text("applicant.long_term") if stored == LONG_TERM else stored

    def edit(self, name: str, value: str) -> None:
        """The clerk types."""
        self._typed[name] = value
        self._cursor = name
        self._meanwhile.add(name)
        if self._local.pop(name, None) is not None:
            self.messages_changed.emit()
        self._pause.start()

    def leave(self, name: str) -> None:
        """The clerk goes on: save, and from now on say what is wrong with this field."""
        self._visited.add(name)
        self._cursor = name
        if name in self._typed:
            if name.endswith(_DATES):
                self._typed[name] = _as_date(self._typed[name])
            self.save()
        self.messages_changed.emit()

    def choose(self, name: str, value: str) -> None:
        """Set and save at once."""
        self.edit(name, value)
        self.leave(name)

    def save(self) -> None:
        """Send everything typed and not yet stored to the store."""
        self._pause.stop()
        changed = {name: value for name, value in self._typed.items() if value != self._stored().get(name, "")}
        if not changed or not self._desk.is_draft:
            self._typed = {name: value for name, value in self._typed.items() if name in changed}
            return
        case_id, cursor = self._desk.case_id, self._cursor
        edit, proved = self._desk.workspace.edit_case.set_fields, self._proved()
        self._desk.change(lambda: edit(case_id, changed, cursor), then=lambda: self._stored_now(changed, proved))

    def message(self, name: str) -> str:
        """What is wrong with a field that was visited, in words; empty when nothing is."""
        error = self._local.get(name)
        if error is None and name in self._visited and name not in self._unsaved():
            state = self._desk.state
            error = next((one for one in state.errors if one.field == name), None) if state else None
        return error_text(error.code, error.details) if error else ""

    def visit(self, name: str) -> None:
        """Say what is wrong with this field from now on (it was asked for)."""
        self._visited.add(name)
        self.messages_changed.emit()

    @property
    def reading(self) -> bool:
        """Whether the reader waits for a card."""
        return self._reading

    def read_card(self, role: str) -> None:
        """Wait for a card and fill `applicant` or `agent` from it; does nothing while one is being read."""
        if self._reading or not self._desk.is_draft:
            return
        self.save()
        self._reading, self._stop_reading, self._other, self._meanwhile = True, False, None, set()
        self.card_asked.emit(True)
        self.gone_on.emit(f"{role}.phone")  # no card says it; what is typed meanwhile belongs there
        case_id = self._desk.case_id
        reader = self._desk.workspace.read_identity
        self.run(
            "device:reader",
            lambda: reader.read(lambda: self._stop_reading),
            lambda reading: self._card_read(case_id, role, reading),
            waiting="card",
            on_error=lambda error: self._card_failed(case_id, role, error),
        )

    def stop_reading(self) -> None:
        """Do not wait for the card any longer."""
        self._stop_reading = True

    @property
    def other_person_choices(self) -> tuple[OtherPersonChoice, ...]:
        """What can be done with the card found to be another person's, likeliest first; empty while there is none."""
        return self._other.choices if self._other is not None else ()

    def take_other_person(self, choice: OtherPersonChoice | None = OtherPersonChoice.REPLACE) -> None:
        """The clerk says what the card that was just read is: a new case, the other role of this one, a replacement.

        None: it was read by mistake and counts no more.
        """
        other = self._other
        if choice is None:
            self._other = None
            self.other_person_dropped.emit()
        if other is None or choice not in other.choices:
            return
        self._meanwhile = set()
        if choice is OtherPersonChoice.REPLACE:
            self.fill(other.role, other.fill, card=other.card, replace=True)
        elif choice is OtherPersonChoice.NEW_CASE:
            self.save()
            self._desk.start(then=lambda: self.fill(APPLICANT, other.fill, card=other.card))
        else:
            role = AGENT if choice is OtherPersonChoice.AS_AGENT else APPLICANT
            self.fill(role, other.fill, card=other.card)

    def fill(self, role: str, fill: Fill, *, card: CardReading | None = None, replace: bool = False) -> None:
        """Lay what was read over the form of `role`; `card` when it was a card.

        What was typed goes to the store first: nothing else is dropped. What is of somebody else changes nothing and
        is told as `other_person_found`.
        """
        self.save()
        case_id = self._desk.case_id
        self._desk.change(
            lambda: fill(case_id, role, replace),
            then=lambda: self._filled(role, card),
            on_error=lambda error: (
                self._other_person(case_id, role, fill, card, error) or self._keep_local(role, error)
            ),
        )

    def takes_zone(self, role: str) -> bool:
        """Whether a zone read now can be about this role: it is a person's, and the case is still a draft."""
        organisation = role == APPLICANT and self.value("applicant.kind") == ApplicantKind.ORGANISATION
        return self._desk.is_draft and not organisation

    def read_zone(self, role: str, zone: str) -> None:
        """Fill the person from the machine-readable zone of a passport or permit, as typed or scanned."""
        self._typed.pop(f"{role}.mrz", None)
        if zone.strip():
            self._meanwhile = set()
            session, apply = self._desk.workspace.session, self._desk.workspace.read_identity.apply_zone
            self.fill(role, lambda case_id, who, replace: apply(session, case_id, who, zone, replace_other=replace))

    def _card_read(self, case_id: str, role: str, reading: CardReading) -> None:
        self._reading = False
        self.card_asked.emit(False)
        if case_id == self._desk.case_id:
            self._apply(role, reading)

    def _card_failed(self, case_id: str, role: str, error: TongbanError) -> bool:
        self._reading = False
        self.card_asked.emit(False)
        if case_id == self._desk.case_id:
            self.card_failed.emit(role, error)
            if not self._meanwhile:
                self.gone_on.emit(f"{role}.name")  # by hand, then
        return False

    def _apply(self, role: str, reading: CardReading) -> None:
        session, apply = self._desk.workspace.session, self._desk.workspace.read_identity.apply
        typed = frozenset(self._meanwhile)
        self.fill(
            role,
            lambda case_id, who, replace: apply(
                session, case_id, who, reading, replace_other=replace, typed_meanwhile=typed
            ),
            card=reading,
        )

    def _other_person(self, case_id: str, role: str, fill: Fill, card: CardReading | None, error: TongbanError) -> bool:
        if error.code != "rule.other_person":
            return False
        if case_id != self._desk.case_id:
            return True  # that visitor has left the window
        choices = error.details["choices"]
        self.other_person = text("other_person.whose", name=error.details["name"], number=error.details["number"])
        self._other = _OtherPerson(role, fill, card, choices if isinstance(choices, tuple) else ())
        self.other_person_found.emit(role)
        return True

    def _filled(self, role: str, card: CardReading | None) -> None:
        self._other = None
        self._local = {name: error for name, error in self._local.items() if not name.startswith(f"{role}.")}
        self.other_person_dropped.emit()
        self._visited |= {name for name in self._stored() if name.startswith(f"{role}.")}
        self.values_changed.emit()
        self.messages_changed.emit()
        if card is not None:
            self.card_taken.emit(role, card)
        self.filled.emit(role)
        if not self._meanwhile:
            self.gone_on.emit(f"{role}.phone")

    def _keep_local(self, role: str, error: TongbanError) -> bool:
        """What is wrong with a zone, beside the applicant's field it is about; the agent has no field for it."""
        if not isinstance(error, InputError) or role != APPLICANT:
            return False
        self._local[error.field or "applicant.mrz"] = error
        self.messages_changed.emit()
        return True

    def _stored_now(self, saved: Mapping[str, str], proved: set[str]) -> None:
        self._typed = {name: value for name, value in self._typed.items() if saved.get(name) != value}
        for role in sorted(proved - self._proved()):
            self.card_released.emit(role)

    def _proved(self) -> set[str]:
        """Whose number stands there as a card or a zone said it."""
        return {role for role in (APPLICANT, AGENT) if self._stored().get(f"{role}.source", "") in PROVED}

    def _unsaved(self) -> set[str]:
        stored = self._stored()
        return {name for name, value in self._typed.items() if stored.get(name, "") != value}

    def _stored(self) -> Mapping[str, str]:
        return self._desk.state.case.form if self._desk.state else {}

    def _forget(self) -> None:
        self._pause.stop()
        self._typed, self._local, self._other, self._meanwhile = {}, {}, None, set()
        self.other_person_dropped.emit()
        self._visited = set(self._stored())
        self._cursor = ""


def _as_date(typed: str) -> str:
    """Eight digits as an ISO date, the word for "no last day" as its name; anything else stays as typed."""
    bare = typed.strip()
    if bare == text("applicant.long_term"):
        return LONG_TERM
    return f"{bare[:4]}-{bare[4:6]}-{bare[6:]}" if len(bare) == 8 and bare.isdecimal() else typed
