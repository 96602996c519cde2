"""One look at the reader through a vendor's library; runs in the worker process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from app.domain.applicant import IdDocumentKind
from app.domain.errors import Cancelled, DeviceError
from app.ports.id_card_reader import CardReading
from scanners.cards.record import card_kind, parse_newest_address, parse_record
from scanners.cards.status import NO_CARD, SELECT_FAILED
from scanners.drivers.sdt_library import USB_PORTS
from scanners.drivers.sdt_library.library import CardFiles, SdtLibrary, fault_of, is_found

_TRIES = 3
_PORT_LOST = frozenset({"device.sdt_port_failed", "device.no_answer", "device.sdt_transfer_failed"})
_TRANSIENT = frozenset(
    {
        "device.card_unreadable",
        "device.card_wrong_info_length",
        "device.sam_checksum_error",
        "device.sdt_transfer_failed",
        "device.wrong_length",
    }
)
"""Faults that finding the card anew often mends."""
_ADDRESS_KINDS = frozenset({IdDocumentKind.RESIDENT_ID, IdDocumentKind.RESIDENCE_PERMIT})
_ADDRESS_ABSENT = _TRANSIENT | {
    "device.item_not_on_card",
    "device.sam_bad_command",
    "device.sam_command_refused",
    "device.no_answer",
}


def open_library(options: Mapping[str, str]) -> SdtCardDriver:
    """Load the library at `options["path"]`; `port` is tried alone where it is given. Raises as `SdtLibrary`."""
    ports = (int(options["port"]),) if "port" in options else tuple(USB_PORTS)
    return SdtCardDriver(SdtLibrary(options["path"]), ports)


class SdtCardDriver:
    """The reader on the first of `ports` that opens; the port is opened anew after it was lost."""

    def __init__(self, library: SdtLibrary, ports: tuple[int, ...]) -> None:
        self._library = library
        self._ports = ports
        self._serial = ""
        self._open = False
        self._card_may_lie = True

    def check(self) -> str:
        """See `CardDriver.check`."""
        with self._port_kept():
            self._ensure_open()
            self._library.check()
            return self._serial

    def look(self, *, cancelled: Callable[[], bool]) -> Iterator[CardReading]:
        """See `CardDriver.look`."""
        with self._port_kept():
            self._ensure_open()
            for left in reversed(range(_TRIES)):
                if cancelled():
                    raise Cancelled("reading")
                if not self._selected():
                    return
                try:
                    reading = self._read()
                except DeviceError as fault:
                    if not left or fault.code not in _TRANSIENT:
                        raise
                    self._library.reset()
                    continue
                yield reading
                return

    @contextmanager
    def _port_kept(self) -> Iterator[None]:
        try:
            yield
        except DeviceError as fault:
            if fault.code in _PORT_LOST and self._open:
                self._open = False
                self._library.close()
            raise

    def _ensure_open(self) -> None:
        """Open the first port that opens; the fault of the last one tried is told."""
        if self._open:
            return
        for port in self._ports:
            try:
                self._library.open(port)
            except DeviceError:
                if port == self._ports[-1]:
                    raise
            else:
                break
        self._open, self._card_may_lie = True, True
        self._library.check()
        self._serial = self._library.serial()

    def _selected(self) -> bool:
        """Whether a card lies there, found and chosen. Raises `device.card_lifted` when it did not hold still."""
        status = self._library.find()
        if status == NO_CARD and self._card_may_lie:
            # A card that was read stays silent until its field is cycled.
            self._card_may_lie = False
            self._library.reset()
            status = self._library.find()
        if status in {NO_CARD, SELECT_FAILED}:
            return False
        if not is_found(status):
            raise fault_of(status)
        status = self._library.select()
        if not is_found(status):
            raise fault_of(SELECT_FAILED if status == NO_CARD else status)
        return True

    def _read(self) -> CardReading:
        files = self._library.read_files()
        self._card_may_lie = True
        return self._reading(files)

    def _reading(self, files: CardFiles) -> CardReading:
        person, details = parse_record(files.text, self._serial)
        return CardReading(
            person=person,
            details=details,
            reader_serial=self._serial,
            newest_address=self._newest_address(files),
            photo_wlt=files.photo,
            raw_text=files.text,
        )

    def _newest_address(self, files: CardFiles) -> str:
        """The newest address; nothing where the card, the module or the library has none to give."""
        if card_kind(files.text) not in _ADDRESS_KINDS or not self._library.knows_newest_address:
            return ""
        try:
            return parse_newest_address(self._library.newest_address())
        except DeviceError as fault:
            if fault.code in _ADDRESS_ABSENT:
                return ""
            raise
