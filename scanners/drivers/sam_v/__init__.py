"""Second-generation identity card readers that speak the SAM-V protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.errors import DeviceError

if TYPE_CHECKING:
    from app.ports.id_card_reader import IdCardReader

SERIAL_SCHEME = "sam-v:serial:"
USB_SCHEME = "sam-v:usb"


def open_reader(url: str) -> IdCardReader:
    """The reader at `url`.

    | address | reader |
    | --- | --- |
    | `sam-v:serial:PORT[?baud=9600][&fingerprint=yes]` | a module on a serial port (`/dev/ttyUSB0`, `COM3`) |
    | `sam-v:usb[?at=1-4][&fingerprint=yes]` | a module on USB, with `at` the one on that port |

    Nothing is opened before the first reading. Raises `device.unknown_reader` for any other address.
    """
    if url.startswith(SERIAL_SCHEME):
        return _serial_reader(url)
    if url.partition("?")[0] == USB_SCHEME:
        return _usb_reader(url)
    raise DeviceError("unknown_reader", url=url)


def _serial_reader(url: str) -> IdCardReader:
    from urllib.parse import parse_qs

    from scanners.drivers.sam_v.commands import BAUD_RATES
    from scanners.drivers.sam_v.serial_reader import SerialSamReader

    port, _, query = url.removeprefix(SERIAL_SCHEME).partition("?")
    options = parse_qs(query)
    baud = options.get("baud", [str(BAUD_RATES[0])])[0]
    if not port or not baud.isdecimal() or int(baud) not in BAUD_RATES:
        raise DeviceError("unknown_reader", url=url)
    return SerialSamReader(port, int(baud), fingerprint="fingerprint" in options)


def _usb_reader(url: str) -> IdCardReader:
    from urllib.parse import parse_qs

    from scanners.drivers.sam_v.usb_reader import UsbSamReader

    options = parse_qs(url.partition("?")[2])
    return UsbSamReader(options.get("at", [""])[0], fingerprint="fingerprint" in options)
