"""Reflexes on a page: spots in which the writing is gone, whether they are white or merely pale."""

from __future__ import annotations

import numpy as np

from app.domain.page import QualityVerdict
from scanners.imaging.ink import ink_depth
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Flags, Floats, Grey, Picture, as_bytes

_CLIPPED, _HALO = 246, 242
_EMPTY, _INK_BELOW = 0.97, 215  # nothing can be made out in a reflex; a white label bears ink
_LEAST_AREA, _BAD_AREA = 0.0015, 0.02  # shares of the page
_PALE_AREA = 0.004
_STEP_UP = 14.0  # grey levels above the paper's own course
_LEAST_PEAK = 24.0  # of them somewhere in the spot: the lit side of a shadow stays below
_SOFT = 5.0  # grey levels a pixel at the rim of a reflex; a label or a photograph has a sharp rim
_WASHED_OUT = 0.55  # ink in a reflex over ink elsewhere
_ENOUGH_INK = 25.0  # grey levels; with less on the whole page nothing can be told from its absence


def glare(small: Picture, *, alone: bool) -> QualityVerdict:
    """Judge a page shrunk to a few hundred pixels: FAIR for a small reflex, BAD for a large one.

    Pale spots are looked for only where the page is `alone` in the picture: beside it anything may be brighter.
    """
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))
    red, green, blue = cv2.split(small)
    seen = as_bytes(cv2.min(cv2.min(red, green), blue))
    paper = as_bytes(cv2.morphologyEx(seen, cv2.MORPH_CLOSE, kernel))
    area = _clipped_area(seen, paper) or (_pale_area(seen, paper) if alone else 0)
    if area == 0:
        return QualityVerdict.GOOD
    return QualityVerdict.BAD if area > _BAD_AREA * paper.size else QualityVerdict.FAIR


def _clipped_area(seen: Grey, paper: Grey) -> int:
    """Pixels of clipped spots without writing whose surroundings are darker all around.

    Evenly white paper has no darker surroundings; a lit half beside a shadow reaches the page's edge.
    """
    if (paper >= _CLIPPED).mean() < _LEAST_AREA:
        return 0
    clipped = as_bytes(
        cv2.morphologyEx((paper >= _CLIPPED).astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    )
    reach = max(5, round(0.035 * max(paper.shape)))
    bordered = as_bytes(cv2.copyMakeBorder(paper, reach, reach, reach, reach, cv2.BORDER_CONSTANT, value=[255.0]))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(clipped)
    area = 0
    for index in range(1, min(count, 50)):
        spot = np.asarray(labels == index)
        large = stats[index, cv2.CC_STAT_AREA] >= _LEAST_AREA * paper.size
        if large and (seen[spot] > _INK_BELOW).mean() > _EMPTY and _has_halo(spot, bordered, reach):
            area += int(stats[index, cv2.CC_STAT_AREA])
    return area


def _has_halo(spot: Flags, bordered: Grey, reach: int) -> bool:
    blob = cv2.copyMakeBorder(spot.astype(np.uint8), reach, reach, reach, reach, cv2.BORDER_CONSTANT, value=[0.0])
    outer = cv2.dilate(blob, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    inner = cv2.dilate(blob, np.ones((2 * (reach * 2 // 3) + 1,) * 2, np.uint8))
    ring = bordered[(outer > 0) & (inner == 0)]
    return bool(ring.size and (ring < _HALO).mean() > 0.85)


def _pale_area(seen: Grey, paper: Grey) -> int:
    """Pixels of softly rimmed spots brighter than the paper's own course in which the ink is washed out."""
    smooth = np.asarray(cv2.GaussianBlur(paper, (0, 0), 3.0), np.float32)
    above = smooth - _course(smooth)
    mask = cv2.morphologyEx((above > _STEP_UP).astype(np.uint8), cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return 0
    depth = ink_depth(seen)
    slope = np.asarray(cv2.magnitude(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1))) / 8
    ink_elsewhere = float(np.percentile(depth[mask == 0], 97))
    if ink_elsewhere < _ENOUGH_INK:
        return 0
    return sum(
        int(stats[index, cv2.CC_STAT_AREA])
        for index in range(1, min(count, 20))
        if stats[index, cv2.CC_STAT_AREA] >= _PALE_AREA * paper.size
        and _lies_within(np.asarray(stats[index]), paper.shape)
        and float(above[labels == index].max()) > _LEAST_PEAK
        and _is_reflex(np.asarray(labels == index), depth, slope, ink_elsewhere)
    )


def _course(smooth: Floats) -> Floats:
    """How the light falls off over the page: a surface of the second order through the paper, spots left out."""
    height, width = smooth.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width - 0.5, y / height - 0.5
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], -1)
    some, values = terms[::8, ::8].reshape(-1, 6), smooth[::8, ::8].ravel()
    used = np.ones(len(values), np.bool_)
    weights = np.zeros(6, np.float32)
    for _ in range(4):
        weights = np.linalg.lstsq(some[used], values[used], rcond=None)[0].astype(np.float32)
        off = values - some @ weights
        used = np.abs(off) < max(6.0, 2.0 * float(np.median(np.abs(off))))
        if used.sum() < 0.3 * len(values):
            return smooth  # no even paper: nothing can be said
    return np.asarray(terms @ weights)


def _lies_within(box: Floats, shape: tuple[int, ...]) -> bool:
    left, top, width, height = (int(value) for value in box[:4])
    return left > 1 and top > 1 and left + width < shape[1] - 1 and top + height < shape[0] - 1


def _is_reflex(spot: Flags, depth: Grey, slope: Floats, ink_elsewhere: float) -> bool:
    rim = cv2.morphologyEx(spot.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    soft = float(np.percentile(slope[rim], 80)) < _SOFT
    core = cv2.erode(spot.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    seen = depth[core] if core.any() else depth[spot]
    return soft and float(np.percentile(seen, 97)) < _WASHED_OUT * ink_elsewhere
