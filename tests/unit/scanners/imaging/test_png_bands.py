"""Large PNG files band by band: the same pixels as Pillow's, and the same refusals."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from scanners.imaging.pixels import rgb_of_bands, rgb_pixels
from scanners.imaging.png_bands import PngBands

SIZE = (310, 517)  # neither a multiple of the bands nor of what is averaged


def picture(mode: str) -> Image.Image:
    """Slopes and grain, so that every filter is used."""
    dice = np.random.default_rng(3)
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    planes = [x, y, x + y, 2 * x][: len(mode)]
    slopes = np.dstack([plane % 256 for plane in planes]).astype(np.uint8)
    slopes[200:330] = dice.integers(0, 256, slopes[200:330].shape)
    return Image.fromarray(slopes, mode)


def png(mode: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture(mode).save(out, "PNG", **options)
    return out.getvalue()


def banded(data: bytes) -> PngBands:
    bands = PngBands.of(data)
    assert bands is not None
    return bands


@pytest.mark.parametrize("reduced", [1, 2, 4])
@pytest.mark.parametrize(
    "data", [png("RGB"), png("RGBA"), png("RGB", transparency=(7, 7, 14))], ids=["colour", "alpha", "one transparent"]
)
def test_bands_give_the_same_pixels_as_the_whole(data: bytes, reduced: int) -> None:
    whole = rgb_pixels(Image.open(io.BytesIO(data)), reduced)

    assert np.array_equal(rgb_of_bands(banded(data), reduced), whole)


def test_other_sorts_are_not_taken() -> None:
    grey = io.BytesIO()
    picture("RGB").convert("L").save(grey, "PNG")
    interlaced = bytearray(png("RGB"))
    interlaced[28] = 1

    assert PngBands.of(grey.getvalue()) is None
    assert PngBands.of(bytes(interlaced)) is None


def test_the_tags_are_found_before_and_behind_the_picture() -> None:
    tags = Image.Exif()
    tags[0x0112] = 6
    before = png("RGB", exif=tags)
    end = len(before) - 12
    start = before.index(b"eXIf") - 4
    block = before[start : start + 12 + int.from_bytes(before[start : start + 4], "big")]
    behind = before[:start] + before[start + len(block) : end] + block + before[end:]

    assert banded(before).tags() == banded(behind).tags() is not None
    assert banded(png("RGB")).tags() is None


def test_what_ends_early_or_is_broken_is_refused() -> None:
    data = png("RGB")
    place = data.index(b"IDAT") + 2000
    broken = data[:place] + bytes(40) + data[place + 40 :]

    with pytest.raises(OSError, match="truncated"):
        rgb_of_bands(banded(data[: len(data) // 2]), 2)
    with pytest.raises((ValueError, OSError)):
        rgb_of_bands(banded(broken), 2)


def test_a_small_file_never_unfolds_further_than_its_rows() -> None:
    """Ten megabytes behind a picture of 30 rows are never inflated."""
    rows = zlib.compress(bytes(30 * (1 + 3 * 20)) + bytes(10_000_000))
    head = b"\0\0\0\x14\0\0\0\x1e\x08\x02\0\0\0"
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + bytes(4) for name, body in ((b"IHDR", head), (b"IDAT", rows))
    )

    assert rgb_of_bands(banded(data), 1).shape == (30, 20, 3)
