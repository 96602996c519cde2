"""Several sheets in one picture: both sides of a card on the glass, a licence and a card under the camera.

A wrong cut does more harm here than with one page, so each must have the proportions of a paper that offices know,
each must bear writing, none may compete with another outline of its own place, and no writing may lie beside them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scanners.imaging.geometry import areas, filled, overlap, share_inside, side_lengths
from scanners.imaging.opencv import cv2
from scanners.imaging.page_scene import LAB_WEIGHTS, PageScene
from scanners.imaging.picture import Flags, Floats, Grey

_PROPORTIONS = (85.6 / 54.0, 2**0.5)  # ISO/IEC 7810 ID-1; ISO 216 sheets, ID-3 passport pages
_OFF_PROPORTION = 0.07
_INSIDE, _BESIDE = 0.9, 0.03  # shares of a quadrilateral's area
_LIKE = 0.97
_LARGER = 1.15
_LEAST_RIVAL = 0.3  # of the chosen one's area
_NEAR_SCORE = 0.06
_ALL_WRITING, _LEAST_WRITING = 0.985, 60  # share of the picture's; pixels at the working scale on each sheet
_DARKER_THAN_PAPER = 55  # grey levels
_GAP_REACH = 6.0  # pixels beyond a side at which the gap to the next sheet is looked at


@dataclass(frozen=True, slots=True)
class Sheets:
    """Outlines of what looks like a sheet, shape (n, 4, 2), best first.

    `scores` has shape (n,), `paper` is the colour inside (n, 3), `outside` the colour beyond each side (n, 4, 3).
    """

    quads: Floats
    scores: Floats
    paper: Floats
    outside: Floats


def sheets_apart(scene: PageScene, sheets: Sheets) -> tuple[Floats, ...]:
    """Corners of two or more sheets that lie apart, from the top left on; empty when that is not certain."""
    if len(sheets.quads) < 2:
        return ()
    whole = ~_spans_a_gap(sheets)
    outer = whole & ~_lies_on_another(sheets, whole)
    ink = [int((scene.writing * filled(quad, scene.size)).sum()) for quad in sheets.quads]
    chosen: list[int] = []
    for place in np.flatnonzero(outer & (np.array(ink) >= _LEAST_WRITING)):
        if all(share_inside(sheets.quads[place], sheets.quads[other]) < _BESIDE for other in chosen):
            chosen.append(int(place))
    certain = (
        len(chosen) >= 2
        and all(_known_proportion(sheets.quads[place]) for place in chosen)
        and not any(_contested(sheets, place, whole) for place in chosen)
        and _hold_all_writing(scene, sheets, chosen)
    )
    return _in_reading_order([sheets.quads[place] for place in chosen]) if certain else ()


def _spans_a_gap(sheets: Sheets) -> Flags:
    """True for an outline drawn around two sheets, or along the sides of several: the desk shows between them."""
    count = len(sheets.quads)
    spans = np.zeros(count, np.bool_)
    for place in range(count):
        held = [other for other in range(count) if _holds(sheets.quads[place], sheets.quads[other])]
        desks = _desks(sheets, place)
        spans[place] = any(_gap_beside(sheets, place, other, desks) for other in held)
    return spans


def _desks(sheets: Sheets, place: int) -> Floats:
    """The colours that may be the desk around an outline, shape (n, 3).

    Lines along the sides of several sheets have the desk beyond some of them only. A true sheet of known proportions
    is spared that doubt: its light may fall off to the tone of a pale desk.
    """
    outside = sheets.outside[place]
    middle = np.median(outside, axis=0)[None]
    return middle if _known_proportion(sheets.quads[place]) else np.concatenate([middle, outside])


def _holds(outer: Floats, inner: Floats) -> bool:
    return bool(areas(outer) > _LARGER * areas(inner)) and share_inside(inner, outer) > _INSIDE


def _gap_beside(sheets: Sheets, place: int, other: int, desks: Floats) -> bool:
    """True when beyond a side of `other`, well within the outline, a desk shows and not the outline's paper."""
    inner = sheets.quads[other]
    middles = (inner + np.roll(inner, -1, 0)) / 2
    outline = sheets.quads[place].astype(np.float32).reshape(-1, 1, 2)
    for side in range(4):
        x, y = (float(value) for value in middles[side])
        if cv2.pointPolygonTest(outline, (x, y), True) < 2 * _GAP_REACH:
            continue
        seen = sheets.outside[other, side]
        nearest = np.linalg.norm(seen - desks, axis=1).min()
        if nearest < 0.5 * np.linalg.norm(seen - sheets.paper[place]):
            return True
    return False


def _lies_on_another(sheets: Sheets, whole: Flags) -> Flags:
    """True for what is printed on, or lies upon, a larger sheet."""
    larger = np.flatnonzero(whole)
    return np.array([any(_holds(sheets.quads[other], quad) for other in larger) for quad in sheets.quads], np.bool_)


def _known_proportion(quad: Floats) -> bool:
    top, right, bottom, left = (float(length) for length in side_lengths(quad[None])[0])
    width, height = (top + bottom) / 2, (left + right) / 2
    ratio = max(width, height) / min(width, height)
    return any(abs(ratio / known - 1) < _OFF_PROPORTION for known in _PROPORTIONS)


def _contested(sheets: Sheets, place: int, whole: Flags) -> bool:
    """True when another outline of nearly the same rank covers part of this one and has other sides."""
    quad = sheets.quads[place]
    near = whole & (sheets.scores > sheets.scores[place] - _NEAR_SCORE)
    near &= areas(sheets.quads) > _LEAST_RIVAL * areas(quad)
    others = (sheets.quads[other] for other in np.flatnonzero(near) if other != place)
    return any(share_inside(quad, other) > _BESIDE and overlap(quad, other) < _LIKE for other in others)


def _hold_all_writing(scene: PageScene, sheets: Sheets, chosen: list[int]) -> bool:
    covered: Grey = np.zeros_like(scene.writing)
    for place in chosen:
        covered |= filled(sheets.quads[place], scene.size)
    darkest = float(sheets.paper[chosen, 0].min()) / float(LAB_WEIGHTS[0])
    beside = (scene.words > 0) & (covered == 0) & (scene.channels[0] > darkest - _DARKER_THAN_PAPER)
    held = float((scene.writing * covered).sum())
    return held > _ALL_WRITING * (held + float(beside.sum()))


def _in_reading_order(quads: list[Floats]) -> tuple[Floats, ...]:
    """Rows from the top, each from the left; what overlaps by half of the lower one's height stands in one row."""
    rows: list[list[Floats]] = []
    for quad in sorted(quads, key=lambda one: float(one[:, 1].min())):
        if rows and _beside(rows[-1][0], quad):
            rows[-1].append(quad)
        else:
            rows.append([quad])
    return tuple(quad for row in rows for quad in sorted(row, key=lambda one: float(one[:, 0].mean())))


def _beside(one: Floats, other: Floats) -> bool:
    top, bottom = max(one[:, 1].min(), other[:, 1].min()), min(one[:, 1].max(), other[:, 1].max())
    return bool(bottom - top > 0.5 * min(np.ptp(one[:, 1]), np.ptp(other[:, 1])))
