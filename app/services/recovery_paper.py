"""The recovery key on paper: printed, or written to a file that only its owner reads. No copy of it stays anywhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.domain.clerk import Session
from app.domain.errors import PrintError
from app.domain.paper import PrintOutcome
from app.domain.recovery_key import RecoveryKey, RecoverySheet
from app.domain.system_fault import system_fault
from app.ports.papers import Printer, RecoverySheetRenderer
from app.services.keep_keys import KeepKeys

JOB_TIMEOUT_SECONDS = 120.0
_JOB_NAME = "tongban"
_MEDIA = "A4"
_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class RecoveryPaper:
    """A new recovery key for an admin. It is in force when the paper is out, not before; then the old one ends."""

    keys: KeepKeys
    render: RecoverySheetRenderer
    printer: Printer

    def print(self, session: Session, printer: str) -> None:
        """Print it, on the system's own printer where none is named, and follow the job to its end.

        Raises `access.role`, PrintError: `print.no_printer_found`; `print.recovery_unsure` when nobody knows whether
        the sheet came out (it is of no use then); else what kept it from coming out.
        """
        self._make(session, lambda pdf: self._printed(pdf, printer))

    def save(self, session: Session, path: Path) -> None:
        """Write it to a file. Raises `access.role`, `print.cannot_save`."""
        self._make(session, lambda pdf: _write_for_owner(path, pdf))

    def _make(self, session: Session, give: Callable[[bytes], None]) -> None:
        self.keys.make_recovery_key(session.clerk, lambda key: give(self.render(self._sheet(session, key))))

    def _sheet(self, session: Session, key: RecoveryKey) -> RecoverySheet:
        station = session.station
        return RecoverySheet(
            key=key,
            hall=station.hall_name,
            window=station.window_name,
            station=station.code,
            letter=station.installation,
            clerk=session.clerk.name,
            at=self.keys.clock.now(),
        )

    def _printed(self, pdf: bytes, printer: str) -> None:
        job = self.printer.print(pdf, printer or self._own_printer(), _JOB_NAME, _MEDIA)
        outcome = self.printer.follow(job, JOB_TIMEOUT_SECONDS)
        if outcome is PrintOutcome.FAILED:
            raise self.printer.trouble(job) or PrintError("job_aborted")
        if outcome is not PrintOutcome.PRINTED:
            raise PrintError("recovery_unsure")

    def _own_printer(self) -> str:
        printers = sorted(self.printer.printers(), key=lambda one: not one.is_default)
        if not printers:
            raise PrintError("no_printer_found")
        return printers[0].name


def _write_for_owner(path: Path, pdf: bytes) -> None:
    """Readable by its owner only, from its first byte on; a file that was there stays until all of it is written."""
    part = path.with_name(path.name + ".part")
    try:
        try:
            part.unlink(missing_ok=True)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
            with os.fdopen(handle, "wb") as file:
                file.write(pdf)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise PrintError("cannot_save", system=system_fault(error)) from error
