"""Looks at one ring that may be a seal's: unrolls it and judges ring, writing and what lies outside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Flags, Floats, Grey, as_bytes

_ANGLES = 256
_STEPS = 60  # along the radius, from the middle to `_REACH` radii
_REACH = 1.2
_RING = (0.9, 1.06)
_WRITING = (0.58, 0.86)
_OUTSIDE = (1.09, 1.2)
_AS_PART = 0.95  # a whole ring is the better explanation of the same ink
_THICKNESS = 3  # steps
_LEAST_SHARE = 0.76  # of the ring that must be there; the sides of a square give 0.72
_MISSING_DEG = 70.0  # an empty sector this wide is a cut, not faded ink
_LEAST_ARC_DEG = 75.0  # less of a ring tells nothing
_LEAST_INNER_ARC_DEG = 120.0  # where the edge of the picture is not what cuts it
_LOST_AT_FRAME = 0.15  # of the part on the page: a ring cut by the edge runs up to the edge


@dataclass(frozen=True)
class Ring:
    """An ellipse in pixels: middle, half axes, and the turn of the first axis in degrees (as OpenCV gives it)."""

    x: float
    y: float
    first: float
    second: float
    turn: float

    @property
    def roundness(self) -> float:
        """Shorter by longer axis."""
        return min(self.first, self.second) / max(self.first, self.second)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the whole ellipse."""
        angle = np.radians(self.turn)
        wide = float(np.hypot(self.first * np.cos(angle), self.second * np.sin(angle)))
        high = float(np.hypot(self.first * np.sin(angle), self.second * np.cos(angle)))
        return self.x - wide, self.y - high, self.x + wide, self.y + high

    def points(self, radii: Floats, angles: Floats) -> tuple[Floats, Floats]:
        """Where the shares `radii` of the half axes lie at `angles` (radians of the ellipse's own parameter)."""
        turn = np.radians(self.turn)
        across, down = self.first * radii * np.cos(angles), self.second * radii * np.sin(angles)
        return (
            np.asarray(self.x + across * np.cos(turn) - down * np.sin(turn)),
            np.asarray(self.y + across * np.sin(turn) + down * np.cos(turn)),
        )


@dataclass(frozen=True)
class RingLook:
    """What a ring looks like; `cut` when a part of it is missing, `bounds` of the part that is there."""

    ring: Ring
    score: float
    cut: bool
    bounds: tuple[float, float, float, float]


def look_at(ring: Ring, red: Grey) -> RingLook:
    """Judge a ring on a mask of red ink (0 or 1); a score below 0.6 is no seal."""
    ink, seen = _unrolled(ring, red)
    there = seen[:, _band(_RING)].mean(1) > 0.5  # directions in which the ring lies on the page
    covered = there & (ink[:, _band(_RING)].max(1) > 0)
    gap = _gap(covered)
    arc = there & ~gap
    cut = bool((~arc).sum() * 360 / _ANGLES >= _MISSING_DEG)
    score = 0.0
    by_frame = (~there).any() and (gap & there).sum() <= _LOST_AT_FRAME * there.sum()
    least = _LEAST_ARC_DEG if by_frame else _LEAST_INNER_ARC_DEG
    if arc.sum() * 360 / _ANGLES >= least:
        score = _score(ink, arc) if not cut else _AS_PART * _score(ink, arc, most_outside=0.15)
    return RingLook(ring, score, cut, _bounds(ring, arc, cut))


def _unrolled(ring: Ring, red: Grey) -> tuple[Grey, Flags]:
    """Ink along each direction, shape (angles, steps), and which of these points lie on the picture."""
    radii, angles = np.meshgrid(
        (np.arange(_STEPS) + 0.5) * _REACH / _STEPS, np.arange(_ANGLES) * 2 * np.pi / _ANGLES, indexing="xy"
    )
    x, y = ring.points(radii, angles)
    height, width = red.shape
    seen = (x >= 0) & (x <= width - 1) & (y >= 0) & (y <= height - 1)
    ink = cv2.remap(red, x.astype(np.float32), y.astype(np.float32), cv2.INTER_NEAREST, borderValue=0)
    return as_bytes(ink), np.asarray(seen)


def _band(shares: tuple[float, float]) -> slice:
    return slice(round(shares[0] * _STEPS / _REACH), round(shares[1] * _STEPS / _REACH))


def _gap(covered: Flags) -> Flags:
    """The one widest run of directions without ring, when it is wide enough to be a cut."""
    none = np.zeros_like(covered)
    if not covered.any():
        return none
    start = int(np.argmax(covered))
    turned = np.roll(covered, -start)
    edges = np.flatnonzero(np.diff(np.concatenate(([1], turned.astype(np.int8), [1]))))
    runs = [(int(end - begin), int(begin)) for begin, end in zip(edges[::2], edges[1::2], strict=True)]
    length, begin = max(runs, default=(0, 0))
    if length * 360 / _ANGLES < _MISSING_DEG:
        return none
    none[begin : begin + length] = True
    return np.roll(none, start)


def _score(ink: Grey, arc: Flags, most_outside: float = 0.3) -> float:
    """How much it looks like a seal, 0 to 1; each test that fails outright gives 0."""
    share = _thin_share(ink[arc])
    writing = ink[arc][:, _band(_WRITING)].astype(np.int8)
    fill = float(writing.mean())
    outside = float(ink[arc][:, _band(_OUTSIDE)].mean())
    along = np.abs(np.diff(writing, axis=0)).sum(0)  # strokes met on each circle through the writing
    strokes = float(np.percentile(along, 75)) * _ANGLES / float(arc.sum())
    # Written glyphs change as often along the ring as across it; the ridges of a finger follow the ring.
    across = float(np.abs(np.diff(writing, axis=1)).sum())
    follows = across / max(1.0, float(along.sum()))
    if share < _LEAST_SHARE or not 0.03 < fill < 0.7 or outside > most_outside or strokes < 14 or follows > 2.2:
        return 0.0
    return 0.5 * min(1.0, share / 0.85) + 0.3 * min(1.0, strokes / 26) + 0.2 * max(0.0, 1 - outside / 0.3)


def _thin_share(ink: Grey) -> float:
    """In how many directions the ring is met at one and the same distance; a square's sides come and go."""
    band = _band(_RING)
    starts = range(band.start, band.stop - _THICKNESS + 1)
    return max(float((ink[:, start : start + _THICKNESS].max(1) > 0).mean()) for start in starts)


def _bounds(ring: Ring, arc: Flags, cut: bool) -> tuple[float, float, float, float]:
    if not cut or not arc.any():
        return ring.bounds
    x, y = ring.points(np.ones(int(arc.sum())), np.flatnonzero(arc) * 2 * np.pi / _ANGLES)
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())
