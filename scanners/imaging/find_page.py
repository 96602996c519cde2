"""Finds the sheet, or several apart, in a picture and says honestly how sure it is.

`HIGH` is given only when everything agrees: four sides inside the frame, each with an edge and a step of colour that
holds further out too, one kind of paper along all of them, all the writing inside, and no rival sheet. Anything less
keeps the whole frame: a crop that cuts a paper does harm, a missing crop only costs the clerk two strokes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.domain.page import PageConfidence
from scanners.imaging.geometry import areas, filled, overlap, share_inside, side_lengths
from scanners.imaging.opencv import cv2
from scanners.imaging.page_candidates import page_candidates
from scanners.imaging.page_scene import PageScene, page_scene
from scanners.imaging.page_sides import SideEvidence, refined, side_evidence
from scanners.imaging.picture import Flags, Floats, Grey, Picture, as_bytes
from scanners.imaging.sheets_apart import Sheets, sheets_apart

_LEAST_SIDE = 320  # pixels: less is no photograph of a paper
_SHORT_LIST, _ELSEWHERE = 12, 8
_GOOD_EDGE, _GOOD_STEP, _GOOD_FAR_STEP = 0.6, 0.6, 0.5
_LEAST_WRITING = 40  # pixels at the working scale below which writing says nothing
_ALL_WRITING, _MOST_WRITING = 0.985, 0.9
_NEAR_SCORE = 0.06
_SEPARATE = 0.02  # share of an outline that another may cover where the two lie apart
_AS_BRIGHT = 0.78  # of the nearest paper: darker is a desk, not another part of the same sheet
_COARSE = 4  # pixels to one in which the nearest paper is looked up


@dataclass(frozen=True, slots=True)
class FoundPage:
    """`corners` in pixels of the picture, shape (4, 2), or None; `sides_cut` counts sides lying on the frame."""

    corners: Floats | None
    confidence: PageConfidence
    sides_cut: int


@dataclass(frozen=True, slots=True)
class _Judged:
    """The short list after refinement, best first, with what speaks for each."""

    quads: Floats
    sides: SideEvidence
    scores: Floats
    writing: Floats
    strong: Flags


def find_pages(pixels: Picture) -> tuple[FoundPage, ...]:
    """Find the pages of a picture of shape (height, width, 3), in reading order.

    Several only where every one of them is certain and all the writing lies on them; else one answer for the whole
    picture. Never empty and never raises for a picture without a page.
    """
    if min(pixels.shape[:2]) < _LEAST_SIDE:
        return (FoundPage(None, PageConfidence.LOW, 0),)
    scene = page_scene(pixels)
    quads = page_candidates(scene)
    if len(quads) == 0:
        return (FoundPage(None, PageConfidence.LOW, 0),)
    judged = _judged(scene, _short_list(scene, quads))
    apart = sheets_apart(scene, _sheets(judged))
    if apart:
        return tuple(FoundPage(quad / scene.scale, PageConfidence.HIGH, 0) for quad in apart)
    place, confidence = _decide(judged)
    cut = int(judged.sides.on_border[place].sum())
    corners = None if confidence is PageConfidence.LOW else judged.quads[place] / scene.scale
    return (FoundPage(corners, confidence, cut),)


def _short_list(scene: PageScene, quads: Floats) -> Floats:
    """The best dozen, and the best of those that lie elsewhere than the very best."""
    scores = side_evidence(scene, quads).scores(quads, scene.size)
    ranked = quads[np.argsort(-scores)]
    best = _distinct(ranked[: 3 * _SHORT_LIST], _SHORT_LIST)
    elsewhere = [quad for quad in ranked[: 40 * _ELSEWHERE] if share_inside(quad, ranked[0]) < _SEPARATE]
    return _distinct(np.concatenate([best, _distinct(np.array(elsewhere).reshape(-1, 4, 2), _ELSEWHERE)]))


def _distinct(quads: Floats, most: int | None = None) -> Floats:
    kept: list[Floats] = []
    for quad in quads:
        if len(kept) != most and all(np.abs(quad - other).max() > 6 for other in kept):
            kept.append(quad)
    return np.array(kept).reshape(-1, 4, 2)


def _sheets(judged: _Judged) -> Sheets:
    """What has all that one sheet must have, but for the writing of the whole picture."""
    places = np.flatnonzero(judged.strong.all(1) & _one_paper(judged) & _even(judged))
    sides = judged.sides
    return Sheets(
        judged.quads[places], judged.scores[places], np.median(sides.inside[places], 1), sides.outside[places]
    )


def _judged(scene: PageScene, quads: Floats) -> _Judged:
    both = np.concatenate([quads, np.array([refined(scene, quad) for quad in quads])])
    sides = side_evidence(scene, both)
    scores = sides.scores(both, scene.size)
    count = len(quads)
    better = scores[count:] >= scores[:count] - 0.02
    chosen = np.where(better, np.arange(count) + count, np.arange(count))
    chosen = chosen[np.argsort(-scores[chosen])]
    picked = SideEvidence(*(getattr(sides, name)[chosen] for name in SideEvidence.__slots__))
    final = both[chosen]
    writing = np.array([_writing_inside(scene, quad) for quad in final])
    good = (picked.edge > _GOOD_EDGE) & (picked.step > _GOOD_STEP) & (picked.far_step > _GOOD_FAR_STEP)
    return _Judged(final, picked, scores[chosen], writing, strong=good & ~picked.on_border)


def _writing_inside(scene: PageScene, quad: Floats) -> float:
    """Share of the writing that the quadrilateral holds; 1 when there is next to none.

    Outside it only words on something nearly as bright as the paper beside them count: the weave of a dark cloth and
    pens on a desk are no writing, the text around a picture printed on the page is.
    """
    inside = filled(quad, scene.size)
    held = int((scene.writing * inside).sum())
    beside = (scene.words > 0) & (inside == 0)
    if beside.any():
        beside &= scene.channels[0] > _AS_BRIGHT * _paper_beside(scene, inside)
    total = held + int(beside.sum())
    return 1.0 if total < _LEAST_WRITING else held / total


def _paper_beside(scene: PageScene, inside: Grey) -> Grey:
    """Brightness of the paper nearest to each pixel: a shadow that falls across the sheet falls on the desk too."""
    light = scene.channels[0]
    small = (light.shape[1] // _COARSE, light.shape[0] // _COARSE)
    paper = cv2.erode(cv2.resize(inside, small, interpolation=cv2.INTER_NEAREST), np.ones((5, 5), np.uint8))
    if not paper.any():
        return light
    tone = cv2.resize(light, small, interpolation=cv2.INTER_AREA)
    beyond = as_bytes(1 - paper)
    _, nearest = cv2.distanceTransformWithLabels(beyond, cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL)
    tones = np.zeros(int(nearest.max()) + 1, np.uint8)
    tones[nearest[beyond == 0]] = tone[beyond == 0]
    spread = cv2.resize(tones[nearest], (light.shape[1], light.shape[0]), interpolation=cv2.INTER_NEAREST)
    return as_bytes(spread)


def _decide(judged: _Judged) -> tuple[int, PageConfidence]:
    sheets = judged.strong.all(1) & _one_paper(judged) & _even(judged)
    whole = sheets & (judged.writing > _ALL_WRITING)
    if whole.any():
        place = int(np.flatnonzero(whole)[0])
        ahead = judged.scores - judged.scores[place]
        rivals = ((sheets & (ahead > -_NEAR_SCORE)) | (ahead > _NEAR_SCORE / 2)) & (judged.writing > _MOST_WRITING)
        return place, PageConfidence.PARTIAL if _disagrees(judged, place, rivals) else PageConfidence.HIGH
    settled = (judged.strong | judged.sides.on_border).all(1) & (judged.strong.sum(1) >= 2)
    partial = (settled | (judged.strong.sum(1) >= 3)) & (judged.writing > _MOST_WRITING)
    if partial.any():
        return int(np.flatnonzero(partial)[0]), PageConfidence.PARTIAL
    return 0, PageConfidence.LOW


def _one_paper(judged: _Judged) -> Flags:
    """True where the colour just inside is the same paper on all four sides, light fall-off allowed for."""
    hue = judged.sides.inside[..., 1:]
    light = judged.sides.inside[..., 0]
    hue_spread = np.linalg.norm(hue - hue.mean(1, keepdims=True), axis=-1).max(1)
    return np.asarray((hue_spread < 22) & ((light.max(1) - light.min(1)) < 100), np.bool_)


def _even(judged: _Judged) -> Flags:
    length = side_lengths(judged.quads)
    level = np.minimum(length[:, 0], length[:, 2]) / np.maximum(length[:, 0], length[:, 2])
    upright = np.minimum(length[:, 1], length[:, 3]) / np.maximum(length[:, 1], length[:, 3])
    return np.asarray((level > 0.6) & (upright > 0.6), np.bool_)


def _disagrees(judged: _Judged, place: int, rivals: Flags) -> bool:
    """True when another quadrilateral, as sheet-like as the chosen one, has other sides."""
    chosen = judged.quads[place]
    others = (judged.quads[other] for other in np.flatnonzero(rivals) if other != place)
    return any(overlap(chosen, other) < 0.97 and areas(other) > 0.3 * areas(chosen) for other in others)
