"""The papers of the case on the desk against the case: a light for each material, the findings, their cut-outs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from app.domain.errors import DeviceError, PageError, RuleError, TongbanError
from app.domain.finding import Finding, MaterialComparison
from app.ports.environment import TaskRunner
from app.ports.picture_comparer import PictureDifference
from app.services.intake_state import MaterialRow
from resources.texts import text
from ui.viewmodels.comparison_words import (
    NO_LIGHT,
    LightSign,
    counterpart,
    finding_rows,
    finding_values,
    light_sign,
    paper_words,
)
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.licence_checks import LicenceChecks
from ui.viewmodels.page_reading import PageReadings
from ui.viewmodels.row_table_model import Row
from ui.viewmodels.viewmodel import ViewModel

CUT_OUT_LANE = "comparison"
_NONE: Mapping[str, MaterialComparison] = {}


@dataclass(frozen=True, slots=True)
class CutOuts:
    """The places of one finding as pictures, empty where there is none; `expected` is the value as words.

    `other_paper` names the paper that the second picture was cut out of, `other_page` the page of the same material
    (with the other half of a seal).
    """

    on_paper: bytes = b""
    other: bytes = b""
    on_paper_words: str = ""
    expected: str = ""
    other_paper: str = ""
    other_page: str = ""


@dataclass(frozen=True, slots=True)
class PagesCompared:
    """A copy laid over its original: places (x, y, width, height) of the original, and the outcome in words."""

    original_id: str
    places: tuple[tuple[int, int, int, int], ...]
    words: str


class ComparisonViewModel(ViewModel):
    """Compares anew whenever the case, a reading or an e-licence changed; one round at a time, on the store's lane.

    Signals:
        changed(): lights or findings may be others.
        pages_compared(object): the `PagesCompared` that was asked for.
        cut_outs_ready(object): the `CutOuts` of the finding that was asked for last.
    """

    changed = Signal()
    pages_compared = Signal(object)
    cut_outs_ready = Signal(object)

    def __init__(
        self,
        desk: IntakeDesk,
        readings: PageReadings,
        licences: LicenceChecks,
        runner: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        """Follows desk, readings and licences."""
        super().__init__(runner, parent)
        self._desk = desk
        self._readings = readings
        self._licences = licences
        self._compared = _NONE
        self._under_way = False
        self._stale = False
        self._wanted: Finding | None = None
        self._cut_outs: dict[Finding, CutOuts] = {}
        desk.opened.connect(self._forget)
        desk.changed.connect(self._refresh)
        readings.changed.connect(self._refresh)
        licences.changed.connect(self._refresh)

    def of_material(self, code: str) -> MaterialComparison | None:
        """The comparison of a material, None while there is nothing to compare."""
        return self._compared.get(code)

    def light(self, row: MaterialRow) -> LightSign:
        """The light of a line of the checklist."""
        readings = self._readings
        return light_sign(
            row,
            self._compared.get(row.material.code),
            readings.readings,
            waits=self._waits(row),
            unread=any(readings.failed_on(page.id) for page in row.pages),
        )

    def _waits(self, row: MaterialRow) -> str:
        if any(self._readings.pending(page.id) for page in row.pages):
            return "reading"
        return "licence" if self._licences.pending(row.material.code) else ""

    def rows(self, code: str) -> tuple[Row, ...]:
        """The findings of a material as lines of a table."""
        rows = self._desk.state.rows if self._desk.state else ()
        row = next((one for one in rows if one.material.code == code), None)
        return finding_rows(self._compared.get(code), row, self._readings.readings)

    def look_at(self, code: str, at: str) -> None:
        """Have the places of a finding cut out; `at` is the key of its line. They come by `cut_outs_ready`."""
        comparison = self._compared.get(code)
        position = int(at) if at.isdigit() else -1
        if comparison is None or not 0 <= position < len(comparison.findings):
            self._wanted = None
            self.cut_outs_ready.emit(CutOuts())
            return
        finding = self._wanted = comparison.findings[position]
        if finding in self._cut_outs:
            self.cut_outs_ready.emit(self._cut_outs[finding])
            return
        self.cut_outs_ready.emit(self._in_words(finding))
        case_id = self._desk.case_id
        self.run(
            CUT_OUT_LANE,
            lambda: self._cut(case_id, finding),
            lambda cut: self._show(case_id, finding, cut),
            on_error=_stays_words,
        )

    def compare_pages(self, original_id: str, copy_id: str) -> None:
        """Lay the second page over the first; the outcome comes by `pages_compared`."""
        case_id, compare = self._desk.case_id, self._desk.workspace.compare_papers
        self.run(
            CUT_OUT_LANE,
            lambda: compare.differences(case_id, original_id, copy_id),
            lambda found: self.pages_compared.emit(_compared(original_id, found)),
        )

    def _in_words(self, finding: Finding) -> CutOuts:
        on_paper, expected = finding_values(finding)
        if finding.other_box is not None:
            return CutOuts(on_paper_words=on_paper, other_page=expected)
        other = counterpart(finding, self._readings.readings)
        other_paper = paper_words(self._readings.readings.get(other.page_id)) if other is not None else ""
        return CutOuts(on_paper_words=on_paper, expected=expected, other_paper=other_paper)

    def _cut(self, case_id: str, finding: Finding) -> tuple[bytes, bytes]:
        compare = self._desk.workspace.compare_papers
        here = compare.cut_out(case_id, finding).picture or b""
        other = counterpart(finding, dict(self._readings.readings))
        there = compare.region(case_id, other.page_id, other.box) if other is not None else b""
        return here, there

    def _show(self, case_id: str, finding: Finding, cut: tuple[bytes, bytes]) -> None:
        if case_id != self._desk.case_id:
            return
        words = self._in_words(finding)
        shown = replace(words, on_paper=cut[0], other=cut[1])
        self._cut_outs[finding] = shown
        if finding == self._wanted:
            self.cut_outs_ready.emit(shown)

    def _refresh(self) -> None:
        state = self._desk.state
        if state is None or not any(row.pages or row.state.e_licence_number for row in state.rows):
            self._know(_NONE)
            return
        if self._under_way:
            self._stale = True
            return
        self._under_way = True
        case_id, compare = state.case.id, self._desk.workspace.compare_papers
        self.run(
            "store",
            lambda: compare(case_id),
            lambda compared: self._done(case_id, compared),
            on_error=self._not_compared,
        )

    def _done(self, case_id: str, compared: Mapping[str, MaterialComparison]) -> None:
        self._under_way = False
        if case_id == self._desk.case_id:
            self._know(compared)
        if self._stale or case_id != self._desk.case_id:
            self._stale = False
            self._refresh()

    def _not_compared(self, _error: TongbanError) -> bool:
        self._under_way = False
        return False

    def _know(self, compared: Mapping[str, MaterialComparison]) -> None:
        self._compared = compared
        known = {finding for one in compared.values() for finding in one.findings}
        self._cut_outs = {finding: cut for finding, cut in self._cut_outs.items() if finding in known}
        self.changed.emit()

    def _forget(self) -> None:
        self._compared, self._wanted = _NONE, None
        self._cut_outs.clear()


def _compared(original_id: str, found: PictureDifference) -> PagesCompared:
    if not found.aligned:
        return PagesCompared(original_id, (), text("originals.not_alike"))
    places = tuple((box.x, box.y, box.width, box.height) for box in found.regions)
    words = text("originals.places_differ", count=len(places)) if places else text("originals.no_place_differs")
    return PagesCompared(original_id, places, words)


def light_of(model: ComparisonViewModel, row: MaterialRow | None) -> LightSign:
    """The light of a line, none without one."""
    return model.light(row) if row is not None else NO_LIGHT


def _stays_words(error: TongbanError) -> bool:
    """No picture can be had (the page is gone, the worker failed): the words beside it say the same."""
    return isinstance(error, PageError | RuleError | DeviceError)
