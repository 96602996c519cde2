"""与原件核对: the clerk's verdict on a material, when it counts, and what must be said with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from app.domain.errors import TongbanError
from app.domain.finding import MaterialComparison
from app.domain.material import Provision
from app.domain.page import QualityVerdict
from app.domain.verification import VerificationVerdict
from app.ports.environment import TaskRunner
from app.services.intake_state import MaterialRow
from ui.viewmodels.comparison_words import must_be_seen
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.licence_checks import LicenceChecks
from ui.viewmodels.page_capture import PageCapture
from ui.viewmodels.page_reading import PageReadings
from ui.viewmodels.viewmodel import ViewModel


class Waits(StrEnum):
    """What a verdict that was given waits for."""

    LOOK = "look"
    READING = "reading"
    LICENCE = "licence"
    """The register of e-licences is being asked: seconds at most."""


_MACHINE = (Waits.READING, Waits.LICENCE)
"""A second press does not wait for these."""


@dataclass(frozen=True, slots=True)
class _Given:
    case_id: str
    material_code: str
    verdict: VerificationVerdict
    remark: str = ""
    reason: str = ""


class OriginalsCheck(ViewModel):
    """Gives verdicts, never a silent one.

    One that comes before its pages were looked at and read waits for that, and counts by itself if nothing
    turned up that the clerk has not seen; else it is asked for again. A second press does not wait for the reading.

    Signals:
        changed(): a verdict waits now, or none does any more.
        recorded(str): the verdict on this material is in the store.
        remark_asked(str): "differs" needs words: what differs?
        reason_asked(str): "matches" against a red light needs words: why?
    """

    changed = Signal()
    recorded = Signal(str)
    remark_asked = Signal(str)
    reason_asked = Signal(str)

    def __init__(
        self,
        desk: IntakeDesk,
        capture: PageCapture,
        readings: PageReadings,
        licences: LicenceChecks,
        runner: TaskRunner,
        parent: QObject,
    ) -> None:
        """Follows capture, readings and licences."""
        super().__init__(runner, parent)
        self._desk, self._capture, self._readings, self._licences = desk, capture, readings, licences
        self._given: dict[str, _Given] = {}
        self._asked_again: set[str] = set()
        desk.opened.connect(self._forget)
        capture.page_seen.connect(lambda _page_id: self._settle_later())
        capture.scanning_changed.connect(lambda _busy: self._settle_later())
        readings.page_read.connect(lambda _page_id: self._settle_later())
        licences.changed.connect(self._settle_later)

    def can_verify(self, row: MaterialRow | None) -> bool:
        """Whether there is something to compare with the original."""
        return row is not None and row.state.provision is Provision.PAPER and bool(row.pages) and self._desk.is_draft

    def waits(self, code: str) -> Waits | None:
        """What the verdict on this material waits for, None when none waits."""
        return self._held_up(code) if code in self._given else None

    def asked_again(self, code: str) -> bool:
        """Whether a verdict was given too early: something turned up since that has to be seen first."""
        return code in self._asked_again

    def verify(self, row: MaterialRow | None, reason: str = "") -> None:
        """与原件核对无误; `reason` says why in spite of a red light."""
        self._give(row, VerificationVerdict.MATCHES, reason=reason.strip())

    def differs(self, row: MaterialRow | None, remark: str) -> None:
        """The copy is not like the original; without words they are asked for."""
        if remark.strip():
            self._give(row, VerificationVerdict.DIFFERS, remark=remark)
        elif row is not None:
            self.remark_asked.emit(row.material.code)

    def _give(
        self, row: MaterialRow | None, verdict: VerificationVerdict, *, remark: str = "", reason: str = ""
    ) -> None:
        if row is None or not self.can_verify(row):
            return
        code = row.material.code
        given = _Given(self._desk.case_id, code, verdict, remark, reason)
        held_up, again = self._held_up(code), self._given.get(code) == given
        self._asked_again.discard(code)
        if held_up is Waits.LOOK or (held_up in _MACHINE and verdict is VerificationVerdict.MATCHES and not again):
            self._given[code] = given
            self.changed.emit()
        else:
            self._given.pop(code, None)
            self._record(given)

    def _held_up(self, code: str) -> Waits | None:
        row = self._row(code)
        pages = row.pages if row is not None else ()
        if self._capture.scanning or any(self._capture.being_seen(page.id) for page in pages):
            return Waits.LOOK
        if any(self._readings.pending(page.id) for page in pages):
            return Waits.READING
        return Waits.LICENCE if self._licences.pending(code) else None

    def _record(self, given: _Given) -> None:
        session, verify = self._desk.workspace.session, self._desk.workspace.verify_original
        code = given.material_code
        self._desk.change(
            lambda: verify(session, given.case_id, code, given.verdict, given.remark, override_reason=given.reason),
            then=lambda: self._recorded(code),
            on_error=lambda error: self._needs_reason(code, error),
        )

    def _recorded(self, code: str) -> None:
        self.recorded.emit(code)
        self.changed.emit()

    def _needs_reason(self, code: str, error: TongbanError) -> bool:
        if error.code != "rule.override_reason_required":
            return False
        self.reason_asked.emit(code)
        return True

    def _settle_later(self) -> None:
        """Once the state with what was seen is here (the store answers in order), see whether a verdict may count."""
        if not self._given:
            return
        case_id, work = self._desk.case_id, self._desk.workspace
        self._desk.change(
            lambda: work.open_case.current(case_id),
            then=lambda: self.run(
                "store", lambda: work.compare_papers(case_id), lambda compared: self._settle(case_id, compared)
            ),
        )

    def _settle(self, case_id: str, compared: Mapping[str, MaterialComparison]) -> None:
        ready = [code for code, given in self._given.items() if given.case_id == case_id and self._may_settle(given)]
        for code in ready:
            given, row = self._given.pop(code), self._row(code)
            if row is None or not row.pages:
                continue
            bad = any(page.quality.verdict is QualityVerdict.BAD for page in row.pages)
            # What came after the clerk's word was not meant by it: "matches" was not said about that.
            if given.verdict is VerificationVerdict.MATCHES and (bad or must_be_seen(compared.get(code))):
                self._asked_again.add(code)
            else:
                self._record(given)
        self.changed.emit()

    def _may_settle(self, given: _Given) -> bool:
        held_up = self._held_up(given.material_code)
        return held_up is None or (held_up in _MACHINE and given.verdict is VerificationVerdict.DIFFERS)

    def _row(self, code: str) -> MaterialRow | None:
        rows = self._desk.state.rows if self._desk.state else ()
        return next((row for row in rows if row.material.code == code), None)

    def _forget(self) -> None:
        self._given.clear()
        self._asked_again.clear()
