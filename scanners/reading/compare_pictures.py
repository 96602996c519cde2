"""Lays a copy over its original and marks where they differ: an altered digit, a name, an inserted word.

Both are compared as grey ink on even paper, cell by cell, so that a photocopy can be held against a coloured
original. A cell may shift by a few pixels; what counts as different follows from how well the rest of this very page
agrees. Seals are left out: red ink vanishes where both are coloured, and is skipped where a photocopy made it dark.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.domain.page_text import Box
from app.ports.picture_comparer import PictureDifference
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Grey, Numbers, Picture, as_bytes
from scanners.reading.align_pictures import aligned_copy
from scanners.reading.seals import find_seals, red_ink

_SIDE = 2200  # pixels of the original's longer side that is worked on: A4 at about 190 dpi
_CELL, _STEP, _SHIFT = 30, 15, 6
_INK_BELOW = 170  # of 255 for the paper
_LEAST_INK = 0.05  # of a cell
_FLAT = 14.0  # standard deviation of a cell without writing
_RED_IN_CELL = 0.02
_MARGIN = 0.025  # of the longer side: what shows there is the desk behind the paper's edge
_SURELY_ALIKE, _SURELY_UNLIKE = 0.88, 0.4
_DEVIATIONS = 10.0  # of the distance between the usual cell and the tenth part that agrees worst
_MOST_DIFFERENT = 0.5  # of the cells: more is another page
_NOT_ALIGNED = PictureDifference(aligned=False, regions=())


@dataclass(frozen=True)
class _Pair:
    """Original and laid-over copy as grey on even paper (255); what a seal hides and where the copy ends, 0 or 1."""

    original: Grey
    copy: Grey
    left_out: Grey
    outside: Grey


def compare_pictures(original: Picture, copy: Picture) -> PictureDifference:
    """Say where `copy` differs from `original`; regions in the original's pixels, largest difference first."""
    scale = min(1.0, _SIDE / max(original.shape[:2]))
    page = as_bytes(cv2.resize(original, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    laid = aligned_copy(page, copy)
    if laid is None:
        return _NOT_ALIGNED
    pair = _paired(page, *laid)
    places, agreement = _agreement(pair)
    if len(places) == 0:
        return PictureDifference(aligned=True, regions=())
    different = agreement < _threshold(agreement)
    if float(different.mean()) > _MOST_DIFFERENT:
        return _NOT_ALIGNED
    return PictureDifference(aligned=True, regions=_regions(pair, places[different], agreement[different], scale))


def _paired(page: Picture, over: Picture, covered: Grey) -> _Pair:
    first_seals, second_seals = _sealed(page), _sealed(over)
    sealed = first_seals | second_seals
    # Sealed on one side only: a photocopy beside a coloured page. What lies under the ink cannot be compared.
    alone = (red_ink(page) & first_seals & ~second_seals) | (red_ink(over) & second_seals & ~first_seals)
    alone = as_bytes(cv2.dilate(alone & 1, np.ones((7, 7), np.uint8)))
    margin = round(_MARGIN * max(covered.shape))
    outside = as_bytes(cv2.dilate(1 - covered, np.ones((2 * _SHIFT + 1, 2 * _SHIFT + 1), np.uint8)))
    outside[:margin], outside[-margin:], outside[:, :margin], outside[:, -margin:] = 1, 1, 1, 1
    return _Pair(_even(_grey(page, sealed)), _even(_grey(over, sealed)), alone, outside)


def _sealed(pixels: Picture) -> Grey:
    """Where seals lie, 0 or 1."""
    mask = np.zeros(pixels.shape[:2], np.uint8)
    for seal in find_seals(pixels):
        box = seal.box
        mask[box.y : box.y + box.height, box.x : box.x + box.width] = 1
    return mask


def _grey(pixels: Picture, sealed: Grey) -> Grey:
    """Brightness; under seals the brightest channel, in which red ink vanishes."""
    return np.where(sealed > 0, pixels.max(2), as_bytes(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)))


def _even(grey: Grey) -> Grey:
    """Ink on paper that is 255 everywhere, whatever the light."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 15)
    paper = np.asarray(cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR), np.float32)
    level = np.clip(grey / np.maximum(paper, 1.0) * 255.0, 0, 255).astype(np.uint8)
    return as_bytes(cv2.GaussianBlur(level, (0, 0), 1.1))


def _agreement(pair: _Pair) -> tuple[Numbers, Floats]:
    """Cells that hold writing in either picture (x, y of their corners, shape (n, 2)) and how well they agree."""
    height, width = pair.original.shape
    rows = np.arange(_SHIFT, height - _CELL - _SHIFT, _STEP)
    columns = np.arange(_SHIFT, width - _CELL - _SHIFT, _STEP)
    y, x = (grid.ravel() for grid in np.meshgrid(rows, columns, indexing="ij"))
    ink = _per_cell(((pair.original < _INK_BELOW) | (pair.copy < _INK_BELOW)).astype(np.uint8), x, y)
    hidden = _per_cell(pair.left_out, x, y)
    beyond = _per_cell(pair.outside, x, y)
    keep = (ink >= _LEAST_INK) & (hidden <= _RED_IN_CELL) & (beyond == 0)
    places = np.stack([x[keep], y[keep]], 1)
    return places, np.array([_cell_agreement(pair, int(left), int(top)) for left, top in places])


def _per_cell(mask: Grey, x: Numbers, y: Numbers) -> Floats:
    """Share of each cell that the mask (0 or 1) covers."""
    total = np.asarray(cv2.integral(mask))
    inside = total[y + _CELL, x + _CELL] - total[y, x + _CELL] - total[y + _CELL, x] + total[y, x]
    return np.asarray(inside / _CELL**2)


def _cell_agreement(pair: _Pair, left: int, top: int) -> float:
    """Best correlation of a cell with the copy within a few pixels, -1 to 1."""
    cell = pair.original[top : top + _CELL, left : left + _CELL]
    around = pair.copy[top - _SHIFT : top + _CELL + _SHIFT, left - _SHIFT : left + _CELL + _SHIFT]
    if float(cell.std()) < _FLAT:  # ink in the copy only, or too faint to matter
        inner = around[_SHIFT:-_SHIFT, _SHIFT:-_SHIFT]
        return -0.5 if float(inner.std()) > 2 * _FLAT else 1.0
    return float(np.asarray(cv2.matchTemplate(around, cell, cv2.TM_CCOEFF_NORMED)).max())


def _threshold(agreement: Floats) -> float:
    """Below it a cell differs: far outside of what is usual on this page."""
    usual, poor = np.percentile(agreement, (50, 10))
    return float(np.clip(usual - _DEVIATIONS * (usual - poor), _SURELY_UNLIKE, _SURELY_ALIKE))


def _regions(pair: _Pair, places: Numbers, agreement: Floats, scale: float) -> tuple[Box, ...]:
    """Differing cells that touch, as boxes in the original's pixels; the largest difference first."""
    weight = np.zeros(pair.original.shape, np.float32)
    for (x, y), value in zip(places, agreement, strict=True):
        part = weight[y : y + _CELL, x : x + _CELL]
        np.maximum(part, 1.0 - value, out=part)
    count, labels, found, _ = cv2.connectedComponentsWithStats((weight > 0).astype(np.uint8), connectivity=8)
    sums = np.bincount(labels.ravel(), weight.ravel(), minlength=count)
    order = sorted(range(1, count), key=lambda index: -sums[index])
    boxes = np.asarray(found)[:, :4] / scale
    return tuple(Box(*(round(float(value)) for value in boxes[index])) for index in order)
