"""Where a linear code may stand: strokes that all run one way, over an area and not along a line.

Bars finer than two pixels melt together as soon as a page is made smaller, so this looks at the page itself, or at
half of it where it is large. Writing runs in all directions, ruled lines and edges are too thin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Grey, Numbers
from scanners.imaging.shrink import shrunk

_MOST_SIDE = 2400  # pixels that are looked at
_WINDOW = 25  # pixels: several bars of a fine code, at least one of a coarse one
_ONE_WAY = 0.7  # coherence: 1 is a grating, 0 writing
_LEAST_STRENGTH = 0.06  # of the strongest such place
_LEAST_LENGTH, _LEAST_HEIGHT = 50, 14  # pixels
_LEAST_FILL = 0.5


@dataclass(frozen=True, slots=True)
class BarPlace:
    """Bars around `middle` (x, y) in pixels of the picture; `turn_deg` is how far they are turned clockwise.

    `length` runs across the bars, `height` along them.
    """

    middle: tuple[float, float]
    turn_deg: float
    length: float
    height: float


def bar_places(grey: Grey, most: int = 3) -> tuple[BarPlace, ...]:
    """The likely places, largest first."""
    seen, scale = shrunk(grey, _MOST_SIDE)
    tensor = _slopes(seen)
    strength = tensor[0] + tensor[1]
    one_way = np.sqrt((tensor[0] - tensor[1]) ** 2 + 4 * tensor[2] ** 2) > _ONE_WAY * strength
    floor = _LEAST_STRENGTH * float(np.max(strength * one_way, initial=0.0))
    mask = (one_way & (strength > max(floor, 1.0))).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    order = np.argsort(-stats[1:, cv2.CC_STAT_AREA])[: 2 * most] + 1
    found = (_place(np.asarray(labels), np.asarray(stats[index]), int(index), tensor, scale) for index in order)
    return tuple(place for place in found if place is not None)[:most]


def _slopes(seen: Grey) -> Floats:
    """Local means of the squared slopes across, down, and of their product, shape (3, height, width), at half size."""
    across = np.asarray(cv2.Sobel(seen, cv2.CV_32F, 1, 0))
    down = np.asarray(cv2.Sobel(seen, cv2.CV_32F, 0, 1))
    half = (seen.shape[1] // 2, seen.shape[0] // 2)
    window = (_WINDOW // 2, _WINDOW // 2)
    planes = (across * across, down * down, across * down)
    return np.array([cv2.blur(cv2.resize(plane, half, interpolation=cv2.INTER_AREA), window) for plane in planes])


def _place(labels: Numbers, box: Numbers, index: int, tensor: Floats, scale: float) -> BarPlace | None:
    left, top, width, height, area = (int(value) for value in box)
    y, x = np.nonzero(labels[top : top + height, left : left + width] == index)
    xx, yy, xy = (float(plane[y + top, x + left].sum()) for plane in tensor)
    turn = 0.5 * float(np.arctan2(2 * xy, xx - yy))
    across, along = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    to_picture = 2 / scale
    length, tall = float(np.ptp(across)) + 1, float(np.ptp(along)) + 1
    if length * 2 < _LEAST_LENGTH or tall * 2 < _LEAST_HEIGHT or area < _LEAST_FILL * length * tall or tall > length:
        return None
    mid_across, mid_along = float(across.min()) + length / 2, float(along.min()) + tall / 2
    middle_x = left + mid_across * np.cos(turn) - mid_along * np.sin(turn)
    middle_y = top + mid_across * np.sin(turn) + mid_along * np.cos(turn)
    return BarPlace(
        (float(middle_x) * to_picture, float(middle_y) * to_picture),
        float(np.degrees(turn)),
        length * to_picture,
        tall * to_picture,
    )
