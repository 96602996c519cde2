"""`IdCardReader` whose driver runs in a worker process: a vendor's library may hang or crash."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol, cast

from app.domain.errors import Cancelled, DeviceError
from app.ports.id_card_reader import CardReading, never_cancelled
from scanners.worker.process import Patience, WorkerProcess

PATIENCE = Patience(start_s=20.0, answer_s=10.0, cancel_s=1.0)
FIND_INTERVAL_S = 0.3
_NAP_S = 0.05


class CardDriver(Protocol):
    """What a driver in the worker offers."""

    def check(self) -> str:
        """The reader's serial. Raises `DeviceError` when it is not there or not fit to read."""

    def look(self, *, cancelled: Callable[[], bool]) -> Iterator[CardReading]:
        """Read the card that lies there; nothing when there is none. Raises `device.card_lifted` among others."""


class WorkerCardReader:
    """Any card driver, apart from this process.

    One that hangs is killed after `patience`, at once when the clerk has had enough, and started again by the next
    call, as one that crashed. One thread at a time.
    """

    def __init__(
        self,
        url: str,
        factory: str,
        options: Mapping[str, str],
        patience: Patience = PATIENCE,
        find_interval: float = FIND_INTERVAL_S,
    ) -> None:
        """`factory` is `module:function`, as the registry lists it; `find_interval` seconds lie between two looks."""
        self._url = url
        self._worker = WorkerProcess(factory, options, patience)
        self._find_interval = find_interval
        self._serial = ""
        self._closed = False

    @property
    def process_id(self) -> int | None:
        """The running worker, None when there is none."""
        return self._worker.process_id

    def describe(self) -> str:
        """See `IdCardReader.describe`."""
        return f"{self._url} {self._serial}".rstrip()

    def check(self) -> None:
        """See `IdCardReader.check`; raises `device.driver_hung`, `device.driver_crashed` too."""
        self._require_open()
        self._serial = cast(str, self._worker.call("check"))

    def read(self, *, cancelled: Callable[[], bool] = never_cancelled, timeout: float = 30.0) -> CardReading:
        """See `IdCardReader.read`; raises `device.driver_hung`, `device.driver_crashed` too."""
        self._require_open()
        deadline = time.monotonic() + timeout
        while True:
            missing = DeviceError("no_card")
            try:
                # The whole stream, so that the worker is idle afterwards; it holds one reading at most.
                found = list(self._worker.stream("look", cancelled=cancelled))
            except DeviceError as fault:
                if fault.code != "device.card_lifted":
                    raise
                missing, found = fault, []
            if found:
                reading = cast(CardReading, found[0])
                self._serial = reading.reader_serial
                return reading
            if time.monotonic() >= deadline:
                raise missing
            _sleep(min(self._find_interval, max(0.0, deadline - time.monotonic())), cancelled)

    def close(self) -> None:
        """See `IdCardReader.close`."""
        self._closed = True
        self._worker.close()

    def _require_open(self) -> None:
        if self._closed:
            raise DeviceError("reader_closed")


def _sleep(seconds: float, cancelled: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while True:
        if cancelled():
            raise Cancelled("reading")
        left = end - time.monotonic()
        if left <= 0:
            return
        time.sleep(min(left, _NAP_S))
