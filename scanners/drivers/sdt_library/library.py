"""The SDT functions of a vendor's library by ctypes: `__stdcall` on 32-bit Windows, C elsewhere.

Every function but the opening takes the port first and whether to open it itself last (0: it is open), and gives a
status: those of the module and a few of the library's own.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.domain.errors import DeviceError
from scanners.cards.record import RECORD_LENGTH
from scanners.cards.status import CARD_FOUND, OK, error_for
from scanners.native_library import load_library

PHOTO_LENGTH = 1024
ADDRESS_LENGTH = 70
_OPEN_ALREADY = 0
_ROOM = 4096
"""Bytes of every buffer: a library that writes more than it should must not write into what is not its own."""
_LIBRARY_CAUSES = {
    0x01: "sdt_port_failed",
    0x02: "no_answer",
    0x03: "sdt_transfer_failed",
    0x05: "sdt_port_failed",
    0x09: "sdt_file_failed",
}
"""Statuses of the library itself, besides those of the module."""

_buffer = ctypes.POINTER(ctypes.c_ubyte)
_length = ctypes.POINTER(ctypes.c_uint)
_SIGNATURES: dict[str, tuple[type[ctypes._CDataType], ...]] = {
    "SDT_OpenPort": (ctypes.c_int,),
    "SDT_ClosePort": (ctypes.c_int,),
    "SDT_GetSAMStatus": (ctypes.c_int, ctypes.c_int),
    "SDT_ResetSAM": (ctypes.c_int, ctypes.c_int),
    "SDT_GetSAMIDToStr": (ctypes.c_int, _buffer, ctypes.c_int),
    "SDT_StartFindIDCard": (ctypes.c_int, _buffer, ctypes.c_int),
    "SDT_SelectIDCard": (ctypes.c_int, _buffer, ctypes.c_int),
    "SDT_ReadBaseMsg": (ctypes.c_int, _buffer, _length, _buffer, _length, ctypes.c_int),
    "SDT_ReadNewAppMsg": (ctypes.c_int, _buffer, _length, ctypes.c_int),
}
_OPTIONAL = frozenset({"SDT_ReadNewAppMsg"})
"""Older libraries lack it: they give no newest address."""


@dataclass(frozen=True, slots=True)
class CardFiles:
    """What the library read of the card: 256 bytes of text, 1024 or no bytes of photo."""

    text: bytes
    photo: bytes


class SdtLibrary:
    """The functions on one port; `open` comes first. Every method raises what its status stands for."""

    def __init__(self, path: str) -> None:
        """Load the library. Raises as `load_library`, and `device.library_lacks_function` (`function`)."""
        loaded = load_library(path)
        self._functions = {}
        for name, arguments in _SIGNATURES.items():
            function = getattr(loaded, name, None)
            if function is not None:
                function.argtypes, function.restype = arguments, ctypes.c_int
                self._functions[name] = function
            elif name not in _OPTIONAL:
                raise DeviceError("library_lacks_function", library=Path(path).name, function=name)
        self._port = 0

    @property
    def knows_newest_address(self) -> bool:
        """Whether the library can read the address written onto the card later."""
        return "SDT_ReadNewAppMsg" in self._functions

    def open(self, port: int) -> None:
        """Open a port and stay on it."""
        _require(OK, self._functions["SDT_OpenPort"](port))
        self._port = port

    def close(self) -> None:
        """Give the port back; a library that cannot has lost it already."""
        self._functions["SDT_ClosePort"](self._port)

    def check(self) -> None:
        """Ask the module whether it is fit to read."""
        _require(OK, self._call("SDT_GetSAMStatus"))

    def reset(self) -> None:
        """Start the module anew, which also cycles its field."""
        _require(OK, self._call("SDT_ResetSAM"))

    def serial(self) -> str:
        """The module's number, 36 characters."""
        buffer = _room()
        _require(OK, self._call("SDT_GetSAMIDToStr", buffer))
        return bytes(buffer).partition(b"\0")[0].decode("ascii", "replace").strip()

    def find(self) -> int:
        """Status of a search for a card."""
        return self._call("SDT_StartFindIDCard", _room())

    def select(self) -> int:
        """Status of choosing the card found."""
        return self._call("SDT_SelectIDCard", _room())

    def read_files(self) -> CardFiles:
        """Text and photo of the selected card. Raises `device.wrong_length`."""
        text, photo, text_length, photo_length = _room(), _room(), ctypes.c_uint(), ctypes.c_uint()
        by_reference = (text, ctypes.byref(text_length), photo, ctypes.byref(photo_length))
        _require(OK, self._call("SDT_ReadBaseMsg", *by_reference))
        return CardFiles(
            _filled(text, text_length.value, (RECORD_LENGTH,)), _filled(photo, photo_length.value, (PHOTO_LENGTH, 0))
        )

    def newest_address(self) -> bytes:
        """The address written on later, 70 bytes. Raises `device.item_not_on_card`, `device.wrong_length`."""
        buffer, length = _room(), ctypes.c_uint()
        _require(OK, self._call("SDT_ReadNewAppMsg", buffer, ctypes.byref(length)))
        return _filled(buffer, length.value, (ADDRESS_LENGTH, 0))

    def _call(self, name: str, *arguments: object) -> int:
        status: int = partial(self._functions[name], self._port, *arguments)(_OPEN_ALREADY)
        return status


def fault_of(status: int) -> DeviceError:
    """The error a status of the library or the module stands for."""
    cause = _LIBRARY_CAUSES.get(status)
    return DeviceError(cause) if cause else error_for(status)


def is_found(status: int) -> bool:
    """Whether a search found a card; some libraries say so with the plain good status."""
    return status in {CARD_FOUND, OK}


def _require(good: int, status: int) -> None:
    if status != good:
        raise fault_of(status)


def _room() -> ctypes.Array[ctypes.c_ubyte]:
    return (ctypes.c_ubyte * _ROOM)()


def _filled(buffer: ctypes.Array[ctypes.c_ubyte], length: int, allowed: tuple[int, ...]) -> bytes:
    if length not in allowed:
        raise DeviceError("wrong_length", expected=allowed[0], actual=length)
    return bytes(buffer[:length])
