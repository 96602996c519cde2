"""The part of WIA's automation objects that the driver uses, as Python sees them through COM.

Names and arguments are those of `wiaaut.dll` (Windows Image Acquisition Automation Library v2.0); collections count
from 1. A call that fails raises `WiaFault`, made of the COM error at the seam (`com.py`).
"""

from __future__ import annotations

from enum import IntEnum
from typing import Protocol

JPEG_FORMAT = "{B96B3CAE-0728-11D3-9D7B-0000F81EF32E}"  # wiaFormatJPEG
BMP_FORMAT = "{B96B3CAB-0728-11D3-9D7B-0000F81EF32E}"  # wiaFormatBMP: every driver has it
SCANNER_TYPE = 1  # WiaDeviceType.ScannerDeviceType


class PropertyId(IntEnum):
    """Property numbers of wiadef.h (Windows SDK)."""

    DEVICE_NAME = 7
    DOCUMENT_HANDLING_CAPABILITIES = 3086
    DOCUMENT_HANDLING_STATUS = 3087
    DOCUMENT_HANDLING_SELECT = 3088
    PAGES = 3096
    INTENT = 6146
    HORIZONTAL_RESOLUTION = 6147
    VERTICAL_RESOLUTION = 6148


class Handling(IntEnum):
    """Bits of document handling: what the device has (capabilities) and what is chosen (select)."""

    FEEDER = 0x1
    FLATBED = 0x2
    DUPLEX = 0x4


FEED_READY = 0x1  # of DOCUMENT_HANDLING_STATUS: there is paper in the feeder


class Intent(IntEnum):
    """What kind of picture is wanted."""

    COLOUR = 1
    GREY = 2


class WiaFault(Exception):
    """A call failed; `code` is its HRESULT as an unsigned number."""

    def __init__(self, code: int) -> None:
        """`code` may be negative, as COM gives it."""
        self.code = code & 0xFFFFFFFF
        super().__init__(f"0x{self.code:08X}")


class WiaProperties(Protocol):
    """Properties of a device or of an item, by number."""

    def get(self, number: PropertyId) -> object | None:
        """The value, None where there is no such property."""

    def set(self, number: PropertyId, value: int) -> bool:
        """Set it; False where there is no such property or the device has its own mind about it."""

    def choices(self, number: PropertyId) -> tuple[int, ...]:
        """The values it may take where they are a list (wiaListSubType), else empty."""


class WiaItem(Protocol):
    """What pictures come from: the glass, the feeder."""

    @property
    def properties(self) -> WiaProperties:
        """Its settings."""

    def transfer(self, format_id: str) -> bytes:
        """Scan one page; the file's bytes. Blocks. Raises `WiaFault`."""


class WiaDevice(Protocol):
    """A scanner that has been connected to."""

    @property
    def properties(self) -> WiaProperties:
        """What it has."""

    def first_item(self) -> WiaItem:
        """The item to scan from. Raises `WiaFault`."""


class WiaDeviceInfo(Protocol):
    """A device that Windows knows; nothing is opened for that."""

    @property
    def device_id(self) -> str:
        """What Windows calls it, for good."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def kind(self) -> int:
        """1 for a scanner."""

    def connect(self) -> WiaDevice:
        """Open it. Raises `WiaFault`."""


class WiaDeviceManager(Protocol):
    """All devices."""

    def devices(self) -> tuple[WiaDeviceInfo, ...]:
        """Those that are plugged in now. Raises `WiaFault`."""
