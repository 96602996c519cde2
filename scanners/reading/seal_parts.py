"""Finds the parts of a seal across pages (骑缝章) at a page's left and right edge, and measures where they are cut.

A part is red ink on one circle that stops at straight cuts: at the page's own edge, and, of pages that lay fanned,
where the page above covered this one. Whether parts of several pages belong together: `app.domain.half_seals`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.domain.page import Point
from app.domain.page_text import Box, PageSide, SealCut, SealPart
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Flags, Floats, Grey, Picture, as_bytes
from scanners.reading.seal_arcs import arcs_along
from scanners.reading.seal_ring import Ring
from scanners.reading.seals import red_ink

_SIDE = 1650  # pixels of the page's longer side that is worked on: 140 dpi of A4
_LONGER_MM = 297.0  # what the longer side is taken for; only proportions of a seal to its page hang on it
_STRIP = 0.32  # of the width that is looked at on either side
_NEAR_EDGE_MM = 14.0  # a strip of a fan that closes before the edge still begins as near as this
_ROW_GAP_MM = 24.0  # between ring and writing along a cut
_LEAST_HEIGHT_MM, _MOST_HEIGHT_MM = 10.0, 66.0
_ROUND_ABOUT_MM = 16.0  # a ring reaches this far beyond its chord at the edge
_LEAST_RADIUS_MM, _MOST_RADIUS_MM = 14.0, 31.0  # official seals: 38 to 58 mm across
_BAND_MM = 0.8  # to either side of the fitted circle
_OPEN_MM = 1.5  # by which the circle goes on beyond the ink
_AT_EDGE_MM = 3.5  # from the picture's edge to the paper's
_LEAST_SHARE = 0.6  # of the ring that must be there between the cuts
_LEAST_WIDTH_MM = 3.0
_ANGLES = 720
_GAP_BRIDGED = 9  # angles: faint ink
_RIM_POINTS = 40
_SAMPLES = 256
_SPREAD_MM = 0.3  # from red pixels, within which what is dark is ink of the seal
_DEPTHS_MM = (0.0, 0.08)  # from the cut inwards


class _Fine:
    """The seal's ink at full size. Red is told by colour, of which pictures hold half the detail; ink by darkness."""

    def __init__(self, strip: Picture, scale: float) -> None:
        self._strip = strip
        self._scale = scale

    def along(self, red: Grey, places: Floats, unit: float) -> Floats:
        """How dark (0 to 1 of the darkest) the ink is at places (shape (..., 2)) of the small strip."""
        x = ((places[..., 0] + 0.5) / self._scale - 0.5).astype(np.float32)
        y = ((places[..., 1] + 0.5) / self._scale - 0.5).astype(np.float32)
        green = as_bytes(cv2.extractChannel(self._strip, 1))
        seen = np.asarray(cv2.remap(green, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float64)
        side = 2 * round(_SPREAD_MM * unit) + 1
        near = cv2.dilate(red, np.ones((side, side), np.uint8))
        sx, sy = places[..., 0].astype(np.float32), places[..., 1].astype(np.float32)
        masked = np.asarray(cv2.remap(near, sx, sy, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE))
        dark = (float(np.percentile(green[::4, ::4], 75)) - seen) * masked
        darkest = max(1.0, float(np.percentile(dark, 98)))
        return np.asarray(np.clip(dark / darkest, 0, 1))


@dataclass(frozen=True)
class _Arc:
    """The ring's rim as it is there: points (x, y) and the side of the middle they lie on, in order of their angle."""

    points: Floats
    upper: Flags


def find_seal_parts(pixels: Picture) -> tuple[SealPart, ...]:
    """Find the parts at both edges, pixels of the picture given; a whole seal near the edge is none."""
    height, width = pixels.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    strip = round(_STRIP * width)
    found: list[SealPart] = []
    for side in PageSide:
        part = pixels[:, :strip][:, ::-1] if side is PageSide.LEFT else pixels[:, width - strip :]
        left = 0 if side is PageSide.LEFT else width - strip
        unit = max(height, width) * scale / _LONGER_MM
        found += [_on_page(one, side, scale, (left, strip)) for one in parts_at_right(part, scale, unit)]
    return tuple(found)


def parts_at_right(strip: Picture, scale: float, unit: float) -> Iterator[SealPart]:
    """Parts at the right edge of a strip, in pixels of it made smaller by `scale`, `unit` of them a millimetre."""
    red = red_ink(as_bytes(cv2.resize(strip, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)))
    for top, bottom in _runs(red, unit):
        reach = round(_ROUND_ABOUT_MM * unit)
        rows = slice(max(0, top - reach), bottom + reach)
        for ring in arcs_along(_first_and_last(red, rows), max(red.shape)):
            part = _part(ring, red, unit, _Fine(strip, scale))
            if part is not None:
                yield part
                break


def _runs(red: Grey, unit: float) -> Iterator[tuple[int, int]]:
    """Rows from and to which there is ink near the edge."""
    rows = np.flatnonzero(red[:, -round(_NEAR_EDGE_MM * unit) :].any(1))
    if len(rows) == 0:
        return
    breaks = np.flatnonzero(np.diff(rows) > _ROW_GAP_MM * unit)
    for first, last in zip([0, *(breaks + 1)], [*breaks, len(rows) - 1], strict=True):
        top, bottom = int(rows[first]), int(rows[last])
        if _LEAST_HEIGHT_MM * unit <= bottom - top <= _MOST_HEIGHT_MM * unit:
            yield top, bottom


def _first_and_last(red: Grey, rows: slice) -> Floats:
    """The uppermost and the lowest ink of each column: what the ring is, whatever it holds."""
    part = red[rows]
    columns = np.flatnonzero(part.any(0))
    upper = part[:, columns].argmax(0)
    lower = len(part) - 1 - part[::-1, columns].argmax(0)
    points = np.concatenate([np.stack([columns, upper], 1), np.stack([columns, lower], 1)])
    return np.asarray(points + np.array([0, rows.start]), np.float64)


def _part(ring: Ring, red: Grey, unit: float, fine: _Fine) -> SealPart | None:
    """The part of this ring, None when it is none: whole, a sliver, or not cut where a page ends."""
    if not _LEAST_RADIUS_MM * unit <= ring.first <= _MOST_RADIUS_MM * unit:
        return None
    arc = _arc(ring, red, unit)
    if not arc.upper.any() or arc.upper.all():
        return None
    left, right = _ends(arc, leftmost=True), _ends(arc, leftmost=False)
    open_left = min(left[0][0], left[1][0]) - (ring.x - ring.first) > _OPEN_MM * unit
    open_right = ring.x + ring.first - max(right[0][0], right[1][0]) > _OPEN_MM * unit
    at_edge = red.shape[1] - min(right[0][0], right[1][0]) <= _AT_EDGE_MM * unit
    wide = max(right[0][0], right[1][0]) - min(left[0][0], left[1][0])
    if not (open_left or open_right) or (open_right and not at_edge) or wide < _LEAST_WIDTH_MM * unit:
        return None
    if _share(ring, arc, left if open_left else None, right if open_right else None) < _LEAST_SHARE:
        return None
    step = max(1, len(arc.points) // _RIM_POINTS)
    rim = tuple((float(x), float(y)) for x, y in arc.points[::step])
    low, high = arc.points.min(0), arc.points.max(0)
    box = Box(round(low[0]), round(low[1]), round(high[0] - low[0]), round(high[1] - low[1]))
    outer = _cut(right, red, -unit, fine) if open_right else None
    inner = _cut(left, red, unit, fine) if open_left else None
    return SealPart(PageSide.RIGHT, box, rim, outer, inner)


def _arc(ring: Ring, red: Grey, unit: float) -> _Arc:
    """Where the outermost ink lies in a band about the ring."""
    angles = np.arange(_ANGLES) * 2 * np.pi / _ANGLES
    offsets = np.arange(-_BAND_MM * unit, _BAND_MM * unit, 0.5)
    x = ring.x + np.outer(np.cos(angles), ring.first + offsets)
    y = ring.y + np.outer(np.sin(angles), ring.first + offsets)
    ink = np.asarray(cv2.remap(red, x.astype(np.float32), y.astype(np.float32), cv2.INTER_NEAREST, borderValue=0))
    there = np.asarray(ink.max(1) > 0)
    around = np.concatenate([there[-_GAP_BRIDGED:], there, there[:_GAP_BRIDGED]]).astype(np.float32)
    dense = np.convolve(around, np.full(2 * _GAP_BRIDGED + 1, 1 / (2 * _GAP_BRIDGED + 1)), "valid")
    there &= dense > 0.4  # a speck on the circle is not the ring
    outermost = ink.shape[1] - 1 - ink[:, ::-1].argmax(1)
    rows = np.flatnonzero(there)
    points = np.stack([x[rows, outermost[rows]], y[rows, outermost[rows]]], 1)
    return _Arc(points, np.asarray(np.sin(angles[rows]) < 0))


def _ends(arc: _Arc, *, leftmost: bool) -> tuple[Point, Point]:
    """The outermost points of the upper and of the lower arc."""
    ends = []
    for half in (arc.upper, ~arc.upper):
        points = arc.points[half]
        x, y = points[points[:, 0].argmin() if leftmost else points[:, 0].argmax()]
        ends.append((float(x), float(y)))
    return ends[0], ends[1]


def _share(ring: Ring, arc: _Arc, left: tuple[Point, Point] | None, right: tuple[Point, Point] | None) -> float:
    """How much of the ring between the cuts is there."""
    x = ring.x + ring.first * np.cos(np.arange(_ANGLES) * 2 * np.pi / _ANGLES)
    between = np.ones(_ANGLES, np.bool_)
    if left is not None:
        between &= x >= min(left[0][0], left[1][0])
    if right is not None:
        between &= x <= max(right[0][0], right[1][0])
    return len(arc.points) / max(1.0, float(between.sum()))


def _cut(ends: tuple[Point, Point], red: Grey, inwards: float, fine: _Fine) -> SealCut:
    """The ink along the cut between two ends of the ring; `inwards` is a millimetre away from it, with its sign."""
    (x0, y0), (x1, y1) = ends
    along = np.linspace(0, 1, _SAMPLES)
    x = (x0 + (x1 - x0) * along)[None] + np.asarray(_DEPTHS_MM)[:, None] * inwards
    y = np.repeat((y0 + (y1 - y0) * along)[None], len(x), 0)
    ink = fine.along(red, np.stack([x, y], -1), abs(inwards)).mean(0)
    return SealCut(ends[0], ends[1], tuple(int(value) for value in (100 * ink).round()))


def _on_page(part: SealPart, side: PageSide, scale: float, strip: tuple[int, int]) -> SealPart:
    """A part of a strip (mirrored for the left side) in pixels of the page; `strip`: where it begins, its width."""
    left, width = strip

    def point(at: Point) -> Point:
        x = at[0] / scale
        return round(left + (width - x if side is PageSide.LEFT else x), 1), round(at[1] / scale, 1)

    def cut(one: SealCut | None) -> SealCut | None:
        return None if one is None else SealCut(point(one.top), point(one.bottom), one.ink)

    (x0, y0), (x1, y1) = (
        point((part.box.x, part.box.y)),
        point((part.box.x + part.box.width, part.box.y + part.box.height)),
    )
    box = Box(max(0, round(min(x0, x1))), max(0, round(y0)), round(abs(x1 - x0)), round(y1 - y0))
    return SealPart(side, box, tuple(point(one) for one in part.rim), cut(part.outer), cut(part.inner))
