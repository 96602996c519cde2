"""How wide the edges of the writing are: a measure of blur that neither contrast nor noise nor content disturbs."""

from __future__ import annotations

import numpy as np

from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Grey, Picture, as_bytes

_STANDARD_SIDE = 2400  # pixels: an A4 page at about 200 dpi, on which the thresholds were set
_TILE = 256
_MOST_TILES = 8
_RANGE_WINDOW = 13
_LEAST_SLOPE = 0.8  # grey levels per pixel: a plateau is no edge
_LEAST_EDGES = 60
_DIRECTIONS = 4


def edge_width(pixels: Picture) -> float | None:
    """Width in pixels over which the sharper quarter of the strokes turns from paper to ink.

    It is the local range of brightness divided by the steepest slope, taken in each of four directions; the widest
    direction counts, so that motion blur shows as well. About 2.7 for a sharp page, 5 for one blurred by 2.5
    pixels. None when there are too few strokes to tell.
    """
    scale = min(1.0, _STANDARD_SIDE / max(pixels.shape[:2]))
    grey = as_bytes(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    if scale < 1:
        grey = as_bytes(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    found = [_edges(tile) for tile in _busiest_tiles(grey)]
    if not found:
        return None
    reach = np.concatenate([ranges for ranges, _, _ in found])
    width = np.concatenate([widths for _, widths, _ in found])
    direction = np.concatenate([directions for _, _, directions in found])
    if len(reach) < _LEAST_EDGES:
        return None
    strong = reach > max(18.0, 0.45 * float(np.percentile(reach, 99)))
    quarters = [
        float(np.percentile(width[strong & (direction == way)], 25))
        for way in range(_DIRECTIONS)
        if int((strong & (direction == way)).sum()) >= _LEAST_EDGES
    ]
    return max(quarters) if quarters else None


def _busiest_tiles(grey: Grey) -> list[Grey]:
    """The tiles with the most contrast, where the writing is."""
    height, width = grey.shape
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    activity = cv2.absdiff(small, cv2.blur(small, (9, 9)))
    tiles = [(y, x) for y in range(0, height, _TILE) for x in range(0, width, _TILE)]
    weight = [float(activity[y // 4 : (y + _TILE) // 4, x // 4 : (x + _TILE) // 4].sum()) for y, x in tiles]
    best = np.argsort(-np.array(weight))[:_MOST_TILES]
    return [grey[y : y + _TILE, x : x + _TILE] for y, x in (tiles[place] for place in best)]


def _edges(tile: Grey) -> tuple[Floats, Floats, Floats]:
    """Range, width and direction (0 to 3) at each local maximum of the slope."""
    smooth = np.asarray(cv2.GaussianBlur(tile, (0, 0), 0.8), np.float32)
    across = cv2.Scharr(smooth, cv2.CV_32F, 1, 0) / 32
    down = cv2.Scharr(smooth, cv2.CV_32F, 0, 1) / 32
    slope = cv2.magnitude(across, down)
    window = np.ones((_RANGE_WINDOW, _RANGE_WINDOW), np.uint8)
    reach = cv2.dilate(smooth, window) - cv2.erode(smooth, window)
    peak = (slope >= cv2.dilate(slope, np.ones((5, 5), np.uint8)) - 1e-6) & (reach > 18) & (slope > _LEAST_SLOPE)
    ranges, slopes = reach[peak], slope[peak]
    angle = np.arctan2(down[peak], across[peak]) % np.pi
    direction = np.rint(angle / (np.pi / _DIRECTIONS)) % _DIRECTIONS
    return ranges, ranges / (slopes + 1e-3), direction
