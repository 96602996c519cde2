"""Parked drafts of this clerk: take one up, give the current one up, end it as a consultation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.domain.clerk import Session
from app.ports.environment import TaskRunner
from app.ports.store import CaseSummary
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.intake_form import FormViewModel
from ui.viewmodels.intake_items import Choice
from ui.viewmodels.intake_words import parked_words
from ui.viewmodels.viewmodel import ViewModel


class ParkedViewModel(ViewModel):
    """What waits in the drawer.

    Signals:
        changed(): `drafts` or `same_person` are others.
        advised(str): the visit about this item ended as a consultation; an empty draft lies on the desk.
    """

    changed = Signal()
    advised = Signal(str)

    def __init__(
        self, desk: IntakeDesk, form: FormViewModel, runner: TaskRunner, parent: QObject | None = None
    ) -> None:
        """Follows the desk; `form` says who stands at the window."""
        super().__init__(runner, parent)
        self._desk = desk
        self._form = form
        self._found: tuple[CaseSummary, ...] = ()
        desk.opened.connect(self._look)
        desk.changed.connect(self.changed)

    @property
    def drafts(self) -> tuple[Choice, ...]:
        """Other drafts, the newest first; empty ones are left out."""
        return tuple(
            Choice(one.id, *parked_words(one)) for one in self._others() if one.applicant_name or one.item_name
        )

    @property
    def same_person(self) -> str:
        """Id of a parked draft of the person on the form, empty when there is none."""
        number = self._form.value("applicant.document_number").strip().upper()
        return next((one.id for one in self._others() if number and one.document_number == number), "")

    def take_up(self, case_id: str) -> None:
        """Put a parked draft on the desk; what lies there is parked."""
        self._form.save()
        self._desk.resume(case_id)

    def abandon(self, reason: str) -> None:
        """Give the current draft up for good, with a reason; an empty one follows, never that of somebody else."""
        self._end(self._desk.workspace.open_case.abandon, reason)

    def end_as_advice(self, told: str) -> None:
        """The visitor was told what to do and where, nothing more: the draft ends as a consultation."""
        guide = self._desk.state.guide if self._desk.state else None
        item = guide.item_name if guide is not None else ""
        self._end(self._desk.workspace.open_case.advise, told, lambda: self.advised.emit(item))

    def _end(
        self, end: Callable[[Session, str, str], None], words: str, then: Callable[[], None] | None = None
    ) -> None:
        if self.waiting or self._desk.waiting:
            return  # the key was pressed twice
        session, case_id = self._desk.workspace.session, self._desk.case_id
        self.run("store", lambda: end(session, case_id, words), lambda _: self._desk.start(then), waiting="open")

    def _others(self) -> list[CaseSummary]:
        return [one for one in self._found if one.id != self._desk.case_id]

    def _look(self) -> None:
        parked, session = self._desk.workspace.open_case.parked, self._desk.workspace.session
        self.run("store", lambda: parked(session), self._know)

    def _know(self, found: Sequence[CaseSummary]) -> None:
        self._found = tuple(found)
        self.changed.emit()
