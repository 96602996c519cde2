"""What the functions of this package take and give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""Shape (height, width, 3), RGB."""

Grey = NDArray[np.uint8]
"""Shape (height, width)."""

MAX_PAGES = 500
"""The most pages one file may hold."""

MAX_PIXELS = 100_000_000
"""Larger pictures are refused by their header."""

WORKING_PIXELS = 36_000_000
"""The most pixels a page is worked on with: A4 at 600 dpi. Finer ones show the eye nothing more."""

Floats = NDArray[np.floating[Any]]

Flags = NDArray[np.bool_]

Numbers = NDArray[Any]
"""Of any sort: what OpenCV gives."""


@dataclass(frozen=True, slots=True)
class LoadedPage:
    """One picture as the clerk would see it: upright by its EXIF tag, on white, RGB.

    `dpi` is the density of these pixels by what the file itself states, None when it states none or a meaningless
    one. A picture of more than `WORKING_PIXELS` comes `reduced` times smaller each way.
    """

    pixels: Picture
    dpi: int | None
    index: int
    reduced: int = 1


def as_bytes(array: Any) -> NDArray[np.uint8]:
    """Narrow what OpenCV returns to an array of unsigned 8-bit values; no copy when it is one already."""
    return np.asarray(array, dtype=np.uint8)
