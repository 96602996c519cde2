"""Puts the parts of a seal across pages (骑缝章) together and says whether they make one seal.

Pure geometry, no library: each next part is laid so that the ends of its ring meet those of the part before. Then the
rim of all parts must lie on one closed circle, the pages must not have been moved far, and the strokes that one cut
goes through must go on behind it. The ring alone proves nothing: seals are of one size by rule.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from app.domain.page_text import PageSide, SealCut, SealPart

_MOST_SCALE = 1.06  # between two pages of one paper
_WRONG_SCALE = 1.15
_MOST_TURN = math.radians(4)
_MOST_SHIFT, _WRONG_SHIFT = 0.02, 0.06  # of the page's height, along the edge
_MOST_AWAY, _WRONG_AWAY = 0.028, 0.055  # root mean square from the circle, of its radius
_MOST_HOLE_DEG = 45.0  # of the ring that may be unseen
_WRITING = (0.5, 0.91)  # of the radius; within stands the star that all seals share, outside the ring
_LEAST_STROKES, _TELLING_STROKES = 2, 3
_ALIKE, _UNLIKE = 0.84, 0.15  # correlation of the ink along both sides of a cut
_SLIP = 4  # samples by which the two sides may be moved against one another


class SealMatch(StrEnum):
    """Whether parts make one seal.

    RING: ring, size and height go on, the strokes at the cut do not tell. Any seal of that size pressed at that place
    would look so.
    """

    FITS = "fits"
    RING = "ring"
    DIFFERS = "differs"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """A part and the height of the picture it is on, both in pixels."""

    part: SealPart
    page_height: int


@dataclass(frozen=True, slots=True)
class Circle:
    """Middle and radius."""

    middle: complex
    radius: float


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of a chain of parts: one match a cut, and whether the ring closes at both ends."""

    matches: tuple[SealMatch, ...]
    closed: bool


def joining_cuts(one: SealPart, following: SealPart) -> tuple[SealCut, SealCut] | None:
    """The cuts at which a part goes on in the part of a following page, None where it cannot.

    Pages side by side: right edge to left edge. Pages fanned: the edge of the upper one to where it lay on the next.
    """
    if one.side is PageSide.RIGHT and following.side is PageSide.LEFT:
        return (one.outer, following.outer) if one.outer is not None and following.outer is not None else None
    if one.side is following.side and one.outer is not None and following.inner is not None:
        return one.outer, following.inner
    return None


def join(chain: Sequence[PlacedPart]) -> Joined:
    """Put two or more parts together, each of which `joining_cuts` the next. Raises ValueError for others."""
    turn, move = 1 + 0j, 0j
    rims = [_rim(chain[0].part)]
    cuts: list[tuple[SealCut, SealCut, complex, complex]] = []
    laid: list[SealMatch] = []
    for one, following in pairwise(chain):
        pair = joining_cuts(one.part, following.part)
        if pair is None:
            raise ValueError("parts that have no cut in common")
        here, there = pair
        laid.append(_laid(one, following, here, there))
        cuts.append((here, there, turn, move))
        top, bottom = (turn * complex(*at) + move for at in (here.top, here.bottom))
        turn = (bottom - top) / (complex(*there.bottom) - complex(*there.top))
        move = top - turn * complex(*there.top)
        rims.append([turn * at + move for at in _rim(following.part)])
    circle = circle_through([at for rim in rims for at in rim])
    if circle is None:
        return Joined((SealMatch.UNSURE,) * len(cuts), closed=False)
    closed = _closed(circle, rims)
    matches = []
    for index, (here, there, turned, moved) in enumerate(cuts):
        rim = _ring_match(circle, rims[index] + rims[index + 1])
        ends = [turned * complex(*at) + moved for at in (here.top, here.bottom)]
        matches.append(_worst((laid[index], rim, _ink_match(here.ink, there.ink, circle, ends))))
    return Joined(tuple(matches), closed)


