"""Printing through CUPS by its own protocol: no program is called, and the job itself is followed to its end.

A queue that says "idle" proves nothing: it says so while a job is being aborted. Only the job's state counts
(RFC 8011, 5.3.7), and 9 (completed) means that the paper came out only if the printer itself says nothing else.
"""

from __future__ import annotations

import getpass
import time
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from app.domain.errors import PrintError
from app.domain.paper import PrintOutcome
from app.ports.papers import PrinterDescription
from app.printing.ipp.connection import IppConnection, default_server, first_number, first_text
from app.printing.ipp.device_word import given_up_by_device
from app.printing.ipp.message import Attribute, Attributes, Tag, Value
from app.printing.troubles import trouble_in

_PRINT_JOB, _GET_JOB_ATTRIBUTES, _GET_PRINTER_ATTRIBUTES = 0x0002, 0x0009, 0x000B
_CUPS_GET_DEFAULT, _CUPS_GET_PRINTERS = 0x4001, 0x4002
_PRINTER_STATES = {3: "idle", 4: "printing", 5: "stopped"}
_CANCELLED, _ABORTED, _COMPLETED = 7, 8, 9
_OUTCOMES = {
    _CANCELLED: PrintOutcome.FAILED,
    _ABORTED: PrintOutcome.FAILED,
    _COMPLETED: PrintOutcome.PRINTED,
}
# PWG 5101.1 self-describing names.
_MEDIA = {"A4": "iso_a4_210x297mm", "100x150mm": "om_100x150mm_100x150mm"}
_POLL_SECONDS = 0.25


