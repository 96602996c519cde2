"""Where there is no printing: papers are previewed and saved."""

from __future__ import annotations

from app.domain.errors import PrintError
from app.domain.paper import PrintOutcome
from app.ports.papers import PrinterDescription


class NullPrinter:
    """A machine without printers."""

    def printers(self) -> tuple[PrinterDescription, ...]:
        """None."""
        return ()

    def print(self, pdf: bytes, printer: str, title: str, media: str) -> str:
        """Raises PrintError `print.no_printer`."""
        raise PrintError("no_printer", printer=printer)

    def follow(self, job: str, timeout: float) -> PrintOutcome:
        """Nothing was ever printed here, so nothing is known of a job."""
        return PrintOutcome.UNKNOWN

    def trouble(self, job: str) -> PrintError | None:
        """None."""
        return None
