"""How the devices on the desk are, as far as somebody has seen: for the foot of the window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.domain.errors import DeviceError, PrintError
from app.ports.document_source import SourceKind
from resources.texts import text
from ui.viewmodels.intake_form import FormViewModel
from ui.viewmodels.page_capture import PageCapture
from ui.viewmodels.papers_viewmodel import PapersViewModel

_NO_PAPER = ("print.paper_out", "print.no_printer", "print.no_printer_found")


@dataclass(frozen=True, slots=True)
class DeviceSign:
    """State of a device: `tone` empty, amber or red, and words."""

    tone: str
    words: str


class DevicesViewModel(QObject):
    """Watches what the other view-models learn of the devices; asks none itself.

    Signals:
        changed(): some sign is another one.
    """

    changed = Signal()

    def __init__(
        self, form: FormViewModel, capture: PageCapture, papers: PapersViewModel, parent: QObject | None = None
    ) -> None:
        """Follows all three."""
        super().__init__(parent)
        self._capture, self._papers = capture, papers
        self.signs = {
            "reader": DeviceSign("", text("shell.reader_unused")),
            "scanner": DeviceSign("", text("shell.scanner_unused")),
            "printer": DeviceSign("", text("shell.printer_unused")),
        }
        form.card_asked.connect(self._reader_asked)
        form.filled.connect(lambda _role: self._show("reader", "", text("shell.reader_ready")))
        form.failed.connect(self._reader_failed)
        capture.sources_changed.connect(self._know_sources)
        capture.scanning_changed.connect(self._scanning)
        capture.failed.connect(self._scanner_failed)
        papers.printers_changed.connect(self._know_printers)
        papers.printed.connect(lambda _paper: self._printer_ready())
        papers.failed.connect(self._printer_failed)

    def _reader_asked(self, waiting: bool) -> None:
        words = text("shell.reader_waiting") if waiting else text("shell.reader_ready")
        self._show("reader", "", words)

    def _reader_failed(self, error: Exception) -> None:
        if isinstance(error, DeviceError) and error.code != "device.no_card":
            self._show("reader", "red", text("shell.reader_failed"))

    def _know_sources(self) -> None:
        devices = [one for one in self._capture.sources if one.kind is not SourceKind.FILE]
        words = text("shell.scanner_ready") if devices else text("shell.scanner_none")
        self._show("scanner", "" if devices else "amber", words)

    def _scanning(self, busy: bool) -> None:
        if busy:
            self._show("scanner", "", text("shell.scanner_busy"))
        else:
            self._know_sources()

    def _scanner_failed(self, error: Exception) -> None:
        if isinstance(error, DeviceError):
            self._show("scanner", "red", text("shell.scanner_failed"))

    def _know_printers(self) -> None:
        printers = self._papers.printers
        troubled = next((one for one in printers if one.reason), None)
        if not printers:
            self._show("printer", "amber", text("shell.printer_none"))
        elif troubled is not None and troubled.is_default:
            self._show("printer", "red", text("shell.printer_failed"))
        else:
            self._printer_ready()

    def _printer_ready(self) -> None:
        simulated = bool(self._papers.sheets_folder)
        self._show("printer", "", text("shell.printer_simulated") if simulated else text("shell.printer_ready"))

    def _printer_failed(self, error: Exception) -> None:
        if isinstance(error, PrintError):
            tone = "amber" if error.details.get("origin", error.code) in _NO_PAPER else "red"
            self._show("printer", tone, text("shell.printer_failed"))

    def _show(self, device: str, tone: str, words: str) -> None:
        self.signs[device] = DeviceSign(tone, words)
        self.changed.emit()
