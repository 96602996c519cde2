"""Readers of identity cards by their address, as the setting `reader.address` and `read-id --reader` give it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.errors import DeviceError

if TYPE_CHECKING:
    from app.ports.id_card_reader import IdCardReader

PHOTO_OPTION = "photo="
_SERIAL_PORT = re.compile(r"/dev/tty\S+|com[1-9][0-9]*(?:\?\S*)?", re.IGNORECASE)
_LIBRARY = re.compile(r"\S+\.(?:so|dll)(?:\?\S*)?", re.IGNORECASE)


def open_card_reader(url: str) -> IdCardReader:
    """The reader at `url`.

    | address | reader |
    | --- | --- |
    | `sam-v:...` | see `scanners.drivers.sam_v` |
    | `simulated:[CARD][?fault=NAME]` | the shipped stand-in, see `scanners.simulated.sam_v_reader` |
    | `sdt:PATH[?port=1001]` | a vendor library with the SDT functions, see `scanners.drivers.sdt_library` |
    | any with `photo=PATH` among its options | the same, its photos decoded by that vendor library |

    Nothing is opened before the first reading. Raises for any other address: `device.reader_meant` where it is close
    to a known one (details: `meant`), else `device.unknown_reader`.
    """
    from scanners.drivers.sam_v import SERIAL_SCHEME, USB_SCHEME
    from scanners.drivers.sam_v import open_reader as open_sam_reader
    from scanners.drivers.sdt_library import SCHEME as SDT_SCHEME
    from scanners.drivers.sdt_library import driver_options
    from scanners.simulated.sam_v_reader import SCHEME as SIMULATED_SCHEME
    from scanners.simulated.sam_v_reader import open_simulated_reader

    plain, photo_library = _without_photo(url)
    reader: IdCardReader
    if plain.startswith(SERIAL_SCHEME) or plain.partition("?")[0] == USB_SCHEME:
        reader = open_sam_reader(plain)
    elif plain.startswith(SIMULATED_SCHEME):
        reader = open_simulated_reader(plain)
    elif plain.startswith(SDT_SCHEME):
        from scanners.registry import worker_card_reader

        reader = worker_card_reader("sdt", plain, driver_options(plain))
    else:
        raise _refusal(plain)
    if not photo_library:
        return reader
    from scanners.faces.decoding_reader import DecodingCardReader
    from scanners.registry import photo_decoder

    return DecodingCardReader(reader, photo_decoder("wlt", {"path": photo_library}))


def _refusal(url: str) -> DeviceError:
    """Why `url` is no reader's address, with the one it was meant to be where that can be told."""
    from scanners.drivers.sam_v import SERIAL_SCHEME, USB_SCHEME
    from scanners.drivers.sdt_library import SCHEME as SDT_SCHEME

    bare = url.strip()
    scheme, _, place = bare.partition(":")
    if bare.lower() in {"usb", "usb:", "sam-v:", "sam-v", "samv:usb"}:
        return DeviceError("reader_meant", url=url, meant=USB_SCHEME)
    port = place.removeprefix("serial:")
    # A way of USB we do not know is no serial port's name.
    if scheme.lower() in {"serial", "sam-v", "samv"} and port and not port.lower().startswith("usb"):
        return DeviceError("reader_meant", url=url, meant=f"{SERIAL_SCHEME}{port}")
    if _SERIAL_PORT.fullmatch(bare):
        return DeviceError("reader_meant", url=url, meant=f"{SERIAL_SCHEME}{bare}")
    if _LIBRARY.fullmatch(bare):
        return DeviceError("reader_meant", url=url, meant=f"{SDT_SCHEME}{bare}")
    return DeviceError("unknown_reader", url=url)


def _without_photo(url: str) -> tuple[str, str]:
    """The address without its option `photo`, and what that said."""
    place, _, query = url.partition("?")
    options = query.split("&") if query else []
    photo = next((one.removeprefix(PHOTO_OPTION) for one in options if one.startswith(PHOTO_OPTION)), "")
    rest = "&".join(one for one in options if not one.startswith(PHOTO_OPTION))
    return (f"{place}?{rest}" if rest else place), photo
