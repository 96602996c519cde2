"""Papers of a case: look at them, print them, save them, and settle what a power cut left open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.domain.errors import PrintError, TongbanError
from app.domain.paper import PaperKind, PrintOutcome
from app.ports.environment import TaskRunner
from app.ports.papers import PrinterDescription
from app.services.intake_state import PaperStatus
from app.services.print_papers import OpenPrint
from app.services.workspace import Workspace
from resources.texts import text
from ui.viewmodels.paper_progress import PaperProgress
from ui.viewmodels.paper_words import all_failures, paper_row, paper_title, question_words
from ui.viewmodels.row_table_model import RowTableModel
from ui.viewmodels.viewmodel import ViewModel


@dataclass(frozen=True, slots=True)
class PrintQuestion:
    """A print whose end nobody knows: "saved - did the paper come out?"."""

    attempt_id: str
    words: str


class PapersViewModel(ViewModel):
    """Papers of one case.

    Signals:
        papers_changed(): `table` and `current` may be others.
        all_replaced(): none of the papers shown before is shown now; what was said of them is past.
        preview_changed(): `pages` are others.
        printers_changed(): `printers` were read.
        printed(str): this paper went through the printer (or its end is unknown).
        print_failed(str): this paper did not come out; `failed` says why.
        saved_to(str): the paper was written to this file.
        folder_asked(): all papers are to be saved; into which folder?
        all_saved(str): all that were not printed were written into this folder.
        reason_asked(str): printing this paper again needs a reason.
        open_prints_changed(): `open_prints` are others.
    """

    papers_changed = Signal()
    all_replaced = Signal()
    preview_changed = Signal()
    printers_changed = Signal()
    printed = Signal(str)
    print_failed = Signal(str)
    saved_to = Signal(str)
    folder_asked = Signal()
    all_saved = Signal(str)
    reason_asked = Signal(str)
    open_prints_changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        runner: TaskRunner,
        changed: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        """`changed` is called when the print history of the case is another one."""
        super().__init__(runner, parent)
        self._workspace = workspace
        self._changed = changed
        self._papers: tuple[PaperStatus, ...] = ()
        self.table = RowTableModel(
            (text("papers.column_paper"), text("papers.column_pages"), text("papers.column_state"))
        )
        self.current = ""
        self.pages: tuple[bytes, ...] = ()
        self.printers: tuple[PrinterDescription, ...] = ()
        self.sheets_folder = ""  # where the sheets of a simulated printer come out
        self.no_printer = False  # as long as nobody asked, one is hoped for
        self.open_prints: tuple[PrintQuestion, ...] = ()
        self.covered = False
        self._case_number = ""
        self._label_printer = False
        self._tries: dict[str, bool] = {}  # ends of prints the papers as shown do not know of yet
        self._troubles: dict[str, PrintError] = {}  # why the last print of a paper failed
        self._saved: set[str] = set()

    @property
    def progress(self) -> PaperProgress:
        """What waits to be printed or saved."""
        return PaperProgress(self._papers, self._label_printer, self._tries, self._saved)

    @property
    def some_failed(self) -> bool:
        """Whether a paper `print_all` prints did not come out and waits for another try."""
        return self.progress.some_failed

    def show_papers(self, papers: tuple[PaperStatus, ...], case_number: str = "") -> None:
        """The papers of the case now; a receipt that is new here is looked at first, else the oldest when none was."""
        known = {status.paper.id for status in self._papers}
        self._case_number = case_number
        self._papers, self._tries = papers, {}
        self._label_printer = bool(self._workspace.manage_settings.current().text("printer.label"))
        here = {status.paper.id for status in papers}
        self._troubles = {paper_id: why for paper_id, why in self._troubles.items() if paper_id in here}
        self._show_rows()
        if known.isdisjoint(here):
            self.all_replaced.emit()
        receipts = [status.paper.id for status in papers if status.paper.kind is PaperKind.RECEIPT]
        fresh = [paper_id for paper_id in receipts if paper_id not in known]
        if fresh:
            self.look_at(fresh[0])
        elif self._status(self.current) is None:
            self.current, self.pages = "", ()
            self.preview_changed.emit()
            if papers:
                self.look_at(papers[0].paper.id)
        self.papers_changed.emit()

    def look_at(self, paper_id: str) -> None:
        """Show the pages of this paper."""
        if paper_id == self.current and (self.pages or self.covered):
            return
        self.current, self.pages = paper_id, ()  # never the pages of one paper under the name of another
        self.preview_changed.emit()
        if not self.covered:
            self._read_pages()

    def cover(self) -> None:
        """No page is read or shown until `uncover`: papers show names and numbers whole."""
        self.covered, self.pages = True, ()
        self.preview_changed.emit()

    def uncover(self) -> None:
        """The look at personal data was logged: show the pages of the paper that is looked at."""
        self.covered = False
        if self.current and not self.pages:
            self._read_pages()

    def read_printers(self) -> None:
        """Ask the system for its printers."""
        self.run("paper", self._workspace.print_papers.printers, self._know_printers)

    def print_all(self) -> None:
        """Print every paper of the receipt that has not come out yet, see `PaperProgress.to_print`."""
        for status in self.progress.to_print:
            self.print(status.paper.id)

    def print(self, paper_id: str, reason: str = "") -> None:
        """Print a paper; a second time asks for a reason first."""
        status = self._status(paper_id)
        if status is None:
            return
        if status.may_be_out and not reason.strip():
            self.reason_asked.emit(paper_id)
            return
        workspace, kind = self._workspace, status.paper.kind
        self.run(
            "paper",
            lambda: workspace.print_papers.print(workspace.session, paper_id, _printer_for(workspace, kind), reason),
            lambda _attempt: self._printed(paper_id),
            waiting="print",
            on_error=lambda error: self._print_failed(paper_id, error),
        )

    def save(self, paper_id: str, path: str) -> None:
        """Write a paper to a file."""
        session, service = self._workspace.session, self._workspace.print_papers

        def saved() -> None:
            self._saved.add(paper_id)
            self.saved_to.emit(path)

        self.run("paper", lambda: service.save(session, paper_id, path), lambda _: saved())

    def save_all(self, folder: str) -> None:
        """Write every paper of the case that was not printed into `folder`."""
        session, service = self._workspace.session, self._workspace.print_papers
        files = {one.paper.id: f"{self.file_name_of(one.paper.id)}.pdf" for one in self.progress.to_save}

        def write() -> None:
            for paper_id, name in files.items():
                service.save(session, paper_id, str(Path(folder) / name))

        def saved() -> None:
            self._saved.update(files)
            self.all_saved.emit(folder)

        self.run("paper", write, lambda _: saved())

    def find_open_prints(self) -> None:
        """Look for prints whose end nobody knows."""
        self.run("store", self._workspace.print_papers.unsettled, self._show_open)

    def settle(self, attempt_id: str, *, came_out: bool) -> None:
        """The clerk's word on an open print."""
        session, service = self._workspace.session, self._workspace.print_papers
        outcome = PrintOutcome.PRINTED if came_out else PrintOutcome.FAILED
        self.run("store", lambda: service.settle(session, attempt_id, outcome), lambda _: self._settled())

    def title_of(self, paper_id: str) -> str:
        """Name of a paper."""
        status = self._status(paper_id)
        return paper_title(status.paper) if status else ""

    def file_name_of(self, paper_id: str) -> str:
        """What a saved paper is called: the number of its case and its name; before the receipt its own number."""
        status = self._status(paper_id)
        number = self._case_number or (status.paper.serial if status else "")
        return "-".join(words for words in (number, self.title_of(paper_id)) if words)

    def _status(self, paper_id: str) -> PaperStatus | None:
        return next((status for status in self._papers if status.paper.id == paper_id), None)

    def _show(self, paper_id: str, pages: tuple[bytes, ...]) -> None:
        if paper_id == self.current and not self.covered:
            self.pages = pages
            self.preview_changed.emit()

    def _read_pages(self) -> None:
        paper_id, preview = self.current, self._workspace.print_papers.preview
        self.run("paper", lambda: preview(paper_id), lambda pages: self._show(paper_id, pages), waiting="preview")

    def _know_printers(self, printers: tuple[PrinterDescription, ...]) -> None:
        self.printers, self.no_printer = printers, not printers
        self.sheets_folder = next((one.sheets_folder for one in printers), "")
        self._show_rows()
        self.printers_changed.emit()

    def _printed(self, paper_id: str) -> None:
        self._tries[paper_id] = True
        if self._troubles.pop(paper_id, None) is not None and self._troubles:
            self._tell_troubles()  # of the others
        self._changed()
        self.find_open_prints()
        self.printed.emit(paper_id)

    def _print_failed(self, paper_id: str, error: TongbanError) -> bool:
        if error.code == "print.no_printer_found":
            self._know_printers(())  # said once for all papers, for as long as it is so
            self.print_failed.emit(paper_id)
            return True
        self._tries[paper_id] = False
        if isinstance(error, PrintError):
            self._troubles[paper_id] = error
        self._changed()
        self.find_open_prints()
        self.print_failed.emit(paper_id)
        if not isinstance(error, PrintError):
            return False
        self._tell_troubles()
        return True

    def _tell_troubles(self) -> None:
        self.failed.emit(all_failures({self.title_of(paper_id): why for paper_id, why in self._troubles.items()}))

    def _show_rows(self) -> None:
        self.table.show_rows(
            tuple(paper_row(one, self._why_unprinted(one), self._troubles.get(one.paper.id)) for one in self._papers)
        )

    def _why_unprinted(self, status: PaperStatus) -> str:
        if self.no_printer:
            return text("papers.no_printer_row")
        missing = status.paper.kind is PaperKind.LABEL and not self._label_printer
        return text("papers.no_label_printer") if missing else ""

    def _show_open(self, found: tuple[OpenPrint, ...]) -> None:
        self.open_prints = tuple(PrintQuestion(one.attempt.id, question_words(one)) for one in found)
        self.open_prints_changed.emit()

    def _settled(self) -> None:
        self._changed()
        self.find_open_prints()


def _printer_for(workspace: Workspace, kind: PaperKind) -> str:
    """The printer set for this kind of paper, else the system's own choice. Raises `print.no_printer_found`."""
    settings = workspace.manage_settings.current()
    chosen = settings.text("printer.label" if kind is PaperKind.LABEL else "printer.page")
    printers = sorted(workspace.print_papers.printers(), key=lambda printer: not printer.is_default)
    if not printers:
        raise PrintError("no_printer_found")
    return chosen or printers[0].name