class CupsPrinter:
    """The print queues of a CUPS server; `server` as for `IppConnection`, None for this machine's own."""

    def __init__(self, server: str | None = None, timeout: float = 10.0) -> None:
        self._timeout = timeout
        self._connection = IppConnection(server or default_server(), timeout)

    def printers(self) -> tuple[PrinterDescription, ...]:
        """Queues of the server, none when there is no server."""
        wanted = ("printer-name", "printer-state", "printer-state-reasons", "printer-is-accepting-jobs")
        try:
            answer = self._connection.send("/", _CUPS_GET_PRINTERS, {Tag.OPERATION: (_wanted(*wanted),)})
        except PrintError as error:
            if error.code in ("print.no_server", "print.not_found"):
                return ()
            raise
        default = self._default_name()
        return tuple(_described(group, default) for group in answer.groups_of(Tag.PRINTER))

    def print(self, pdf: bytes, printer: str, title: str, media: str) -> str:
        """Send the bytes as they are; returns the job's URI.

        Raises PrintError `print.no_printer` (no such queue, or no server), `print.unknown_media`, `print.refused`,
        `print.bad_answer`.
        """
        if media not in _MEDIA:
            raise PrintError("unknown_media", media=media)
        path = f"/printers/{quote(printer)}"
        operation = (
            Attribute(Tag.URI, "printer-uri", (f"ipp://localhost{path}",)),
            Attribute(Tag.NAME, "requesting-user-name", (_user(),)),
            Attribute(Tag.NAME, "job-name", (title,)),
            Attribute(Tag.MIME_TYPE, "document-format", ("application/pdf",)),
        )
        job = (
            Attribute(Tag.KEYWORD, "media", (_MEDIA[media],)),
            Attribute(Tag.KEYWORD, "print-scaling", ("none",)),  # codes keep their size
        )
        try:
            answer = self._connection.send(path, _PRINT_JOB, {Tag.OPERATION: operation, Tag.JOB: job}, pdf)
        except PrintError as error:
            if error.code in ("print.no_server", "print.not_found"):
                raise PrintError("no_printer", printer=printer) from error
            raise
        return first_text(answer.group(Tag.JOB), "job-uri")

    def follow(self, job: str, timeout: float) -> PrintOutcome:
        """Wait for the job's end: PRINTED, FAILED, or UNKNOWN when `timeout` seconds have passed.

        UNKNOWN too when the server is gone or has forgotten the job: nobody knows then whether the paper came out.
        """
        deadline = time.monotonic() + timeout
        while True:
            outcome = self._outcome(job)
            if outcome is not None:
                return outcome
            if time.monotonic() >= deadline:
                return PrintOutcome.UNKNOWN
            time.sleep(min(_POLL_SECONDS, max(0.0, deadline - time.monotonic())))

    def trouble(self, job: str) -> PrintError | None:
        """What holds the job up, or what ended it before its time; None when all is well."""
        state = self._job(job)
        number = first_number(state, "job-state")
        if "job-canceled-by-user" in _words(state, "job-state-reasons"):
            return PrintError("job_cancelled")
        cause = trouble_in(_words(state, "job-printer-state-reasons"))
        if not cause and self._ended(state) is PrintOutcome.FAILED:
            cause = "job_aborted"
        elif not cause and number not in _OUTCOMES:
            # A job that waits before a stopped queue knows nothing of it.
            cause = trouble_in(_words(self._queue(state, "printer-state-reasons"), "printer-state-reasons"))
        return PrintError(cause) if cause else None

    def _outcome(self, job: str) -> PrintOutcome | None:
        try:
            return self._ended(self._job(job))
        except PrintError as error:
            if error.code in ("print.no_server", "print.not_found"):
                return PrintOutcome.UNKNOWN
            raise

    def _ended(self, state: Attributes) -> PrintOutcome | None:
        """What became of a job, None while it has not ended."""
        outcome = _OUTCOMES.get(first_number(state, "job-state"))
        if outcome is PrintOutcome.PRINTED:
            device = first_text(self._queue(state, "device-uri"), "device-uri")
            if given_up_by_device(device, first_text(state, "job-name"), self._timeout):
                return PrintOutcome.FAILED
        return outcome

    def _job(self, job: str) -> Attributes:
        operation = (
            Attribute(Tag.URI, "job-uri", (job,)),
            Attribute(Tag.NAME, "requesting-user-name", (_user(),)),
            _wanted("job-state", "job-state-reasons", "job-printer-state-reasons", "job-printer-uri", "job-name"),
        )
        answer = self._connection.send(urlsplit(job).path, _GET_JOB_ATTRIBUTES, {Tag.OPERATION: operation})
        return answer.group(Tag.JOB)

    def _queue(self, job_state: Attributes, name: str) -> Attributes:
        """One attribute of the queue a job is in."""
        queue = first_text(job_state, "job-printer-uri")
        operation = (Attribute(Tag.URI, "printer-uri", (queue,)), _wanted(name))
        answer = self._connection.send(urlsplit(queue).path, _GET_PRINTER_ATTRIBUTES, {Tag.OPERATION: operation})
        return answer.group(Tag.PRINTER)

    def _default_name(self) -> str:
        try:
            answer = self._connection.send("/", _CUPS_GET_DEFAULT, {Tag.OPERATION: (_wanted("printer-name"),)})
        except PrintError as error:
            if error.code == "print.not_found":
                return ""  # no default chosen
            raise
        return first_text(answer.group(Tag.PRINTER), "printer-name")


def _described(group: Attributes, default: str) -> PrinterDescription:
    name = first_text(group, "printer-name")
    cause = trouble_in(_words(group, "printer-state-reasons"))
    if not cause and group.get("printer-is-accepting-jobs") == (False,):
        cause = "queue_stopped"
    state = _PRINTER_STATES.get(first_number(group, "printer-state"), "stopped")
    return PrinterDescription(name, name == default, state, PrintError(cause).code if cause else "")


def _words(group: Mapping[str, tuple[Value, ...]], name: str) -> tuple[str, ...]:
    return tuple(str(value) for value in group.get(name, ()))


def _wanted(*names: str) -> Attribute:
    return Attribute(Tag.KEYWORD, "requested-attributes", names)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "tongban"  # a container without an entry for its user
