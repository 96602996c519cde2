"""Opens the WIA driver."""

from __future__ import annotations

import platform
from collections.abc import Mapping

from app.domain.errors import DeviceError
from scanners.drivers.wia.automation import WiaFault
from scanners.drivers.wia.source import WiaDocumentSource
from scanners.drivers.wia.status import device_error


def open_wia(options: Mapping[str, str]) -> WiaDocumentSource:
    """No options. Raises `DeviceError`: `wia_only_windows` elsewhere, else what Windows says."""
    del options
    if platform.system() != "Windows":
        raise DeviceError("wia_only_windows")
    return _over_com()


def _over_com() -> WiaDocumentSource:
    from scanners.drivers.wia.com import ComDeviceManager

    try:
        return WiaDocumentSource(ComDeviceManager())
    except WiaFault as fault:
        raise device_error(fault) from fault
