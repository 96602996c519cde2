"""Pillow's pictures of every mode as RGB arrays, in memory bounded by the picture itself."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Picture, as_bytes

if TYPE_CHECKING:
    from PIL import Image

    from scanners.imaging.png_bands import PngBands

_STRIP = 64
_DEEP_GREY = frozenset({"I;16", "I;16B", "I;16L", "I;16N", "I"})


def rgb_pixels(image: Image.Image, reduced: int = 1) -> Picture:
    """Decode; with `reduced` average so many pixels each way into one.

    Strip by strip: whole, Pillow would make two more copies of the picture on its way into an array. Transparent places
    become white. Raises ValueError for floating-point samples, and what Pillow raises.
    """
    image.load()
    shift = _shift_of(image)
    deep = _STRIP * reduced
    tops = range(0, image.height, deep)
    strips = (image.crop((0, top, image.width, min(image.height, top + deep))) for top in tops)
    return _stacked((_rgb(strip, shift) for strip in strips), image.size, reduced)


def rgb_of_bands(png: PngBands, reduced: int) -> Picture:
    """The same of a large PNG, which is never whole in memory. Raises ValueError, OSError."""
    try:
        bands = (_rgb(band, 0) for band in png.bands(_STRIP * reduced))
        return _stacked(bands, (png.width, png.height), reduced)
    except zlib.error as error:
        raise ValueError(str(error)) from error


def _stacked(strips: Iterable[Picture], size: tuple[int, int], reduced: int) -> Picture:
    """Put strips of `_STRIP` times `reduced` rows under one another; rows and columns too few to average are left."""
    width, height = size[0] // reduced, size[1] // reduced
    pixels = np.empty((height, width, 3), np.uint8)
    for number, strip in enumerate(strips):
        place = pixels[number * _STRIP : (number + 1) * _STRIP]
        even = strip[: len(place) * reduced, : width * reduced]
        if len(place):
            place[:] = even if reduced == 1 else cv2.resize(even, place.shape[1::-1], interpolation=cv2.INTER_AREA)
    return pixels


def _shift_of(image: Image.Image) -> int:
    """How far deep samples go down. Pillow gives small ones in 32 bits too: only real 16-bit values are shifted."""
    if image.mode not in _DEEP_GREY:
        return 0
    strips = (image.crop((0, top, image.width, top + _STRIP)) for top in range(0, image.height, _STRIP))
    return 8 if any(np.asarray(strip).max(initial=0) > 255 for strip in strips) else 0


def _rgb(image: Image.Image, shift: int) -> Picture:
    if image.mode in _DEEP_GREY:
        grey = np.clip(np.asarray(image).astype(np.int32) >> shift, 0, 255).astype(np.uint8)
        return as_bytes(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB))
    if image.mode == "F":
        raise ValueError("floating-point samples")
    if image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info:
        return _on_white(image)
    return np.ascontiguousarray(np.asarray(image if image.mode == "RGB" else image.convert("RGB")))


def _on_white(image: Image.Image) -> Picture:
    from PIL import Image

    over = image.convert("RGBA")
    page = Image.new("RGB", over.size, (255, 255, 255))
    page.paste(over, mask=over.getchannel("A"))
    return np.ascontiguousarray(np.asarray(page))
