"""`DocumentSource` over WIA. Runs in a worker process: vendors' drivers hang."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.domain.errors import Cancelled, DeviceError
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, SourceKind, never_cancelled
from scanners.drivers.wia.automation import (
    BMP_FORMAT,
    FEED_READY,
    JPEG_FORMAT,
    SCANNER_TYPE,
    Handling,
    Intent,
    PropertyId,
    WiaDevice,
    WiaDeviceInfo,
    WiaDeviceManager,
    WiaFault,
    WiaItem,
)
from scanners.drivers.wia.status import CAUSES, PAPER_EMPTY, device_error
from scanners.imaging.signature import file_kind_or_none

SCHEME = "wia:"
_NO_SUCH_FORMAT = frozenset(code for code, cause in CAUSES.items() if cause == "option_refused")


class WiaDocumentSource:
    """Every scanner that Windows knows."""

    def __init__(self, manager: WiaDeviceManager) -> None:
        """`manager` is COM's own in the product (`com.py`)."""
        self._manager = manager

    def list(self) -> tuple[SourceDescription, ...]:
        """The scanners plugged in now; none is opened. Raises `DeviceError`."""
        return tuple(
            SourceDescription(f"{SCHEME}{info.device_id}", info.name, SourceKind.FLATBED) for info in self._scanners()
        )

    def describe(self, source_id: str) -> SourceDescription:
        """Open one and ask what it has. Raises `DeviceError` (`source_unknown` among others)."""
        info = self._info(source_id)
        try:
            device = info.connect()
            has = _handling(device)
            choices = device.first_item().properties.choices(PropertyId.HORIZONTAL_RESOLUTION)
        except WiaFault as fault:
            raise device_error(fault) from fault
        only_feeder = bool(has & Handling.FEEDER) and not has & Handling.FLATBED
        return SourceDescription(
            source_id,
            info.name,
            SourceKind.FEEDER if only_feeder else SourceKind.FLATBED,
            choices,
            feeder=bool(has & Handling.FEEDER),
            duplex=bool(has & Handling.DUPLEX),
        )

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """Take one page from the glass, or every sheet in the feeder, both sides as the scanner gives them.

        WIA's automation cannot be stopped in the middle of a page: a cancelled scan ends behind it, its picture thrown
        away. Raises `Cancelled`, `DeviceError`; docs/devices/wia.md has the table.
        """
        info = self._info(request.source_id)
        try:
            device = info.connect()
            item = _prepared(device, request)
        except WiaFault as fault:
            raise device_error(fault) from fault
        for index in range(request.max_pages if request.feeder else 1):
            if cancelled():
                raise Cancelled("scan")
            data = _page(device, item, request, index)
            if cancelled():
                raise Cancelled("scan")
            if data is None:
                return
            yield _frame(data, request, index)

    def _scanners(self) -> tuple[WiaDeviceInfo, ...]:
        try:
            return tuple(info for info in self._manager.devices() if info.kind == SCANNER_TYPE)
        except WiaFault as fault:
            raise device_error(fault) from fault

    def _info(self, source_id: str) -> WiaDeviceInfo:
        for info in self._scanners():
            if f"{SCHEME}{info.device_id}" == source_id:
                return info
        raise DeviceError("source_unknown", source=source_id)


def _handling(device: WiaDevice) -> int:
    value = device.properties.get(PropertyId.DOCUMENT_HANDLING_CAPABILITIES)
    return value if isinstance(value, int) else Handling.FLATBED


def _prepared(device: WiaDevice, request: ScanRequest) -> WiaItem:
    """Choose feeder or glass, then resolution and colour. Raises `WiaFault`, `DeviceError` (`no_feeder`)."""
    if request.feeder and not _handling(device) & Handling.FEEDER:
        raise DeviceError("no_feeder")
    if request.feeder:
        both = Handling.DUPLEX if request.duplex and _handling(device) & Handling.DUPLEX else 0
        device.properties.set(PropertyId.DOCUMENT_HANDLING_SELECT, Handling.FEEDER | both)
        device.properties.set(PropertyId.PAGES, 1)  # one a transfer: each page is safe before the next is drawn in
    else:
        device.properties.set(PropertyId.DOCUMENT_HANDLING_SELECT, Handling.FLATBED)
    item = device.first_item()
    item.properties.set(PropertyId.INTENT, Intent.COLOUR if request.colour else Intent.GREY)
    for direction in (PropertyId.HORIZONTAL_RESOLUTION, PropertyId.VERTICAL_RESOLUTION):
        item.properties.set(direction, request.dpi)
    return item


def _page(device: WiaDevice, item: WiaItem, request: ScanRequest, index: int) -> bytes | None:
    """One page; None behind the last one in the feeder. Raises `DeviceError`."""
    if request.feeder and index and not _feed_ready(device):
        return None
    try:
        return _transferred(item)
    except WiaFault as fault:
        if fault.code == PAPER_EMPTY and index:
            return None
        raise device_error(fault) from fault


def _feed_ready(device: WiaDevice) -> bool:
    """Whether there is paper; drivers that do not tell are asked for a page."""
    status = device.properties.get(PropertyId.DOCUMENT_HANDLING_STATUS)
    return not isinstance(status, int) or bool(status & FEED_READY)


def _transferred(item: WiaItem) -> bytes:
    """JPEG where the driver can, else the bitmap that every driver has."""
    try:
        return item.transfer(JPEG_FORMAT)
    except WiaFault as fault:
        if fault.code not in _NO_SUCH_FORMAT:
            raise
        return item.transfer(BMP_FORMAT)


def _frame(data: bytes, request: ScanRequest, index: int) -> ScannedFrame:
    kind = file_kind_or_none(data)
    if kind is None:
        raise DeviceError("no_picture")
    return ScannedFrame(data, kind.value, request.source_id, request.dpi, index)
