"""Papers: making PDF bytes, showing them, printing them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.errors import PrintError
from app.domain.paper import PaperContent, PaperKind, PrintOutcome
from app.domain.recovery_key import RecoverySheet


@dataclass(frozen=True, slots=True)
class RenderedPaper:
    """PDF bytes and their page count."""

    pdf: bytes
    page_count: int


class PaperRenderer(Protocol):
    """Lays a paper out."""

    def render(self, kind: PaperKind, content: PaperContent) -> RenderedPaper:
        """The PDF: font embedded, text extractable.

        The same content gives the same bytes. Raises PrintError `print.character_missing` when a character has
        no glyph in any font at hand.
        """


class RecoverySheetRenderer(Protocol):
    """Lays the sheet with the recovery key out."""

    def __call__(self, content: RecoverySheet) -> bytes:
        """The PDF, one page of A4. Raises PrintError `print.character_missing`, `print.does_not_fit`."""


class ReprintMarker(Protocol):
    """Marks a second print."""

    def mark(self, pdf: bytes, at: datetime) -> bytes:
        """The archived document, unchanged but for 补打 and the time of the second print on every page."""


class PaperPreview(Protocol):
    """Turns PDF pages into pictures for the screen."""

    def pages(self, pdf: bytes, dpi: int = 110) -> tuple[bytes, ...]:
        """One PNG a page."""


@dataclass(frozen=True, slots=True)
class PrinterDescription:
    """A printer queue of the system. Sheets of a simulated one come out as files in `sheets_folder`."""

    name: str
    is_default: bool
    state: str  # "idle", "printing", "stopped"
    reason: str = ""  # an error code such as print.paper_out, empty when fine
    sheets_folder: str = ""  # empty for a real printer


class Printer(Protocol):
    """Sends the archived bytes to a printer queue and follows the job to its end."""

    def printers(self) -> tuple[PrinterDescription, ...]:
        """Queues of the system."""

    def print(self, pdf: bytes, printer: str, title: str, media: str) -> str:
        """Send; returns the job's id. `media` is `A4` or `100x150mm`. Raises PrintError."""

    def follow(self, job: str, timeout: float) -> PrintOutcome:
        """Wait for the job's end: PRINTED, FAILED, or UNKNOWN when `timeout` seconds have passed."""

    def trouble(self, job: str) -> PrintError | None:
        """What holds the job up (paper out, cover open) or what ended it before its time; None when all is well."""
