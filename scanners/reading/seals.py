"""Finds seals: a red ring, round or oval, with writing along its inside; also one cut by the edge of the page (骑缝章).

Redness is measured against the paper's own colour, so that lamps and faded ink make little difference. A red
fingerprint, a disc, a square stamp, headings and table lines lack the ring, or the writing, or both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from app.domain.page_text import Box, Seal, SealShape
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Grey, Picture, as_bytes
from scanners.reading.seal_arcs import arcs_in
from scanners.reading.seal_ring import Ring, RingLook, look_at

_SIDE = 1000  # pixels of the longer side that is worked on
_LEAST_RED = 20.0  # grey levels by which red exceeds the other two
_OF_REDDEST = 0.28
_LEAST_SPECK = 4  # pixels
_GAP = 15  # pixels between glyphs and ring that are bridged
_LEAST_DIAMETER, _MOST_DIAMETER = 0.07, 0.55  # of the longer side; a fingerprint on A4 is 0.06, a seal 0.13 to 0.2
_LEAST_ROUNDNESS = 0.5  # shorter by longer axis
_OVAL_BELOW = 0.87
_SAME_PLACE = 0.35  # intersection over union
_LEAST_SCORE = 0.6
_TANGLED = 0.3  # of the longer side
_LONG_LINE = 0.16  # of the longer side
_MOST_LINES = 200


def find_seals(pixels: Picture) -> tuple[Seal, ...]:
    """Find the seals of a page, surest first; `score` is 0.6 to 1.

    `box` of a half seal is the part on the page. Texts of the rings are left empty.
    """
    scale = min(1.0, _SIDE / max(pixels.shape[:2]))
    small = as_bytes(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    red = red_ink(small)
    looks, tangled = _looks(red)
    if tangled:  # the lines of a red form, or of a heading, have grown together with what else is red
        looks += _looks(_without_lines(red))[0]
    kept: list[RingLook] = []
    for look in sorted(looks, key=lambda one: -one.score):
        if all(_overlap(look.ring, other.ring) < _SAME_PLACE for other in kept):
            kept.append(look)
    return tuple(_seal(look, scale, (pixels.shape[1], pixels.shape[0])) for look in kept)


def red_ink(pixels: Picture) -> Grey:
    """Where red ink is, 0 or 1: redder than the paper, by the picture's own light and its reddest ink."""
    values = pixels.astype(np.float32)
    paper = np.maximum(np.percentile(values[::4, ::4].reshape(-1, 3), 88, axis=0), 1.0)
    red, green, blue = cv2.split(values * (235.0 / paper).astype(np.float32))
    redness = np.minimum(red, 255.0) - np.maximum(green, blue)
    redness[np.abs(green - blue) >= 0.75 * np.maximum(redness, 1.0)] = 0  # orange and violet
    threshold = max(_LEAST_RED, _OF_REDDEST * float(np.percentile(redness, 99.7)))
    mask = (redness > threshold).astype(np.uint8)
    count, labels, numbers, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    keep = np.asarray(numbers)[:count, cv2.CC_STAT_AREA] >= _LEAST_SPECK
    keep[0] = False
    return np.asarray(keep.astype(np.uint8)[labels])


def _looks(red: Grey) -> tuple[list[RingLook], bool]:
    """What looks like a seal, and whether something too big to be one may hide others."""
    side = max(red.shape)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_GAP, _GAP))
    joined = as_bytes(cv2.morphologyEx(red, cv2.MORPH_CLOSE, kernel))
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    found: list[RingLook] = []
    tangled = False
    for outline in outlines:
        left, top, width, height = cv2.boundingRect(outline)
        if max(width, height) < _LEAST_DIAMETER * side:
            continue
        looks = _good(_whole(np.asarray(outline)), red)
        if not any(not look.cut for look in looks):
            looks += _good(arcs_in(red, (left, top, width, height)), red)
        found += looks
        tangled |= max(width, height) > _TANGLED * side
    return found, tangled


def _good(rings: Iterable[Ring], red: Grey) -> list[RingLook]:
    looks = (look_at(ring, red) for ring in rings if _plausible(ring, max(red.shape)))
    return [look for look in looks if look.score >= _LEAST_SCORE]


def _without_lines(red: Grey) -> Grey:
    """The red ink with long straight lines rubbed out."""
    length = _LONG_LINE * max(red.shape)
    lines = cv2.HoughLinesP(red, 1, np.pi / 360, 60, minLineLength=length, maxLineGap=6)
    rest = red.copy()
    for x0, y0, x1, y1 in () if lines is None else np.asarray(lines).reshape(-1, 4)[:_MOST_LINES]:
        cv2.line(rest, (int(x0), int(y0)), (int(x1), int(y1)), [0], 5)
    return rest


def _whole(outline: Floats) -> Iterator[Ring]:
    hull = cv2.convexHull(outline.astype(np.int32))
    if len(hull) < 6:
        return
    (x, y), (first, second), turn = cv2.fitEllipse(hull)
    if min(first, second) > 1 and abs(cv2.contourArea(hull) / (np.pi * first * second / 4) - 1) < 0.12:
        yield Ring(float(x), float(y), first / 2, second / 2, float(turn))


def _plausible(ring: Ring, side: int) -> bool:
    longer, shorter = 2 * max(ring.first, ring.second), 2 * min(ring.first, ring.second)
    return _LEAST_DIAMETER * side <= longer <= _MOST_DIAMETER * side and shorter >= _LEAST_ROUNDNESS * longer


def _overlap(one: Ring, other: Ring) -> float:
    """Intersection over union of the upright boxes."""
    first, second = one.bounds, other.bounds
    across = min(first[2], second[2]) - max(first[0], second[0])
    down = min(first[3], second[3]) - max(first[1], second[1])
    if across <= 0 or down <= 0:
        return 0.0
    areas = [(right - left) * (bottom - top) for left, top, right, bottom in (first, second)]
    return across * down / min(areas)


def _seal(look: RingLook, scale: float, size: tuple[int, int]) -> Seal:
    left, top, right, bottom = look.bounds
    x, y = max(0, round(left / scale)), max(0, round(top / scale))
    width = min(size[0], round(right / scale)) - x
    height = min(size[1], round(bottom / scale)) - y
    shape = SealShape.HALF if look.cut else SealShape.OVAL if look.ring.roundness < _OVAL_BELOW else SealShape.ROUND
    return Seal(Box(x, y, width, height), round(look.score, 2), shape)
