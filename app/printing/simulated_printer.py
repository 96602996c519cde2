"""A printer whose sheets come out as PDF files in a folder, for the demonstration and for practice; it can fail too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from app.domain.errors import PrintError
from app.domain.paper import PrintOutcome
from app.domain.system_fault import system_fault
from app.ports.papers import PrinterDescription

SCHEME = "simulated:"
_FORGOTTEN = "unknown"
_UNREACHABLE = "no_server"
_REFUSING = ("no_printer", "refused")
_AT_THE_DEVICE = ("paper_out", "paper_jam", "cover_open", "toner_out", "output_full", "offline", "queue_stopped")
_OF_THE_JOB = ("job_aborted", "job_cancelled")
FAULTS = (_FORGOTTEN, _UNREACHABLE, *_REFUSING, *_AT_THE_DEVICE, *_OF_THE_JOB)
_SHEETS = {"A4": "page", "100x150mm": "label"}
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class PrintScript:
    """Which jobs fail, and how: the first `after` go well, the next `times` have `fault` (0: all from then on)."""

    fault: str = ""
    after: int = 0
    times: int = 0

    @classmethod
    def from_address(cls, address: str) -> PrintScript:
        """What `simulated:[?fault=NAME[&after=N][&times=N]]` asks for; NAME is one of `FAULTS`.

        Raises PrintError `print.simulated_script`.
        """
        head, _, query = address.partition("?")
        try:
            asked = {name: values[-1] for name, values in parse_qs(query, strict_parsing=bool(query)).items()}
            script = cls(asked.pop("fault", ""), int(asked.pop("after", "0")), int(asked.pop("times", "0")))
        except ValueError:
            raise PrintError("simulated_script", address=address) from None
        if head != SCHEME or asked or script.fault not in ("", *FAULTS) or min(script.after, script.times) < 0:
            raise PrintError("simulated_script", address=address)
        return script

    def fault_of(self, job: int) -> str:
        """The fault of this job (1 is the first), empty when it goes well."""
        at = job - self.after
        return self.fault if at > 0 and (not self.times or at <= self.times) else ""


class SimulatedPrinter:
    """Implements `Printer`: a queue for pages and one for labels; each sheet is there whole or not at all.

    `no_server` is a machine whose printing cannot be reached: no queues, and a job is refused. A trouble at the device
    ends the job and is told by the queues before it; `unknown` lets the sheet out and forgets the job.
    """

    def __init__(self, folder: Path, page_name: str, label_name: str, script: PrintScript) -> None:
        """`folder` is made by the first sheet; the queues are called `page_name` and `label_name`."""
        self._folder, self._script = folder, script
        self._media = {page_name: "A4", label_name: "100x150mm"}
        self._faults: list[str] = []

    def printers(self) -> tuple[PrinterDescription, ...]:
        """Both queues, the one for pages first; none while printing cannot be reached."""
        fault = self._script.fault_of(len(self._faults) + 1)
        if fault == _UNREACHABLE:
            return ()
        state, reason = ("stopped", PrintError(fault).code) if fault in _AT_THE_DEVICE else ("idle", "")
        return tuple(
            PrinterDescription(name, media == "A4", state, reason, sheets_folder=str(self._folder))
            for name, media in self._media.items()
        )

    def print(self, pdf: bytes, printer: str, title: str, media: str) -> str:
        """Put the sheet into the folder; returns the job's number.

        Raises PrintError `print.unknown_media`, `print.no_printer`, `print.refused`, `print.cannot_save`.
        """
        if media not in _SHEETS:
            raise PrintError("unknown_media", media=media)
        fault = self._script.fault_of(len(self._faults) + 1)
        if printer in self._media and self._media[printer] != media:
            fault = fault or "job_aborted"  # as a real one without paper of that size
        self._faults.append(fault)
        if printer not in self._media or fault in (_UNREACHABLE, "no_printer"):
            raise PrintError("no_printer", printer=printer)
        if fault == "refused":
            raise PrintError("refused", status="0x0400")
        if fault in ("", _FORGOTTEN):
            self._let_out(pdf, f"{_SHEETS[media]}-{title}")
        return str(len(self._faults))

    def follow(self, job: str, timeout: float) -> PrintOutcome:
        """PRINTED, FAILED, or at once UNKNOWN for a job that was forgotten."""
        fault = self._fault_of(job)
        if not fault:
            return PrintOutcome.PRINTED
        return PrintOutcome.UNKNOWN if fault == _FORGOTTEN else PrintOutcome.FAILED

    def trouble(self, job: str) -> PrintError | None:
        """What ended the job before its time."""
        fault = self._fault_of(job)
        return PrintError(fault) if fault in (*_AT_THE_DEVICE, *_OF_THE_JOB) else None

    def _fault_of(self, job: str) -> str:
        number = int(job) if job.isdecimal() else 0
        return self._faults[number - 1] if 0 < number <= len(self._faults) else _FORGOTTEN

    def _let_out(self, pdf: bytes, title: str) -> None:
        """The next sheet on the pile; numbers go on where another run left off."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            heads = [sheet.name.partition("-")[0] for sheet in self._folder.glob("*.pdf")]
            last = max((int(head) for head in heads if head.isdecimal()), default=0)
            name = f"{last + 1:04d}-{_NOT_IN_NAMES.sub('_', title)}.pdf"
            part = self._folder / f"{name}.part"
            part.write_bytes(pdf)
            part.replace(self._folder / name)
        except OSError as error:
            raise PrintError("cannot_save", system=system_fault(error)) from error
