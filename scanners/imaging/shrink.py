"""Makes a picture smaller for a first look, cheaply."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scanners.imaging.opencv import cv2
from scanners.imaging.picture import as_bytes


def shrunk(picture: NDArray[Any], side: int) -> tuple[NDArray[np.uint8], float]:
    """Bring the longer side down to `side` by averaging; the picture and its scale (1 when it was small already).

    It is halved as long as that goes: halves are seven times cheaper than one odd factor. An odd last row or column
    is dropped on the way, which moves nothing by more than a pixel.
    """
    scale = min(1.0, side / max(picture.shape[:2]))
    small = picture
    left = scale
    while left <= 0.5 and min(small.shape[:2]) > 1:
        height, width = small.shape[0] // 2, small.shape[1] // 2
        even = np.ascontiguousarray(small[: 2 * height, : 2 * width])
        small = as_bytes(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA))
        left *= 2
    if left < 1:
        small = as_bytes(cv2.resize(small, None, fx=left, fy=left, interpolation=cv2.INTER_AREA))
    return as_bytes(small), scale
