"""A vendor's decoder of card photos by ctypes; runs in the worker process.

The function is `int unpack(const unsigned char *wlt, unsigned char *picture, int)`, 1 on success, as several vendor
libraries export it. The picture comes as a whole BMP or as its bare rows: blue, green, red, the lowest row first.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Mapping
from pathlib import Path

from app.domain.errors import DeviceError
from scanners.native_library import load_library

WIDTH, HEIGHT = 102, 126
WLT_LENGTH = 1024
_BARE_ROW = WIDTH * 3
_BMP_ROW = _BARE_ROW + 2  # rows of a BMP fill up to four bytes
_HEADER_LENGTH = 54
_BMP_LENGTH = _HEADER_LENGTH + HEIGHT * _BMP_ROW
_ROOM = 4 * _BMP_LENGTH
_SUCCESS = 1


def open_wlt_library(options: Mapping[str, str]) -> WltLibrary:
    """Load the decoder at `options["path"]`. Raises as `load_library`, and `device.library_lacks_function`."""
    return WltLibrary(options["path"])


class WltLibrary:
    """`CardPhotoDecoder` over a library that exports `unpack`."""

    def __init__(self, path: str) -> None:
        unpack = getattr(load_library(path), "unpack", None)
        if unpack is None:
            raise DeviceError("library_lacks_function", library=Path(path).name, function="unpack")
        unpack.argtypes = (ctypes.c_char_p, ctypes.POINTER(ctypes.c_ubyte), ctypes.c_int)
        unpack.restype = ctypes.c_int
        self._unpack = unpack

    def decode(self, photo_wlt: bytes) -> bytes:
        """See `CardPhotoDecoder.decode`."""
        if len(photo_wlt) != WLT_LENGTH:
            raise DeviceError("wrong_length", expected=WLT_LENGTH, actual=len(photo_wlt))
        picture = (ctypes.c_ubyte * _ROOM)()
        status = self._unpack(photo_wlt, picture, 0)
        if status != _SUCCESS:
            raise DeviceError("photo_not_decoded", status=status)
        return _bmp(bytes(picture))

    def close(self) -> None:
        """See `CardPhotoDecoder.close`: the process ends with the library."""


def _bmp(written: bytes) -> bytes:
    """The BMP in what the decoder wrote. Raises `device.photo_not_decoded` where it wrote no picture."""
    if written.startswith(b"BM"):
        size = struct.unpack_from("<II", written, 18)
        if size != (WIDTH, HEIGHT):
            raise DeviceError("photo_not_decoded", status="size")
        return written[:_BMP_LENGTH]
    bare = written[: HEIGHT * _BARE_ROW]
    if len(set(bare)) == 1:
        raise DeviceError("photo_not_decoded", status="blank")
    rows = (bare[start : start + _BARE_ROW] + bytes(2) for start in range(0, len(bare), _BARE_ROW))
    header = struct.pack("<2sIHHIIiiHHIIiiII", b"BM", _BMP_LENGTH, 0, 0, _HEADER_LENGTH, 40, WIDTH, HEIGHT, 1, 24,
                         0, _BMP_LENGTH - _HEADER_LENGTH, 0, 0, 0, 0)  # fmt: skip
    return header + b"".join(rows)
