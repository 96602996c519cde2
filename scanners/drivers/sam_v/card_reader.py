"""The reading of one card, from an empty field to everything that lies on the card."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.domain.applicant import IdDocumentKind
from app.domain.errors import Cancelled, DeviceError
from app.ports.id_card_reader import CardReading, never_cancelled
from scanners.cards.record import card_kind, parse_newest_address, parse_record
from scanners.cards.status import NO_CARD, SELECT_FAILED, error_for
from scanners.drivers.sam_v.commands import FIND_CARD, SELECT_CARD
from scanners.drivers.sam_v.module import LINE_FAULTS, CardFiles, SamModule, SamTimings
from scanners.drivers.sam_v.transport import Transport

log = logging.getLogger(__name__)

_NAP = 0.05
_ADDRESS_KINDS = frozenset({IdDocumentKind.RESIDENT_ID, IdDocumentKind.RESIDENCE_PERMIT})
_ADDRESS_ABSENT = frozenset({"device.item_not_on_card", "device.sam_bad_command", "device.sam_command_refused"})
"""No newest address: the card has none, or the reader is too old to know the command."""
_LINE_LOST = frozenset({"device.unplugged", "device.no_answer", "device.usb_stalled"})
_TRANSIENT = LINE_FAULTS | {"device.card_unreadable", "device.card_wrong_info_length"}
"""Faults that putting the card's field off and on again often mends."""


def do_nothing() -> None:
    """Nothing hangs on closing the reader: the default of `on_close`."""


class SamCardReader:
    """Reads cards by a SAM-V module on any line.

    The line is opened at the first reading and again after it was lost, so that a reader plugged out and
    in needs no restart. One thread at a time.
    """

    def __init__(
        self,
        url: str,
        connect: Callable[[], Transport],
        *,
        fingerprint: bool = False,
        timings: SamTimings | None = None,
        on_close: Callable[[], None] = do_nothing,
    ) -> None:
        """`connect` opens the line (raises `DeviceError`); `fingerprint` reads templates as well."""
        self._url = url
        self._connect = connect
        self._fingerprint = fingerprint
        self._timings = timings or SamTimings()
        self._on_close = on_close
        self._transport: Transport | None = None
        self._serial = ""
        self._card_may_lie = True
        self._closed = False

    def describe(self) -> str:
        """See `IdCardReader.describe`."""
        return f"{self._url} {self._serial}".rstrip()

    def check(self) -> None:
        """See `IdCardReader.check`."""
        with self._line_kept():
            self._open_module(never_cancelled).check()

    def read(self, *, cancelled: Callable[[], bool] = never_cancelled, timeout: float = 30.0) -> CardReading:
        """See `IdCardReader.read`."""
        deadline = time.monotonic() + timeout
        with self._line_kept():
            return self._read_card(self._open_module(cancelled), cancelled, deadline)

    def close(self) -> None:
        """See `IdCardReader.close`."""
        if not self._closed:
            self._closed = True
            self._drop_line()
            self._on_close()

    @contextmanager
    def _line_kept(self) -> Iterator[None]:
        """Keep the line open unless its fault calls for a new one."""
        try:
            yield
        except DeviceError as fault:
            log.info("card not read: %s", fault)
            if fault.code in _LINE_LOST:
                self._drop_line()
            raise

    def _open_module(self, cancelled: Callable[[], bool]) -> SamModule:
        """The module on an open line; on a new line it is asked for its state and its serial."""
        if self._closed:
            raise DeviceError("reader_closed")
        fresh = self._transport is None
        if self._transport is None:
            self._transport = self._connect()
        module = SamModule(self._transport, self._timings, cancelled)
        if fresh or not self._serial:
            module.check()
            self._serial = module.serial()
            log.info("card reader ready: %s", self.describe())
        return module

    def _read_card(self, module: SamModule, cancelled: Callable[[], bool], deadline: float) -> CardReading:
        for left in reversed(range(self._timings.tries)):
            self._wait_for_card(module, cancelled, deadline)
            try:
                return self._read_selected(module, last_try=not left)
            except DeviceError as fault:
                if not left or fault.code not in _TRANSIENT:
                    raise
                log.info("card read again after %s", fault)
                self._card_may_lie = True
        raise AssertionError("unreachable: the last try returns or raises")

    def _wait_for_card(self, module: SamModule, cancelled: Callable[[], bool], deadline: float) -> None:
        """Poll until a card is found and selected. Raises `no_card` or, when one came and went, `card_lifted`."""
        last = DeviceError("no_card")
        while True:
            missing = self._try_select(module)
            if missing is None:
                return
            if missing == SELECT_FAILED:
                last = error_for(missing)
            elif self._card_may_lie:
                # A card that was read, perhaps by the program that ran before, stays silent until its
                # field is cycled.
                self._card_may_lie = False
                module.reset()
                continue
            if time.monotonic() >= deadline:
                raise last
            _sleep(min(self._timings.find_interval, max(0.0, deadline - time.monotonic())), cancelled)

    def _try_select(self, module: SamModule) -> int | None:
        """Find and select; None when a card is selected, else the status that says it is not there."""
        for command in (FIND_CARD, SELECT_CARD):
            answer = module.ask(command)
            if answer.status in {NO_CARD, SELECT_FAILED}:
                return answer.status
            if answer.status != command.good:
                raise error_for(answer.status)
        return None

    def _read_selected(self, module: SamModule, *, last_try: bool) -> CardReading:
        files = module.read_files(fingerprint=self._fingerprint)
        self._card_may_lie = True
        reading = self._reading(files)
        if card_kind(files.text) not in _ADDRESS_KINDS:
            return reading
        return replace(reading, newest_address=_newest_address(module, last_try=last_try))

    def _reading(self, files: CardFiles) -> CardReading:
        person, details = parse_record(files.text, self._serial)
        return CardReading(
            person=person,
            details=details,
            reader_serial=self._serial,
            photo_wlt=files.photo,
            fingerprint=files.fingerprint,
            raw_text=files.text,
        )

    def _drop_line(self) -> None:
        if self._transport is not None:
            self._transport.close()
        self._transport = None
        self._serial = ""
        self._card_may_lie = True


def _newest_address(module: SamModule, *, last_try: bool) -> str:
    """The newest address, or nothing: a module that can read the card but never this item has none to give."""
    try:
        return parse_newest_address(module.newest_address())
    except DeviceError as fault:
        if fault.code in _ADDRESS_ABSENT:
            return ""
        if last_try and fault.code == "device.card_unreadable":
            log.warning("newest address not readable on this card")
            return ""
        raise


def _sleep(seconds: float, cancelled: Callable[[], bool]) -> None:
    """Wait, asking every few hundredths of a second whether the clerk has had enough."""
    end = time.monotonic() + seconds
    while True:
        if cancelled():
            raise Cancelled("reading")
        left = end - time.monotonic()
        if left <= 0:
            return
        time.sleep(min(left, _NAP))
