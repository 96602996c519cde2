"""Printing through the Windows spooler: pages go out as pictures, the job is kept in the queue until it was read.

Windows has no way to hand a PDF to any printer, so pages are rasterised by pdfium. JOB_CONTROL_RETAIN keeps a
finished job in the queue: otherwise it vanishes as soon as it is printed and nobody could tell it from a deleted one.
Sources: Microsoft Learn, JOB_INFO_1, PRINTER_INFO_2, SetJob.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.errors import PrintError
from app.domain.paper import PrintOutcome
from app.ports.papers import PrinterDescription
from app.printing.pdfium import render_pages

_POLL_SECONDS = 0.25
_MOST_DPI = 300

_JOB_ERROR, _JOB_DELETING, _JOB_OFFLINE, _JOB_PAPER_OUT = 0x2, 0x4, 0x20, 0x40
_JOB_PRINTED, _JOB_DELETED, _JOB_INTERVENTION, _JOB_COMPLETE = 0x80, 0x100, 0x400, 0x1000
_JOB_TROUBLES: Mapping[int, str] = {
    _JOB_PAPER_OUT: "paper_out",
    _JOB_OFFLINE: "offline",
    _JOB_INTERVENTION: "needs_hand",
    _JOB_ERROR: "job_aborted",
}
_QUEUE_PRINTING = 0x400
_QUEUE_STOPPED = 0x1
_QUEUE_TROUBLES: Mapping[int, str] = {
    0x10: "paper_out",
    0x8: "paper_jam",
    0x400000: "cover_open",
    0x40000: "toner_out",
    0x800: "output_full",
    0x80: "offline",
    0x1: "queue_stopped",
}


@dataclass(frozen=True, slots=True)
class Medium:
    """A sheet of paper in tenths of a millimetre; `code` is Windows' own number of the size, 0 for none."""

    width: int
    height: int
    code: int = 0


@dataclass(frozen=True, slots=True)
class PageRaster:
    """A page as 8-bit grey pixels, row by row from the top, and the resolution they were made for."""

    width: int
    height: int
    dpi: int
    pixels: bytes


@dataclass(frozen=True, slots=True)
class Queue:
    """A printer as the spooler tells it; `status` are PRINTER_STATUS flags."""

    name: str
    is_default: bool
    status: int


class Spooler(Protocol):
    """The calls of Windows' spooler that are needed."""

    def queues(self) -> Sequence[Queue]:
        """All printers."""

    def resolution(self, printer: str) -> int:
        """Dots an inch. Raises PrintError `print.no_printer`."""

    def start(self, printer: str, title: str, medium: Medium, pages: Iterator[PageRaster]) -> int:
        """Spool the pages as one retained job; its number. Raises PrintError."""

    def job_status(self, printer: str, job: int) -> int | None:
        """JOB_STATUS flags, None when the queue does not know the job."""

    def release(self, printer: str, job: int) -> None:
        """Let a retained job go."""


MEDIA: Mapping[str, Medium] = {"A4": Medium(2100, 2970, code=9), "100x150mm": Medium(1000, 1500)}


class WindowsPrinter:
    """The printers of a Windows machine."""

    def __init__(self, spooler: Spooler) -> None:
        self._spooler = spooler

    def printers(self) -> tuple[PrinterDescription, ...]:
        """All printers of the machine."""
        return tuple(_described(queue) for queue in self._spooler.queues())

    def print(self, pdf: bytes, printer: str, title: str, media: str) -> str:
        """Rasterise and spool; returns `job number@printer`.

        Raises PrintError `print.no_printer`, `print.unknown_media`, `print.damaged_pdf`, `print.refused`.
        """
        if media not in MEDIA:
            raise PrintError("unknown_media", media=media)
        medium = MEDIA[media]
        dpi = min(self._spooler.resolution(printer), _MOST_DPI)
        job = self._spooler.start(printer, title, medium, _rasters(pdf, medium, dpi))
        return f"{job}@{printer}"

    def follow(self, job: str, timeout: float) -> PrintOutcome:
        """Wait for the job's end: PRINTED, FAILED, or UNKNOWN when time is up or the job has vanished."""
        number, printer = _parts(job)
        deadline = time.monotonic() + timeout
        while True:
            status = self._spooler.job_status(printer, number)
            if status is None:
                return PrintOutcome.UNKNOWN
            if status & (_JOB_DELETING | _JOB_DELETED):
                return PrintOutcome.FAILED
            if status & (_JOB_PRINTED | _JOB_COMPLETE):
                self._spooler.release(printer, number)
                return PrintOutcome.PRINTED
            if time.monotonic() >= deadline:
                return PrintOutcome.UNKNOWN
            time.sleep(min(_POLL_SECONDS, max(0.0, deadline - time.monotonic())))

    def trouble(self, job: str) -> PrintError | None:
        """What holds the job up; None when all is well or nothing is known."""
        number, printer = _parts(job)
        status = self._spooler.job_status(printer, number) or 0
        if status & (_JOB_DELETING | _JOB_DELETED):
            return PrintError("job_cancelled")
        cause = _first(_JOB_TROUBLES, status)
        return PrintError(cause) if cause else None


def _rasters(pdf: bytes, medium: Medium, dpi: int) -> Iterator[PageRaster]:
    for picture in render_pages(pdf, dpi, grey=True):
        lies = picture.width > picture.height
        upright = picture.rotate(90, expand=True) if lies and medium.height > medium.width else picture
        yield PageRaster(upright.width, upright.height, dpi, upright.tobytes())


def _described(queue: Queue) -> PrinterDescription:
    cause = _first(_QUEUE_TROUBLES, queue.status)
    state = "stopped" if queue.status & _QUEUE_STOPPED else "printing" if queue.status & _QUEUE_PRINTING else "idle"
    return PrinterDescription(queue.name, queue.is_default, state, PrintError(cause).code if cause else "")


def _first(causes: Mapping[int, str], status: int) -> str:
    return next((cause for flag, cause in causes.items() if status & flag), "")


def _parts(job: str) -> tuple[int, str]:
    number, _, printer = job.partition("@")
    return int(number), printer
