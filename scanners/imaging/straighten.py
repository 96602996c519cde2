"""From the page's corners to a flat page, and from a leaning scan to an upright one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scanners.imaging.geometry import side_lengths
from scanners.imaging.ink import writing_mask
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Grey, Picture, as_bytes
from scanners.imaging.shrink import shrunk

_KNOWN_RATIOS = (2**0.5, 85.6 / 54.0)  # ISO 216 sheets; ISO/IEC 7810 ID-1 cards
_SNAP = 0.05
_FINE_INTERPOLATION_BELOW = 3_000_000  # pixels: on larger pages the cheaper one looks the same
_SKEW_SIDE = 900
_SKEW_LIMIT = 15.0
_LEAST_INK = 150
_MOST_INK = 15_000
_CLEAR_PEAK, _LONE_PEAK = 1.7, 1.3  # over the median of all angles, over any angle further off


def flattened(pixels: Picture, corners: Floats) -> Picture:
    """Take the perspective out: the page alone, as large as its longer sides in the picture.

    Proportions near those of A-series sheets and cards are snapped to them, because perspective shortens one side.
    """
    width, height = _flat_size(corners)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - 0.5
    to_page = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    method = cv2.INTER_CUBIC if width * height < _FINE_INTERPOLATION_BELOW else cv2.INTER_LINEAR
    return as_bytes(
        cv2.warpPerspective(pixels, to_page, (width, height), flags=method, borderMode=cv2.BORDER_REPLICATE)
    )


def _flat_size(corners: Floats) -> tuple[int, int]:
    top, right, bottom, left = (float(length) for length in side_lengths(corners[None])[0])
    width, height = max(top, bottom), max(left, right)
    ratio = max(width, height) / min(width, height)
    for known in _KNOWN_RATIOS:
        if abs(ratio / known - 1) < _SNAP:
            if width > height:
                height = width / known
            else:
                width = height / known
    return max(1, round(width)), max(1, round(height))


def lean_of_corners(corners: Floats) -> float:
    """Degrees the page leans clockwise, from its top and bottom sides."""
    along = (corners[1] - corners[0]) + (corners[2] - corners[3])
    return float(np.degrees(np.arctan2(along[1], along[0])))


def lean_of_writing(grey: Grey) -> float | None:
    """Degrees the lines of writing lean clockwise, within 15 either way; None when there are no clear lines.

    The profile of ink across the lines is steepest when looked at along them (projection profile, Postl 1986).
    """
    small, _ = shrunk(grey, _SKEW_SIDE)
    y, x = np.nonzero(writing_mask(small))
    if len(x) < _LEAST_INK:
        return None
    step = max(1, len(x) // _MOST_INK)
    points = np.stack([x[::step], y[::step]], 1).astype(np.float64)
    coarse = np.arange(-_SKEW_LIMIT, _SKEW_LIMIT + 0.1, 1.0)
    steepness = np.array([_steepness(points, angle) for angle in coarse])
    best = float(coarse[steepness.argmax()])
    further = steepness[np.abs(coarse - best) > 3].max()
    if steepness.max() < max(_CLEAR_PEAK * float(np.median(steepness)), _LONE_PEAK * float(further)):
        return None
    for width, pitch in ((1.0, 0.25), (0.25, 0.05)):
        fine = np.arange(best - width, best + width + pitch / 2, pitch)
        best = float(fine[int(np.argmax([_steepness(points, angle) for angle in fine]))])
    return best


def _steepness(points: Floats, angle_deg: float) -> float:
    """How sharply the ink's profile changes from row to row when the page is turned back by this angle."""
    angle = np.radians(angle_deg)
    rows = points[:, 1] * np.cos(angle) - points[:, 0] * np.sin(angle)
    profile = np.bincount((rows - rows.min()).astype(np.intp)).astype(np.float64)
    return float((np.diff(profile) ** 2).sum())


def quarter_turned(picture: NDArray[np.uint8], degrees: int) -> NDArray[np.uint8]:
    """Turn a picture clockwise by 0, 90, 180 or 270 degrees; nothing is lost."""
    turns = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    return as_bytes(cv2.rotate(picture, turns[degrees])) if degrees else picture


def levelling(size: tuple[int, int], lean_deg: float) -> tuple[Floats, tuple[int, int]]:
    """The turn, shape (2, 3), that levels a picture of this width and height, and the size it grows to."""
    width, height = size
    turn = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), lean_deg, 1.0), np.float64)
    cosine, sine = abs(float(turn[0, 0])), abs(float(turn[0, 1]))
    grown = (round(width * cosine + height * sine), round(width * sine + height * cosine))
    turn[0, 2] += (grown[0] - width) / 2
    turn[1, 2] += (grown[1] - height) / 2
    return turn, grown


def turned_upright(pixels: Picture, lean_deg: float) -> Picture:
    """Turn a leaning picture back; the frame grows so that nothing is lost, new corners take the paper's colour."""
    turn, grown = levelling((pixels.shape[1], pixels.shape[0]), lean_deg)
    paper = [float(v) for v in np.percentile(pixels[::16, ::16].reshape(-1, 3), 80, axis=0)]
    return as_bytes(cv2.warpAffine(pixels, turn, grown, flags=cv2.INTER_LINEAR, borderValue=paper))