def circle_through(points: Sequence[complex]) -> Circle | None:
    """The least-squares circle (Kasa's fit), None for points on a line."""
    if len(points) < 3:
        return None
    mean = sum(points) / len(points)
    near = [at - mean for at in points]
    xx, yy = sum(at.real**2 for at in near), sum(at.imag**2 for at in near)
    xy = sum(at.real * at.imag for at in near)
    fx, fy = (sum(abs(at) ** 2 * at.real for at in near) / 2, sum(abs(at) ** 2 * at.imag for at in near) / 2)
    cross = xx * yy - xy * xy
    if cross <= 1e-9 * (xx + yy) ** 2:
        return None
    middle = complex((fx * yy - fy * xy) / cross, (fy * xx - fx * xy) / cross)
    radius = math.sqrt(abs(middle) ** 2 + (xx + yy) / len(near))
    return Circle(middle + mean, radius)


def _rim(part: SealPart) -> list[complex]:
    return [complex(*at) for at in part.rim]


def _laid(one: PlacedPart, following: PlacedPart, here: SealCut, there: SealCut) -> SealMatch:
    """Whether the cuts are of one length and at one height of the page."""
    first, second = _chord(here), _chord(there)
    scale = max(abs(first), abs(second)) / max(1.0, min(abs(first), abs(second)))
    shift = abs(_middle(here) / one.page_height - _middle(there) / following.page_height)
    if scale > _WRONG_SCALE or shift > _WRONG_SHIFT:
        return SealMatch.DIFFERS
    turned = abs(cmath.phase(first / second)) if first and second else math.pi
    good = scale <= _MOST_SCALE and shift <= _MOST_SHIFT and turned <= _MOST_TURN
    return SealMatch.FITS if good else SealMatch.UNSURE


def _chord(cut: SealCut) -> complex:
    return complex(*cut.bottom) - complex(*cut.top)


def _middle(cut: SealCut) -> float:
    return (cut.top[1] + cut.bottom[1]) / 2


def _ring_match(circle: Circle, rim: Sequence[complex]) -> SealMatch:
    away = math.sqrt(sum((abs(at - circle.middle) - circle.radius) ** 2 for at in rim) / len(rim)) / circle.radius
    if away > _WRONG_AWAY:
        return SealMatch.DIFFERS
    return SealMatch.FITS if away <= _MOST_AWAY else SealMatch.UNSURE


def _closed(circle: Circle, rims: Sequence[Sequence[complex]]) -> bool:
    angles = sorted(math.degrees(cmath.phase(at - circle.middle)) for rim in rims for at in rim)
    holes = [after - before for before, after in zip(angles, [*angles[1:], angles[0] + 360], strict=True)]
    return max(holes) <= _MOST_HOLE_DEG


def _ink_match(one: Sequence[int], other: Sequence[int], circle: Circle, ends: Sequence[complex]) -> SealMatch:
    """Whether the strokes that the cut goes through are there on both of its sides."""
    top, bottom = ends
    steps = len(one) - 1
    places = [abs(top + (bottom - top) * at / steps - circle.middle) / circle.radius for at in range(len(one))]
    writing = [at for at, place in enumerate(places) if _WRITING[0] <= place <= _WRITING[1]]
    strokes = min(_strokes(ink, writing) for ink in (one, other))
    alike = max(_correlation(one, other, writing, slip) for slip in range(-_SLIP, _SLIP + 1))
    if strokes >= _LEAST_STROKES and alike >= _ALIKE:
        return SealMatch.FITS
    return SealMatch.DIFFERS if strokes >= _TELLING_STROKES and alike < _UNLIKE else SealMatch.RING


def _strokes(ink: Sequence[int], places: Sequence[int]) -> int:
    """How often the ink begins."""
    dark = [ink[at] >= 50 for at in places]
    return sum(now and not before for before, now in zip([False, *dark], dark, strict=False))


def _correlation(one: Sequence[int], other: Sequence[int], places: Sequence[int], slip: int) -> float:
    pairs = [(one[at], other[at + slip]) for at in places if 0 <= at + slip < len(other)]
    if len(pairs) < 2:
        return 0.0
    first, second = (sum(pair[side] for pair in pairs) / len(pairs) for side in (0, 1))
    both = sum((a - first) * (b - second) for a, b in pairs)
    spread = math.sqrt(sum((a - first) ** 2 for a, _ in pairs) * sum((b - second) ** 2 for _, b in pairs))
    return both / spread if spread > 0 else 0.0


def _worst(matches: Sequence[SealMatch]) -> SealMatch:
    order = (SealMatch.DIFFERS, SealMatch.UNSURE, SealMatch.RING)
    return next((one for one in order if one in matches), SealMatch.FITS)
