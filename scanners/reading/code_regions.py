"""Where in a picture a bar or matrix code may stand, so that repairs are tried there and not on the whole page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Grey, Numbers, as_bytes
from scanners.imaging.shrink import shrunk

_LOOK_SIDE = 800
_LEAST_SIDE = 14  # pixels at the looking scale
_LEAST_FILL = 0.2
_MOST_LONG = 9.0  # length over height of a linear code
_LEAST_DARK, _MOST_DARK = 0.34, 0.72  # half of a code is dark; a fifth of a text is ink
_LEAST_RANGE = 30.0  # grey levels between bars and gaps
_LEAST_FILLED = 0.8  # share of a code's surroundings that has such contrast


@dataclass(frozen=True, slots=True)
class CodeRegion:
    """A cut-out of the grey picture: `x`, `y` is its corner, `lean_deg` how far its bars or modules lean."""

    x: int
    y: int
    width: int
    height: int
    lean_deg: float

    def cut(self, grey: Grey) -> Grey:
        """Cut the region out of the picture it was found in."""
        return np.ascontiguousarray(grey[self.y : self.y + self.height, self.x : self.x + self.width])

    def covers(self, points: Floats) -> bool:
        """True when the middle of `points` (n, 2) lies in the region."""
        x, y = points.mean(0)
        return bool(self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height)


def code_regions(grey: Grey, most: int = 3) -> tuple[CodeRegion, ...]:
    """The places that are dark and bright by halves at full contrast, most code-like first."""
    small, scale = shrunk(grey, _LOOK_SIDE)
    likely = _code_likeness(small)
    mask = cv2.morphologyEx(np.minimum(likely, 1), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    # A wide bar or gap may part a linear code in two.
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    boxes = np.asarray(stats, np.int64)
    ranked = sorted(_promising(boxes, np.asarray(labels), likely), reverse=True)[:most]
    return tuple(_region(boxes[index], small, scale, grey) for _, index in ranked)


def _code_likeness(small: Grey) -> Grey:
    """Per pixel 0, or the local contrast where the share of dark pixels around is that of a code."""
    calm = cv2.medianBlur(small, 3)  # grain would pass for contrast
    kernel = np.ones((13, 13), np.uint8)
    bright, dark = cv2.dilate(calm, kernel), cv2.erode(calm, kernel)
    reach = as_bytes(cv2.subtract(bright, dark))
    strong = cv2.inRange(reach, max(_LEAST_RANGE, 0.4 * float(np.percentile(reach[::2, ::2], 99))), 255)
    below = cv2.bitwise_and(cv2.compare(calm, cv2.addWeighted(bright, 0.5, dark, 0.5, 0), cv2.CMP_LT), strong)
    window = max(15, round(0.028 * max(small.shape)) | 1)
    share = cv2.blur(below, (window, window))
    filled = cv2.blur(strong, (window, window))
    half = cv2.inRange(share, 255 * _LEAST_DARK, 255 * _MOST_DARK)
    coded = cv2.bitwise_and(half, cv2.inRange(filled, 255 * _LEAST_FILLED, 255))
    return as_bytes(cv2.bitwise_and(reach, coded))


def _promising(stats: Numbers, labels: Numbers, likely: Grey) -> list[tuple[float, int]]:
    """Score and index of each component shaped like a code."""
    total = np.bincount(labels.ravel(), likely.ravel())
    scored = []
    for index in range(1, len(stats)):
        width, height, area = (int(value) for value in stats[index, 2:5])
        long_side, short_side = max(width, height), min(width, height)
        if short_side < _LEAST_SIDE or long_side > _MOST_LONG * short_side or area < _LEAST_FILL * width * height:
            continue
        scored.append((float(total[index] / area) * float(np.sqrt(min(area, 20_000))), index))
    return scored


def _region(box: Numbers, small: Grey, scale: float, grey: Grey) -> CodeRegion:
    left, top, width, height = (int(value) for value in box[:4])
    part = np.ascontiguousarray(small[top : top + height, left : left + width])
    across = np.asarray(cv2.Scharr(part, cv2.CV_64F, 1, 0))
    down = np.asarray(cv2.Scharr(part, cv2.CV_64F, 0, 1))
    # Four times the angle: bars and modules look the same after a quarter turn.
    angle = np.arctan2(down, across) * 4
    weight = across**2 + down**2
    lean = np.degrees(np.arctan2((weight * np.sin(angle)).sum(), (weight * np.cos(angle)).sum()) / 4)
    margin = 0.35 * min(width, height) + 6
    x, y = max(0, round((left - margin) / scale)), max(0, round((top - margin) / scale))
    right = min(grey.shape[1], round((left + width + margin) / scale))
    bottom = min(grey.shape[0], round((top + height + margin) / scale))
    return CodeRegion(x, y, right - x, bottom - y, float(lean))
