"""From the bytes of a file to pictures, refusing what is dangerous or broken before it is decoded.

The size is read from the header and checked first, so a small file that unfolds to gigabytes costs nothing. Pages
of a PDF or a TIFF come one at a time: memory is bounded by one page.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from app.domain.errors import PageError
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import MAX_PAGES, MAX_PIXELS, WORKING_PIXELS, LoadedPage, Picture, as_bytes
from scanners.imaging.pixels import rgb_of_bands, rgb_pixels
from scanners.imaging.png_bands import PngBands
from scanners.imaging.signature import MAX_FILE_BYTES, FileKind, file_kind
from scanners.imaging.whole_file import is_whole

if TYPE_CHECKING:
    from PIL import Image

MAX_SIDE = 32_000
MIN_SIDE = 4
MOST_AT_ONCE = 415_000_000
"""Bytes that a file, its decoder and what is decoded may take together."""

_PILLOW_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF")
_MEANINGLESS_DPI = frozenset({1, 72, 96})  # what cameras and drawing programs write when they know nothing
# What Pillow's parsers raise on broken files, one way or another.
_BROKEN = (OSError, ValueError, SyntaxError, struct.error, IndexError, TypeError, KeyError, EOFError)
_EXIF_ORIENTATION = 0x0112
_BYTES_A_PIXEL = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2, "I;16N": 2}  # else 4


def load_pages(data: bytes) -> Iterator[LoadedPage]:
    """Give the pages of a picture or PDF file, one by one.

    Raises `PageError`: `empty`, `file_too_large`, `too_large`, `too_long`, `too_small`, `not_an_image`,
    `unsupported_format`, `truncated`, `damaged`, `animated`, `password`, `too_many_pages`.
    """
    if not data:
        raise PageError("empty")
    if len(data) > MAX_FILE_BYTES:
        raise PageError("file_too_large", megabytes=len(data) // 1_000_000)
    kind = file_kind(data)
    if kind is FileKind.PDF:
        from scanners.imaging.load_pdf import load_pdf_pages

        yield from load_pdf_pages(data)
    else:
        yield from _load_picture(data, kind)


def check_size(width: int, height: int) -> None:
    """Refuse a picture by its header. Raises `PageError` (`too_large`, `too_long`, `too_small`)."""
    if width * height > MAX_PIXELS:
        raise PageError.too_large(width * height)
    if max(width, height) > MAX_SIDE:
        raise PageError("too_long", width=width, height=height)
    if min(width, height) < MIN_SIDE:
        raise PageError("too_small", width=width, height=height)


def _load_picture(data: bytes, kind: FileKind) -> Iterator[LoadedPage]:
    # Each page is opened anew: what the decoder keeps goes before the page is worked on.
    for index in range(_page_count(data, kind)):
        yield _load_page(data, index, kind)


def _page_count(data: bytes, kind: FileKind) -> int:
    with _opened(data, kind) as image:
        check_size(*image.size)
        frames = _frame_count(image)
    if frames > 1 and kind in {FileKind.GIF, FileKind.PNG, FileKind.WEBP}:
        raise PageError("animated", frames=frames)
    # A phone's MPO holds a second view or a depth map behind the photograph: the first picture is the page.
    pages = frames if kind is FileKind.TIFF else 1
    if pages > MAX_PAGES:
        raise PageError("too_many_pages", pages=pages, most=MAX_PAGES)
    return pages


def _check_room(image: Image.Image, kind: FileKind, data: bytes) -> None:
    """Refuse by its header what could not be decoded in bounded memory. Raises `PageError` (`too_large`).

    Measured bytes a pixel: Pillow keeps one, two or four; libwebp's decoder of animations four canvases; a
    progressive JPEG all coefficients; libtiff a strip beside the picture, and the picture may be one strip. What is
    decoded in bands is bounded by what comes out.
    """
    reduced = _reduction(*image.size)
    needed = _BYTES_A_PIXEL.get(image.mode, 4) + 3 / reduced**2
    if kind is FileKind.JPEG:
        needed = 2 * len(image.getbands()) if image.info.get("progressive") else 1
    elif kind is FileKind.WEBP:
        needed = 16
    elif kind is FileKind.TIFF:
        needed = 2 * _BYTES_A_PIXEL.get(image.mode, 4)
    elif _in_bands(kind, data, reduced) is not None:
        needed = 3 / reduced**2
    if image.width * image.height * needed + len(data) > MOST_AT_ONCE:
        raise PageError.too_large(image.width * image.height)


def _in_bands(kind: FileKind, data: bytes, reduced: int) -> PngBands | None:
    """How a large PNG is decoded; None for all else."""
    return PngBands.of(data) if kind is FileKind.PNG and reduced > 1 else None


def _opened(data: bytes, kind: FileKind) -> Image.Image:
    from PIL import Image

    # Pillow's own limit only warns; the check of the size is on the same header and refuses.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with _quietly():
            return Image.open(io.BytesIO(data), formats=_PILLOW_FORMATS)
    except _BROKEN as error:
        raise PageError("damaged" if is_whole(data, kind) else "truncated") from error


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep Pillow from printing what it thinks of odd tags: either the picture can be read or it is refused."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _frame_count(image: Image.Image) -> int:
    try:
        with _quietly():
            return int(getattr(image, "n_frames", 1))
    except _BROKEN as error:
        raise PageError("damaged") from error


def _load_page(data: bytes, index: int, kind: FileKind) -> LoadedPage:
    if kind is FileKind.JPEG and not is_whole(data, kind):
        raise PageError("truncated")
    with _opened(data, kind) as image:
        try:
            with _quietly():
                image.seek(index)
                check_size(*image.size)
                _check_room(image, kind, data)
                reduced = _reduction(*image.size)
                density = _density(image)
                rgb = _decoded(image, kind, data, reduced)
                orientation = _orientation(image)
            pixels = _upright(rgb, orientation)
        except MemoryError as error:
            raise PageError.too_large(image.width * image.height) from error
        except EOFError as error:
            raise PageError("truncated") from error
        except _BROKEN as error:
            raise PageError("truncated" if "truncated" in str(error) else "damaged") from error
    return LoadedPage(pixels, density // reduced if density else None, index, reduced)


def _reduction(width: int, height: int) -> int:
    """How many pixels become one each way: a power of two."""
    reduced = 1
    while width * height > WORKING_PIXELS * reduced * reduced:
        reduced *= 2
    return reduced


def _decoded(image: Image.Image, kind: FileKind, data: bytes, reduced: int) -> Picture:
    if (bands := _in_bands(kind, data, reduced)) is not None:
        image.info.setdefault("exif", bands.tags())  # else Pillow decodes the whole picture to look for them behind it
        return rgb_of_bands(bands, reduced)
    if kind is not FileKind.JPEG:
        return rgb_pixels(image, reduced)
    if reduced > 1:
        image.draft(None, (image.width // reduced, image.height // reduced))  # decoded small, never whole
        return rgb_pixels(image)
    return _decoded_jpeg(data, image.size) if image.mode == "RGB" else rgb_pixels(image)


def _decoded_jpeg(data: bytes, size: tuple[int, int]) -> Picture:
    """Decode the first picture of a JPEG file straight into an array: the same pixels as Pillow's, three copies fewer.

    `size` is what was checked; another one means that the header is not to be trusted. Raises ValueError, MemoryError.
    """
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        raise (MemoryError if error.code == cv2.Error.StsNoMem else ValueError)(str(error)) from error
    if pixels is None or (pixels.shape[1], pixels.shape[0]) != size:
        raise ValueError("not the picture its header promised")
    return as_bytes(pixels)


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(_EXIF_ORIENTATION, 1)
    except _BROKEN:
        return 1  # a broken tag block says nothing; the picture itself is sound
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _upright(pixels: Picture, orientation: int) -> Picture:
    """Apply the EXIF orientation (CIPA DC-008 4.6.4, tag 274)."""
    if orientation in {5, 6, 7, 8}:
        pixels = as_bytes(cv2.transpose(pixels))
    flips = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}
    if orientation in flips:
        pixels = as_bytes(cv2.flip(pixels, flips[orientation]))
    return pixels


def _density(image: Image.Image) -> int | None:
    stated = image.info.get("dpi")
    try:
        value = round(float(stated[0])) if stated else 0
    except (TypeError, ValueError, IndexError, ZeroDivisionError, OverflowError):
        return None
    return value if 50 <= value <= 4800 and value not in _MEANINGLESS_DPI else None
