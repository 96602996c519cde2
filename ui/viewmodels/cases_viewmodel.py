"""The case list and one case in full."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.case import CaseState
from app.domain.receipt_number import is_receipt_number
from app.ports.environment import TaskRunner
from app.ports.store import CaseQuery
from app.services.list_cases import CaseDetail, CaseRow, CaseTally
from app.services.workspace import Workspace
from resources.texts import text
from ui.viewmodels.case_words import case_table_row
from ui.viewmodels.papers_viewmodel import PapersViewModel
from ui.viewmodels.row_table_model import RowTableModel
from ui.viewmodels.viewmodel import ViewModel

_S = CaseState
FILTERS: dict[str, tuple[CaseState, ...]] = {
    "all": (),
    "draft": (_S.DRAFT,),
    "under_way": (_S.RECEIVED, _S.SUBMITTED, _S.CORRECTION_ASKED, _S.ACCEPTED, _S.DEEMED_ACCEPTED, _S.FORWARDED),
    "correction": (_S.CORRECTION_ASKED,),
    "ended": (
        _S.DECIDED, _S.DISPATCHED, _S.ARRIVED, _S.DELIVERED, _S.CLOSED, _S.NOT_ACCEPTED, _S.RETURNED, _S.WITHDRAWN,
        _S.ABANDONED, _S.REVOKED,
    ),
    "advised": (_S.ADVISED,),
}  # fmt: skip
_TYPING_MS = 150


class CasesViewModel(ViewModel):
    """Search and filters stay as they were when the screen is left.

    Signals:
        found(): `table` holds the answer to the last question.
        counted(): `tally` is up to date.
        detail_changed(): `detail` is another case, or shows more.
        draft_asked(str): the clerk opens a draft: it belongs on the intake desk.
    """

    found = Signal()
    counted = Signal()
    detail_changed = Signal()
    draft_asked = Signal(str)

    def __init__(self, workspace: Workspace, runner: TaskRunner, parent: QObject | None = None) -> None:
        """`search` fills it."""
        super().__init__(runner, parent)
        self._workspace = workspace
        headings = ("cases.column_light", "cases.column_applicant", "cases.column_item", "cases.column_state",
                    "cases.column_number", "cases.column_updated")  # fmt: skip
        self.table = RowTableModel([text(key) for key in headings])
        self.words = ""
        self.filter = "all"
        self.detail: CaseDetail | None = None
        self.shown_whole = False
        self._rows: tuple[CaseRow, ...] = ()
        self.tally = CaseTally(0, 0)
        self.papers = PapersViewModel(workspace, runner, self.reload, self)
        self.papers.failed.connect(self.failed)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.search)

    @property
    def empty(self) -> bool:
        """Whether nothing was found."""
        return not self._rows

    @property
    def none_words(self) -> str:
        """What to do when nothing was found; a whole receipt number was not misspelt, its case lies elsewhere."""
        if is_receipt_number(self.words.strip().upper()):
            return text("cases.none_with_number", number=self.words.strip().upper())
        return text("cases.none_found_words")

    def type_words(self, words: str) -> None:
        """The clerk types; the search follows a moment later."""
        self.words = words
        self._typing.start()

    def set_filter(self, name: str) -> None:
        """Show only some states."""
        self.filter = name
        self.search()

    def search(self) -> None:
        """Look again with the words and filter that stand."""
        self._typing.stop()
        query = CaseQuery(words=self.words.strip(), states=FILTERS[self.filter])
        session, find = self._workspace.session, self._workspace.list_cases.find
        self.run("store", lambda: find(session, query), lambda rows: self._found(query, rows), waiting="search")

    def open(self, case_id: str) -> None:
        """Show a case in full; a draft goes to the intake desk instead."""
        row = next((row for row in self._rows if row.summary.id == case_id), None)
        if row is not None and row.summary.state is CaseState.DRAFT:
            self.draft_asked.emit(case_id)
            return
        self._read(case_id)

    def close(self) -> None:
        """Back to the list."""
        self.detail = None
        self.shown_whole = False
        self.papers.cover()
        self.detail_changed.emit()

    def reload(self) -> None:
        """Read the open case again."""
        if self.detail is not None:
            self._read(self.detail.case.id)

    def show_personal_data(self) -> None:
        """Show names, numbers and the pages of the papers whole; the look is logged first."""
        if self.detail is None or self.shown_whole:
            return
        session, case_id = self._workspace.session, self.detail.case.id
        show = self._workspace.list_cases.show_personal_data
        self.run("store", lambda: show(session, case_id), lambda _: self._shown(case_id))

    def _read(self, case_id: str) -> None:
        session, detail = self._workspace.session, self._workspace.list_cases.detail
        self.run("store", lambda: detail(session, case_id), self._opened, waiting="detail")

    def _found(self, query: CaseQuery, rows: tuple[CaseRow, ...]) -> None:
        if (query.words, query.states) != (self.words.strip(), FILTERS[self.filter]):
            return
        self._rows = rows
        self.table.show_rows(tuple(case_table_row(row) for row in rows))
        self.found.emit()
        self.run("store", self._workspace.list_cases.tally, self._counted)

    def _counted(self, tally: CaseTally) -> None:
        self.tally = tally
        self.counted.emit()

    def _opened(self, detail: CaseDetail) -> None:
        if self.detail is None or self.detail.case.id != detail.case.id:
            self.shown_whole = False
            self.papers.cover()
        self.detail = detail
        self.papers.show_papers(detail.papers, detail.case.receipt_number)
        self.detail_changed.emit()

    def _shown(self, case_id: str) -> None:
        if self.detail is not None and self.detail.case.id == case_id:
            self.shown_whole = True
            self.papers.uncover()
            self.detail_changed.emit()
