"""`DocumentSource` over network scanners at known addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from app.domain.errors import DeviceError
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, never_cancelled
from scanners.drivers.escl.client import EsclPatience
from scanners.drivers.escl.device import EsclDevice


class EsclDocumentSource:
    """Scanners by address; only those named in the settings are ever spoken to."""

    def __init__(self, addresses: Sequence[str], patience: EsclPatience | None = None) -> None:
        """`addresses` are full ones, as `app.domain.scanner_address` makes them."""
        devices = [EsclDevice(address, patience or EsclPatience()) for address in addresses]
        self._devices = {device.id: device for device in devices}

    def list(self) -> tuple[SourceDescription, ...]:
        """Ask all at once, so that one that is switched off costs no more than its own time.

        Raises the first `DeviceError` only when none of them answers.
        """
        if not self._devices:
            return ()
        with ThreadPoolExecutor(len(self._devices)) as pool:
            answers = tuple(pool.map(_described, self._devices.values()))
        found = tuple(one for one in answers if isinstance(one, SourceDescription))
        faults = [one for one in answers if isinstance(one, DeviceError)]
        if faults and not found:
            raise faults[0]
        return found

    def describe(self, source_id: str) -> SourceDescription:
        """Ask one scanner. Raises `DeviceError` (`source_unknown`, `scanner_offline`, `not_a_scanner`)."""
        return self._device(source_id).describe()

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """Take one page from the glass, or every sheet in the feeder; both sides come as the scanner gives them.

        Raises `Cancelled` and `DeviceError`; docs/devices/scanners.md has the table.
        """
        return self._device(request.source_id).scan(request, cancelled)

    def _device(self, source_id: str) -> EsclDevice:
        device = self._devices.get(source_id)
        if device is None:
            raise DeviceError("source_unknown", source=source_id)
        return device


def _described(device: EsclDevice) -> SourceDescription | DeviceError:
    try:
        return device.describe()
    except DeviceError as error:
        return error
