"""libzbar through pyzbar's binding, with the bytes of a QR code left as they are.

`pyzbar.decode` lets the library re-code bytes to UTF-8 by a guess that turns GB18030 into other characters
(NaturalHistoryMuseum/pyzbar#55). The library's own binary switch turns the guess off; pyzbar binds the call but
offers no way to reach it.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
from pyzbar import wrapper
from pyzbar.pyzbar_error import PyZbarError

from scanners.imaging.picture import Floats, Grey

_BINARY = 4  # ZBAR_CFG_BINARY of zbar.h since 0.23.1; pyzbar's table ends before it
_Y800 = int.from_bytes(b"Y800", "little")

# What an office meets. Interleaved 2 of 5, Codabar and DataBar are left out: zbar sees them in ruled tables.
_NAMES = {
    wrapper.ZBarSymbol.QRCODE: "QRCode",
    wrapper.ZBarSymbol.CODE128: "Code128",
    wrapper.ZBarSymbol.CODE39: "Code39",
    wrapper.ZBarSymbol.CODE93: "Code93",
    wrapper.ZBarSymbol.EAN13: "EAN13",
    wrapper.ZBarSymbol.EAN8: "EAN8",
    wrapper.ZBarSymbol.UPCA: "UPCA",
    wrapper.ZBarSymbol.UPCE: "UPCE",
}

_LEAST_LINES = 3  # of the picture that say the same; a linear code seen on one alone is often misread


@dataclass(frozen=True, slots=True)
class ZbarRead:
    """One code as libzbar gives it; `points` has shape (n, 2), for a linear code the two ends or a few points."""

    format: str
    data: bytes
    points: Floats


def read_with_zbar(grey: Grey) -> tuple[ZbarRead, ...]:
    """Read every code that libzbar finds. Raises PyZbarError when the library refuses to work."""
    scanner = wrapper.zbar_image_scanner_create()
    image = wrapper.zbar_image_create()
    if not scanner or not image:
        raise PyZbarError("libzbar gave no scanner")
    try:
        return _read(scanner, image, np.ascontiguousarray(grey))
    finally:
        wrapper.zbar_image_destroy(image)
        wrapper.zbar_image_scanner_destroy(scanner)


def _read(scanner: object, image: object, grey: Grey) -> tuple[ZbarRead, ...]:
    for symbol in wrapper.ZBarSymbol:
        enabled = int(symbol in _NAMES)
        wrapper.zbar_image_scanner_set_config(scanner, symbol, wrapper.ZBarConfig.CFG_ENABLE, enabled)
    wrapper.zbar_image_scanner_set_config(scanner, wrapper.ZBarSymbol.QRCODE, _BINARY, 1)
    height, width = grey.shape
    pixels = grey.tobytes()  # kept alive until the scan is over: the library only borrows it
    wrapper.zbar_image_set_format(image, _Y800)
    wrapper.zbar_image_set_size(image, width, height)
    wrapper.zbar_image_set_data(image, ctypes.cast(ctypes.c_char_p(pixels), ctypes.c_void_p), len(pixels), None)
    if wrapper.zbar_scan_image(scanner, image) < 0:
        raise PyZbarError("libzbar could not scan the picture")
    found = []
    symbol = wrapper.zbar_image_first_symbol(image)
    while symbol:
        name = _NAMES.get(symbol.contents.type)
        lines = wrapper.zbar_symbol_get_quality(symbol)
        if name and (lines >= _LEAST_LINES or symbol.contents.type == wrapper.ZBarSymbol.QRCODE):
            found.append(ZbarRead(name, _data(symbol), _points(symbol)))
        symbol = wrapper.zbar_symbol_next(symbol)
    return tuple(found)


def _data(symbol: object) -> bytes:
    return ctypes.string_at(wrapper.zbar_symbol_get_data(symbol), wrapper.zbar_symbol_get_data_length(symbol))


def _points(symbol: object) -> Floats:
    count = wrapper.zbar_symbol_get_loc_size(symbol)
    points = [
        (wrapper.zbar_symbol_get_loc_x(symbol, i), wrapper.zbar_symbol_get_loc_y(symbol, i)) for i in range(count)
    ]
    return np.array(points, np.float64).reshape(-1, 2)
