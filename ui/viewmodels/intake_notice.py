"""The one-time notice (一次性告知), or where it is not delegated, the reminder to complete the papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.domain.agreement import Power
from app.domain.material import Gap
from app.ports.environment import TaskRunner
from app.services.application_form import ApplicantKind
from app.services.intake_state import MissingKind, Step
from resources.texts import text
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.intake_words import missing_words, reading_order
from ui.viewmodels.viewmodel import ViewModel


@dataclass(frozen=True, slots=True)
class NoticeLineDraft:
    """One material for the notice: what is wrong with it; the clerk may add an opinion."""

    code: str
    name: str
    gap: str


class NoticeViewModel(ViewModel):
    """Looked over first, then made.

    Signals:
        asked(): `lines` are to be looked over.
        changed(): `lines` or `obstacle` may be others.
        given(str): the notice with this paper id exists.
    """

    asked = Signal()
    changed = Signal()
    given = Signal(str)

    def __init__(self, desk: IntakeDesk, runner: TaskRunner, parent: QObject | None = None) -> None:
        """Follows the desk."""
        super().__init__(runner, parent)
        self._desk = desk
        desk.changed.connect(self.changed)

    @property
    def case_id(self) -> str:
        """Whose notice it would be."""
        return self._desk.case_id

    @property
    def lines(self) -> tuple[NoticeLineDraft, ...]:
        """Materials that lack something."""
        rows = self._desk.state.rows if self._desk.state else ()
        return tuple(
            NoticeLineDraft(row.material.code, row.material.name, text(f"wording.gap_{row.gap}"))
            for row in rows
            if row.gap is not None and row.blocking
        )

    @property
    def obstacle(self) -> str:
        """Why no notice can be made now, in words; empty when one can."""
        state = self._desk.state
        if state is None or state.guide is None:
            return text("notice.no_item")
        if not state.guide.collectable:
            return text("items.advise_only")
        unanswered = [thing.name for thing in state.missing if thing.kind is MissingKind.QUESTION]
        if unanswered:
            return text("notice.unanswered", questions=text("items.place_separator").join(unanswered))
        if not self.lines:
            return text("notice.nothing")
        unchecked = [row.material.name for row in state.rows if row.blocking and row.gap is Gap.NOT_VERIFIED]
        if unchecked:
            return text("notice.unchecked", names=text("items.place_separator").join(unchecked))
        unfilled = [thing for thing in state.missing if thing.step is Step.APPLICANT]
        if unfilled:
            organisation = state.case.form.get("applicant.kind") == ApplicantKind.ORGANISATION
            named = (missing_words(thing, organisation=organisation) for thing in reading_order(tuple(unfilled)))
            return text("notice.no_applicant", missing=text("items.place_separator").join(named))
        return ""

    @property
    def title(self) -> str:
        """What the paper is called here: notice where the agreement delegates it, else reminder."""
        return text("notice.title") if self._of_authority else text("notice.reminder_title")

    @property
    def explanation(self) -> str:
        """Why it is called so."""
        return text("notice.words") if self._of_authority else text("notice.reminder_words")

    def ask(self) -> None:
        """Show what the notice will say."""
        if self._desk.is_draft:
            self.asked.emit()

    def give(self, opinions: Mapping[str, str]) -> None:
        """Make the notice; `opinions` are the clerk's words by material code."""
        session, case_id = self._desk.workspace.session, self._desk.case_id
        give = self._desk.workspace.give_one_time_notice
        self.run(
            "paper",
            lambda: give(session, case_id, opinions),
            lambda paper: self.given.emit(paper.id),
            waiting="notice",
        )

    @property
    def _of_authority(self) -> bool:
        return self._desk.state is not None and Power.ONE_TIME_NOTICE in self._desk.state.powers
