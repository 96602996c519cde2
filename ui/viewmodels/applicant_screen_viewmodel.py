"""The applicant's screen: what of the case on the desk is shown to the person in front of the glass, and their word."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from app.domain.confirmation import ConfirmationWay
from app.ports.environment import TaskRunner
from app.services.confirm_by_applicant import ready_to_confirm
from app.services.intake_state import IntakeState
from resources.texts import text
from ui.viewmodels.applicant_rating import RatingViewModel
from ui.viewmodels.applicant_sheet import SheetSection, sheet_sections
from ui.viewmodels.applicant_signing import SigningViewModel, shown_of
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.viewmodel import ViewModel


class Face(StrEnum):
    """What the screen shows."""

    NEUTRAL = "neutral"
    """Nothing of anybody."""
    SHEET = "sheet"
    SIGNING = "signing"
    RATING = "rating"
    """The case is received and its papers are out: how was the service?"""
    REASONS = "reasons"
    """It was poor: what was?"""
    DONE = "done"
    """The case is received."""


class Place(StrEnum):
    """Where the setting `applicant_screen.place` wants it."""

    ON_REQUEST = "on_request"
    SECOND_SCREEN = "second_screen"
    OFF = "off"


class ApplicantScreenViewModel(ViewModel):
    """A case is shown only after the clerk brought it to this screen, and only while it lies on the desk.

    A draft that is taken up again may be another visitor's: opening it shows nothing. On a second screen the step of
    the confirmation brings it there; otherwise the clerk asks for it.

    Signals:
        changed(): anything that is shown is another one.
    """

    changed = Signal()

    def __init__(self, desk: IntakeDesk, runner: TaskRunner, parent: QObject | None = None) -> None:
        """Follows the desk; shows nothing until asked."""
        super().__init__(runner, parent)
        self._desk = desk
        self._shown_case = ""
        self._locked = False
        self.place = Place.ON_REQUEST
        self.has_window = False
        station = desk.workspace.session.station
        self.hall, self.window = station.hall_name, station.window_name
        self.signing = SigningViewModel(desk, self._shown, runner, self)
        self.signing.changed.connect(self.changed)
        self.rating = RatingViewModel(desk, runner, self)
        self.rating.changed.connect(self.changed)
        self.rating.failed.connect(desk.failed)
        desk.changed.connect(self._follow)

    @property
    def face(self) -> Face:
        """What is shown now."""
        state = self._shown()
        if state is None:
            return Face.NEUTRAL
        if state.case.received_at is not None:
            return self._rating_face(state)
        return Face.SIGNING if self.signing.active else Face.SHEET

    def _rating_face(self, state: IntakeState) -> Face:
        if self.rating.asks_reasons:
            return Face.REASONS
        return Face.RATING if self.rating.wanted(state) else Face.DONE

    @property
    def sections(self) -> tuple[SheetSection, ...]:
        """What is to be confirmed; empty while no draft is shown."""
        state = self._shown()
        return sheet_sections(state.confirmation.facts) if state and state.case.received_at is None else ()

    @property
    def receipt_number(self) -> str:
        """Number of the received case that is shown."""
        state = self._shown()
        return state.case.receipt_number if state else ""

    @property
    def can_confirm(self) -> bool:
        """Whether everything is there but the confirmation."""
        state = self._shown()
        return state is not None and ready_to_confirm(state) and not state.confirmation.given

    @property
    def thanks(self) -> str:
        """That they have confirmed; empty while they have not."""
        state = self._shown()
        if state is None or not state.confirmation.given:
            return ""
        signed = state.confirmation.way is ConfirmationWay.SIGNATURE
        return text("applicant_screen.thanks_signed") if signed else text("applicant_screen.thanks_confirmed")

    def use(self, place: Place, *, has_window: bool) -> None:
        """What the setting says, and whether it has a screen of its own (else it comes in front when asked for)."""
        self.place, self.has_window = place, has_window
        if place is Place.OFF:
            self.hide()
        else:
            self.changed.emit()

    def show(self) -> None:
        """Show the case on the desk."""
        if self.place is not Place.OFF and not self._locked and self._desk.case_id:
            self._shown_case = self._desk.case_id
            self.rating.turn_to(self._desk.state)
            self.changed.emit()

    def hide(self) -> None:
        """Show nothing of anybody."""
        self._shown_case = ""
        self.rating.settle()
        self.signing.stop()

    def toggle(self) -> None:
        """Show it, or not any more."""
        if self.face is Face.NEUTRAL:
            self.show()
        else:
            self.hide()

    def follow_step(self, step: str) -> None:
        """The clerk came to a step: on a screen of its own the confirmation shows itself."""
        if step == "confirm" and self.has_window:
            self.show()

    def lock(self) -> None:
        """The clerk's screen is locked: nothing of anybody is to be seen here either."""
        self._locked = True
        self.hide()

    def unlock(self) -> None:
        """The clerk is back; the case is shown again when it is asked for."""
        self._locked = False

    def begin_signing(self) -> None:
        """Offer the pad, or put it away; shows the case if it is not shown yet."""
        if self.signing.active:
            self.signing.stop()
            return
        self.show()
        self.signing.begin()

    def confirm(self) -> None:
        """The applicant confirms with their own hand."""
        state = self._shown()
        if state is None or not self.can_confirm:
            return
        work, case_id, shown = self._desk.workspace, state.case.id, shown_of(state)
        self.signing.say("")
        self._desk.change(
            lambda: work.confirm_by_applicant.on_screen(work.session, case_id, shown), on_error=self.signing.refused
        )

    def _shown(self) -> IntakeState | None:
        """The case that may be shown."""
        state = self._desk.state
        return state if state is not None and self._shown_case == state.case.id and not self._locked else None

    def _follow(self) -> None:
        if self._shown() is None:
            self._shown_case = ""  # another case lies here; when this one comes back it is asked for anew
            self.rating.settle()
        self.signing.follow()
        self.changed.emit()
