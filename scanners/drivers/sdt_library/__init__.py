"""Identity card readers reached by their vendor's library with the published SDT functions (`sdtapi.dll`)."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.errors import DeviceError

SCHEME = "sdt:"
SERIAL_PORTS, USB_PORTS = range(1, 17), range(1001, 1017)
"""Port numbers of the library: serial ports by their number, USB ports from 1001."""


def driver_options(url: str) -> Mapping[str, str]:
    """What the driver is opened with: `path` of the library and, where the address says so, `port`.

    Raises `device.unknown_reader` for an address without a path, an unknown option or an impossible port.
    """
    path, _, query = url.removeprefix(SCHEME).partition("?")
    name, _, port = query.partition("=")
    possible = port.isascii() and port.isdecimal() and (int(port) in SERIAL_PORTS or int(port) in USB_PORTS)
    if not path or (query and not (name == "port" and possible)):
        raise DeviceError("unknown_reader", url=url)
    return {"path": path, "port": port} if port else {"path": path}
