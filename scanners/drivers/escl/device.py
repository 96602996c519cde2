"""One scanner: what it can do, and a job from its ticket to its last page."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.domain.errors import DeviceError
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, SourceKind
from resources.texts import text
from scanners.drivers.escl.capabilities import ScannerCapabilities, parse_capabilities
from scanners.drivers.escl.client import Answer, EsclClient, EsclPatience, fault_of_status
from scanners.drivers.escl.status import ScannerStatus, parse_status
from scanners.drivers.escl.ticket import ScanTicket, ticket_for
from scanners.imaging.signature import FileKind, file_kind_or_none
from scanners.imaging.whole_file import is_whole

logger = logging.getLogger(__name__)

SCHEME = "escl:"
MAX_DOCUMENT_BYTES = 128 * 1024 * 1024
_BY_THE_BOOK = "pwg"
_PREFIXES = frozenset({_BY_THE_BOOK, "scan"})  # of InputSource; some scanners refuse the one or the other
_NO_MORE = frozenset({404, 410})
_NOT_YET = frozenset({202, 503})


class EsclDevice:
    """A network scanner at one address."""

    def __init__(self, address: str, patience: EsclPatience) -> None:
        """`address` is a full one, as `app.domain.scanner_address` makes it."""
        self._address = address
        self._patience = patience
        self._source_prefix = _BY_THE_BOOK

    @property
    def id(self) -> str:
        """The id of the source."""
        return SCHEME + self._address

    def describe(self) -> SourceDescription:
        """Ask the scanner. Raises `DeviceError`."""
        capabilities = self._capabilities(EsclClient(self._address, self._patience))
        main = capabilities.main()
        host = urlsplit(self._address).hostname or self._address
        return SourceDescription(
            id=self.id,
            name=text("sources.network", name=capabilities.name, host=host).strip(),
            kind=SourceKind.FLATBED if capabilities.glass else SourceKind.FEEDER,
            dpi_choices=main.dpi_choices,
            colour=any(mode.startswith("RGB") for mode in main.colour_modes),
            feeder=capabilities.feeder is not None,
            duplex=capabilities.duplex is not None,
        )

    def scan(self, request: ScanRequest, cancelled: Callable[[], bool]) -> Iterator[ScannedFrame]:
        """Pages as they come; a job that is left before its end is deleted on the scanner."""
        client = EsclClient(self._address, self._patience, cancelled)
        ticket = ticket_for(request, self._capabilities(client))
        job = _Job(client, self._patience, ticket, self._begin(client, ticket))
        over = False
        try:
            for index in range(request.max_pages if request.feeder else 1):
                page = job.next_page(index)
                if page is None:
                    over = True
                    return
                data, kind = page
                yield ScannedFrame(data, kind.value, self.id, ticket.dpi, index)
        finally:
            if not over:
                job.delete()

    def _capabilities(self, client: EsclClient) -> ScannerCapabilities:
        return parse_capabilities(client.query("ScannerCapabilities"))

    def _begin(self, client: EsclClient, ticket: ScanTicket) -> str:
        """Hand the ticket in until the scanner takes it; the path of the job."""
        patience = time.monotonic() + self._patience.busy_s
        prefixes = [self._source_prefix, *(_PREFIXES - {self._source_prefix})]
        while True:
            answer = client.create_job(ticket.xml(source_prefix=prefixes[0]))
            if answer.status == 201 and answer.location:
                self._source_prefix = prefixes[0]
                return answer.location
            if answer.status in {400, 409} and len(prefixes) > 1 and not self._is_empty(client, ticket):
                del prefixes[0]
            elif answer.status == 503 and time.monotonic() < patience:
                _raise_fault(_status(client), ticket)
                client.rest(self._patience.rest_s if answer.rest_s is None else answer.rest_s)
            else:
                raise _refusal(client, ticket, answer)

    def _is_empty(self, client: EsclClient, ticket: ScanTicket) -> bool:
        return ticket.feeder and _status(client).feeder_is_empty


@dataclass(frozen=True, slots=True)
class _Job:
    """A job the scanner has taken; `path` is where it lives on the scanner."""

    client: EsclClient
    patience: EsclPatience
    ticket: ScanTicket
    path: str

    def next_page(self, taken: int) -> tuple[bytes, FileKind] | None:
        """The next page, whole, and what it is; None at the end of a job that ended well with `taken` pages."""
        deadline = time.monotonic() + self.patience.page_s
        while True:
            answer = self.client.next_document(self.path, MAX_DOCUMENT_BYTES)
            if answer.status == 200:
                return _whole(answer.body)
            status = _status(self.client)
            _raise_fault(status, self.ticket, self.path)
            if answer.status in _NO_MORE or (answer.status == 409 and taken):
                if not taken:
                    raise DeviceError("feeder_empty" if self.ticket.feeder else "no_picture")
                return None
            if answer.status not in _NOT_YET:
                raise _empty(status, self.ticket) or fault_of_status(answer.status)
            if time.monotonic() > deadline:
                raise DeviceError("scanner_hung", seconds=round(self.patience.page_s))
            self.client.rest(self.patience.rest_s if answer.rest_s is None else answer.rest_s)

    def delete(self) -> None:
        """Tell the scanner to stop; one that does not hear it any more has nothing to stop."""
        try:
            self.client.delete_job(self.path)
        except DeviceError as error:
            logger.info("job left on the scanner: %s", error.code)


def _whole(data: bytes) -> tuple[bytes, FileKind]:
    """The page and what it is, or why it is none. A picture whose end is missing is thrown away."""
    if not data:
        raise DeviceError("no_picture")
    kind = file_kind_or_none(data)
    if kind is None:
        raise DeviceError("scanner_bad_answer", about="NextDocument")
    if not is_whole(data, kind):
        raise DeviceError("transfer_cut")
    return data, kind


def _status(client: EsclClient) -> ScannerStatus:
    return parse_status(client.query("ScannerStatus"))


def _raise_fault(status: ScannerStatus, ticket: ScanTicket, job: str = "") -> None:
    fault = status.fault(job, feeder=ticket.feeder)
    if fault is not None:
        raise fault


def _empty(status: ScannerStatus, ticket: ScanTicket) -> DeviceError | None:
    return DeviceError("feeder_empty") if ticket.feeder and status.feeder_is_empty else None


def _refusal(client: EsclClient, ticket: ScanTicket, answer: Answer) -> DeviceError:
    """Why no job was made, by the status of the scanner where it knows better than HTTP."""
    if answer.status == 201:
        return DeviceError("scanner_bad_answer", about="ScanJobs")
    status = _status(client)
    known = status.fault(feeder=ticket.feeder) or _empty(status, ticket)
    if known is not None:
        return known
    if answer.status == 409:
        cause = "busy" if status.is_busy else "feeder_empty" if ticket.feeder else "option_refused"
        return DeviceError(cause)
    return DeviceError("option_refused") if answer.status == 400 else fault_of_status(answer.status)
