"""The checklist of materials: questions that shape it, how each is met, its pages, and the originals check."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from app.domain.errors import DeviceError, RuleError
from app.domain.material import Provision
from app.domain.page import Page
from app.ports.document_source import ScanRequest, SourceKind
from app.ports.environment import TaskRunner
from app.services.intake_state import MaterialRow
from resources.texts import text
from ui.viewmodels.comparison_viewmodel import ComparisonViewModel
from ui.viewmodels.guide_text import Section, material_sections
from ui.viewmodels.intake_desk import IntakeDesk
from ui.viewmodels.licence_checks import LicenceChecks
from ui.viewmodels.material_words import PageSign, material_table_row, page_sign
from ui.viewmodels.originals_check import OriginalsCheck
from ui.viewmodels.page_capture import PageCapture
from ui.viewmodels.page_facts import PageFacts, page_facts
from ui.viewmodels.page_reading import PageReadings
from ui.viewmodels.phone_viewmodel import PhoneViewModel
from ui.viewmodels.preview_viewmodel import PreviewViewModel
from ui.viewmodels.row_table_model import RowTableModel
from ui.viewmodels.situation_questions import SituationQuestions
from ui.viewmodels.source_choices import SourceChoice, source_choices
from ui.viewmodels.viewmodel import ViewModel


@dataclass(frozen=True, slots=True)
class Subject:
    """A material of a case as it was shown; stays the same when another is selected, or another case comes."""

    case_id: str
    row: MaterialRow

    def same(self, other: Subject | None) -> bool:
        """Whether the other one is this material of this case too, in whatever state."""
        return other is not None and (self.case_id, self.row.material.code) == (other.case_id, other.row.material.code)


class MaterialsViewModel(ViewModel):
    """Commands of the materials step; always about the selected material.

    Signals:
        changed(): rows, questions or pages may be others.
        selected(): another material is the current one, or it changed.
    """

    changed = Signal()
    selected = Signal()

    def __init__(self, desk: IntakeDesk, runner: TaskRunner, parent: QObject | None = None) -> None:
        """Follows the desk."""
        super().__init__(runner, parent)
        self._desk = desk
        self.questions = SituationQuestions(desk)
        self.capture = PageCapture(desk, runner, self)
        self.capture.failed.connect(self.failed)
        self.readings = PageReadings(desk, self.capture, runner, self)
        self.licences = LicenceChecks(desk, self.readings, runner, self)
        self.comparison = ComparisonViewModel(desk, self.readings, self.licences, runner, self)
        self.check = OriginalsCheck(desk, self.capture, self.readings, self.licences, runner, self)
        self.preview = PreviewViewModel(desk, self.capture, self._paper_material, runner, self)
        self.phone = PhoneViewModel(desk, self.capture, self._paper_material, runner, self)
        for part in (self.readings, self.licences, self.comparison, self.check, self.preview, self.phone):
            part.failed.connect(self.failed)
        self.capture.page_seen.connect(lambda _page_id: self.selected.emit())
        self.comparison.changed.connect(self._show_rows)
        self.check.changed.connect(self.selected)
        self.check.recorded.connect(self._recorded)
        headings = (
            "materials.column_name",
            "materials.column_wanted",
            "materials.column_state",
            "originals.column_light",
        )
        self.table = RowTableModel([text(key) for key in headings])
        self.current = ""
        self.source_key = ""
        desk.opened.connect(self._forget)
        desk.changed.connect(self._follow)

    @property
    def subject(self) -> Subject | None:
        """What the fields of the selected material are about now."""
        return Subject(self._desk.case_id, self.row) if self.row is not None else None

    @property
    def row(self) -> MaterialRow | None:
        """The selected material with its state."""
        return self._row_of(self.current)

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """How the selected material may be met, as the guide allows: (value, words)."""
        row = self.row
        if row is None:
            return ()
        allowed = [Provision.PAPER]
        if row.material.e_licence_type:
            allowed.append(Provision.E_LICENCE)
        if row.material.deferrable:
            allowed.append(Provision.DEFERRED)
        if row.material.commitment_allowed:
            allowed.append(Provision.COMMITMENT)
        return tuple((way.value, text(f"wording.provision_{way}")) for way in allowed)

    @property
    def pages(self) -> tuple[PageSign, ...]:
        """Pages of the selected material with their verdicts in words."""
        row = self.row
        if row is None:
            return ()
        capture = self.capture
        return tuple(
            page_sign(number, page, seen=not capture.being_seen(page.id))
            for number, page in enumerate(row.pages, start=1)
        )

    def facts(self, page_id: str) -> PageFacts | None:
        """What is known of a page of the selected material."""
        page = self.page(page_id)
        if page is None:
            return None
        reading, unread = self.readings.readings.get(page_id), self.readings.failed_on(page_id)
        return page_facts(page, reading, self._desk.workspace.code_meaning, unread=unread)

    def page(self, page_id: str) -> Page | None:
        """A page of the selected material."""
        return next((page for page in (self.row.pages if self.row else ()) if page.id == page_id), None)

    def sections(self) -> tuple[Section, ...]:
        """What the guide says about the selected material."""
        return material_sections(self.row.material) if self.row else ()

    def tell_no_findings(self) -> None:
        """Say why there is nothing that was found to look at."""
        row = self.row
        if row is None:
            self.failed.emit(RuleError("no_item"))
        else:
            self.failed.emit(RuleError("not_compared" if row.pages else "no_findings", name=row.material.name))

    def select(self, material_code: str) -> None:
        """Make a material the current one."""
        if material_code != self.current:
            self.current = material_code
            self.selected.emit()

    def select_next_open(self) -> None:
        """Go on to the next material that lacks something; stay when none does."""
        rows = self._desk.state.rows if self._desk.state else ()
        codes = [row.material.code for row in rows]
        here = codes.index(self.current) + 1 if self.current in codes else 0
        waiting = [row.material.code for row in (*rows[here:], *rows[:here]) if row.gap is not None and row.blocking]
        if waiting:
            self.select(waiting[0])

    def provide(self, way: str, **details: object) -> None:
        """Say how the selected material is met.

        `details`: originals, copies, sheets (int), e_licence_number, remark; what is not given stays as it is.
        """
        if self.subject is not None:
            self.provide_for(self.subject, way, **details)

    def provide_for(self, subject: Subject, way: str, **details: object) -> None:
        """As `provide`, for what was typed in: it may not be selected any more, nor its case lie on the desk."""
        case_id, row = subject.case_id, subject.row
        if case_id == self._desk.case_id and not self._desk.is_draft:
            return
        provision = Provision(way)
        if provision is row.state.provision and not details:
            return
        code, provide = row.material.code, self._desk.workspace.edit_case.provide
        stated = {**_stated(row), **details}
        self._desk.change(lambda: provide(case_id, code, provision, **stated))  # type: ignore[arg-type]  # named above

    @property
    def source_choices(self) -> tuple[SourceChoice, ...]:
        """What is on the desk, glass and feeder apart."""
        return source_choices(self.capture.sources)

    def scan(self, paths: tuple[str, ...] = ()) -> None:
        """Take pages into the selected material, from the chosen source or from these files."""
        if self._draft_row() is None:
            return
        request = self._files(paths) if paths else self._request()
        if request is not None:
            self.capture.scan(self._paper_material(), request)

    def retake(self, page_id: str) -> None:
        """Take a page of the selected material again, in its place; one page only."""
        row = self.row
        if row is None or self.page(page_id) is None:
            return
        request = self._request()
        if request is not None:
            self.capture.scan(row.material.code, replace(request, max_pages=1), retake=page_id)

    def _paper_material(self) -> str:
        """Code of the selected material, which is met on paper from now on; empty, and told, when there is none."""
        row = self._draft_row()
        if row is None:
            return ""
        if row.state.provision is not Provision.PAPER:
            self.provide(Provision.PAPER.value)
        return row.material.code

    def _draft_row(self) -> MaterialRow | None:
        """The selected material while pages can still go to it; told when no item is chosen yet."""
        if self.row is None:
            self.failed.emit(RuleError("no_item"))
        return self.row if self._desk.is_draft else None

    def _recorded(self, material_code: str) -> None:
        if material_code == self.current:
            self.select_next_open()

    def _row_of(self, material_code: str) -> MaterialRow | None:
        rows = self._desk.state.rows if self._desk.state else ()
        return next((row for row in rows if row.material.code == material_code), None)

    def _request(self) -> ScanRequest | None:
        """What the chosen source is asked for, the first one on the desk while none is chosen."""
        choices = self.source_choices
        chosen = next((one for one in choices if one.key == self.source_key), None) or next(iter(choices), None)
        if chosen is None:
            self._tell_no_source()
            return None
        return chosen.request()

    def _files(self, paths: tuple[str, ...]) -> ScanRequest | None:
        source = next((one.id for one in self.capture.sources if one.kind is SourceKind.FILE), None)
        if source is None:
            self._tell_no_source()
            return None
        return ScanRequest(source, paths=paths)

    def _tell_no_source(self) -> None:
        # Something may have been plugged in since the desk was last looked at.
        self.capture.find_sources()
        self.failed.emit(DeviceError("no_source"))

    def _forget(self) -> None:
        self.current = ""

    def _show_rows(self) -> tuple[MaterialRow, ...]:
        rows = self._desk.state.rows if self._desk.state else ()
        light = self.comparison.light
        self.table.show_rows(
            tuple(material_table_row(number, row, light(row)) for number, row in enumerate(rows, start=1))
        )
        return rows

    def _follow(self) -> None:
        rows = self._show_rows()
        if rows and all(row.material.code != self.current for row in rows):
            waiting = [row for row in rows if row.gap is not None and row.blocking]
            self.current = (waiting or list(rows))[0].material.code
        self.changed.emit()
        self.selected.emit()
        self.questions.answer_acting()


def _stated(row: MaterialRow) -> dict[str, object]:
    state = row.state
    return {
        "originals": state.originals or row.material.originals or 1,
        "copies": state.copies or row.material.copies,
        "sheets": state.sheets or 1,
        "e_licence_number": state.e_licence_number,
        "remark": state.remark,
    }
