"""Papers and printers that record what they are given."""

from __future__ import annotations

from datetime import datetime

from app.domain.errors import PrintError
from app.domain.paper import PaperContent, PaperKind, PrintOutcome
from app.ports.papers import PrinterDescription, RenderedPaper


class RecordingRenderer:
    """`PaperRenderer` whose bytes are the content's own words."""

    def __init__(self) -> None:
        self.rendered: list[tuple[PaperKind, PaperContent]] = []

    def render(self, kind: PaperKind, content: PaperContent) -> RenderedPaper:
        self.rendered.append((kind, content))
        return RenderedPaper(f"%PDF {kind.value} {content!r}".encode(), 1)

    def of_kind(self, kind: PaperKind) -> PaperContent:
        """The content given last for this kind."""
        return next(content for one, content in reversed(self.rendered) if one is kind)


class RecordingPrinter:
    """`Printer` that keeps the bytes; `fault` is raised by the next print, `outcome` is what following a job gives."""

    def __init__(self) -> None:
        self.jobs: list[tuple[bytes, str, str, str]] = []
        self.outcome = PrintOutcome.PRINTED
        self.fault: PrintError | None = None

    def printers(self) -> tuple[PrinterDescription, ...]:
        return (PrinterDescription("hall", True, "idle"),)

    def print(self, pdf: bytes, printer: str, title: str, media: str) -> str:
        if self.fault is not None:
            raise self.fault
        self.jobs.append((pdf, printer, title, media))
        return str(len(self.jobs))

    def follow(self, job: str, timeout: float) -> PrintOutcome:
        return self.outcome

    def trouble(self, job: str) -> PrintError | None:
        return PrintError("paper_out") if self.outcome is PrintOutcome.FAILED else None


class PlainReprintMarker:
    """`ReprintMarker` that puts the mark behind the bytes."""

    def mark(self, pdf: bytes, at: datetime) -> bytes:
        return pdf + b" reprint"


class PlainPreview:
    """`PaperPreview` that gives the bytes back as one page."""

    def pages(self, pdf: bytes, dpi: int = 110) -> tuple[bytes, ...]:
        return (pdf,)
