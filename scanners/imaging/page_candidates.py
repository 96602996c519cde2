"""Quadrilaterals that might be the page, from several independent ideas of what a page is.

Each idea fails on some desk: contours need a closed edge, brightness a darker desk, the desk's own colour an even
desk, straight lines a page without waves. Together at least one of them nearly always has the page; which one it is
the scorer in `page_sides` decides.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import numpy as np

from scanners.imaging.geometry import crossings, ordered, plausible
from scanners.imaging.opencv import cv2
from scanners.imaging.page_scene import PageScene
from scanners.imaging.picture import Floats, Grey, as_bytes

LEAST_AREA = 0.02  # of the frame
_MOST_LINES = 8  # a direction; two of each make a quadrilateral, so the count grows with the fourth power
_SAME_CORNER = 3.0  # pixels
_MOST_UNREST, _LEAST_DIFFERENCE = 8.0, 4.0  # weighted Lab units, of an even desk and of what lies on it


def page_candidates(scene: PageScene) -> Floats:
    """All plausible quadrilaterals, without near repetitions, shape (n, 4, 2)."""
    found = [quad for mask in _masks(scene) for quad in _quads_of_mask(mask)]
    outlines = plausible(np.array(found).reshape(-1, 4, 2), scene.size, LEAST_AREA)
    crossed = plausible(_quads_of_lines(scene), scene.size, 0.1)
    return _distinct(np.concatenate([outlines, crossed]))


def _masks(scene: PageScene) -> Iterable[Grey]:
    light = scene.channels[0]
    wide = cv2.getStructuringElement(cv2.MORPH_RECT, (5, 5))
    for plane, low, high in ((0, 10, 30), (0, 25, 75), (0, 50, 150), (1, 8, 24), (2, 8, 24)):
        yield as_bytes(cv2.dilate(cv2.Canny(scene.channels[plane], low, high), wide))
    _, bright = cv2.threshold(cv2.GaussianBlur(light, (5, 5), 0), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    yield _solid(as_bytes(bright))
    yield _solid(as_bytes(cv2.bitwise_not(bright)))
    yield from (_solid(mask) for mask in _unlike_border(scene))


def _solid(mask: Grey) -> Grey:
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (9, 9))
    return as_bytes(cv2.morphologyEx(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel), cv2.MORPH_OPEN, kernel))


def _unlike_border(scene: PageScene) -> Iterable[Grey]:
    """Mark what differs from the three colours that prevail along the frame: the desk, if any of it shows.

    First what differs clearly; on an even desk, as the lid of a scanner, also what differs at all.
    """
    width, height = scene.size
    band = max(4, int(0.03 * min(width, height)))
    edge = [scene.colour[:band], scene.colour[-band:], scene.colour[:, :band], scene.colour[:, -band:]]
    ring = np.concatenate([part.reshape(-1, 3) for part in edge])[::7].astype(np.float32)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 1.0)
    cv2.setRNGSeed(1)
    _, _, centres = cv2.kmeans(ring, 3, np.empty(0, np.int32), criteria, 1, cv2.KMEANS_PP_CENTERS)
    half = np.ascontiguousarray(scene.colour[::2, ::2])  # a sheet is large: every second pixel shows it
    away = np.full(half.shape[:2], np.inf, np.float32)
    for centre in centres:
        offset = half - centre
        away = np.minimum(away, np.einsum("ijk,ijk->ij", offset, offset))
    distance = np.sqrt(away)
    _, clear = cv2.threshold(
        np.clip(distance * 3, 0, 255).astype(np.uint8), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU
    )
    yield as_bytes(cv2.resize(clear, (width, height), interpolation=cv2.INTER_NEAREST))
    edge_band = band // 2
    rim = np.concatenate([distance[:edge_band].ravel(), distance[-edge_band:].ravel()])
    unrest = 2.0 * float(np.percentile(rim, 90))
    if unrest < _MOST_UNREST:
        slight = as_bytes((distance > max(unrest, _LEAST_DIFFERENCE)).astype(np.uint8) * 255)
        yield as_bytes(cv2.resize(slight, (width, height), interpolation=cv2.INTER_NEAREST))


def _quads_of_mask(mask: Grey) -> Iterable[Floats]:
    least = LEAST_AREA * mask.size
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    hulls = sorted((cv2.convexHull(contour) for contour in contours), key=cv2.contourArea, reverse=True)
    for hull in hulls[:6]:
        if cv2.contourArea(hull) > least:
            yield ordered(_four_corners(np.asarray(hull)))


def _four_corners(hull: Floats) -> Floats:
    """Reduce a hull to four corners; a cut or rounded corner is extended from the four longest sides."""
    length = cv2.arcLength(hull, True)
    for share in (0.01, 0.02, 0.03, 0.045, 0.07):
        corners = cv2.approxPolyDP(hull, share * length, True)
        if len(corners) == 4:
            return np.asarray(corners, np.float64).reshape(4, 2)
        if len(corners) < 4:
            break
    outline = np.asarray(cv2.approxPolyDP(hull, 0.008 * length, True), np.float64).reshape(-1, 2)
    extended = _extended(outline) if 5 <= len(outline) <= 16 else None
    return extended if extended is not None else np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)), np.float64)


def _extended(outline: Floats) -> Floats | None:
    sides = np.roll(outline, -1, 0) - outline
    longest = np.sort(np.argsort(-np.linalg.norm(sides, axis=1))[:4])
    normals = np.stack([-sides[longest, 1], sides[longest, 0]], 1)
    lines = np.column_stack([normals, (normals * outline[longest]).sum(1)])
    corners = crossings(lines, np.roll(lines, -1, 0))
    return corners if bool(np.isfinite(corners).all()) else None


def _quads_of_lines(scene: PageScene) -> Floats:
    """Every pair of level lines crossed with every pair of upright ones."""
    level, upright = _long_lines(scene)
    quads = [
        crossings(np.array([one, one, two, two]), np.array([left, right, right, left]))
        for one, two in itertools.combinations(level, 2)
        for left, right in itertools.combinations(upright, 2)
    ]
    if not quads:
        return np.empty((0, 4, 2))
    stacked = np.array(quads)
    finite = stacked[np.isfinite(stacked).all((1, 2))]
    spokes = finite - finite.mean(1, keepdims=True)
    turn = np.argsort(np.arctan2(spokes[..., 1], spokes[..., 0]), axis=1)
    clockwise = np.take_along_axis(finite, turn[..., None], axis=1)
    first = np.argmin(clockwise.sum(-1), axis=1)
    return np.asarray(np.take_along_axis(clockwise, ((first[:, None] + np.arange(4)) % 4)[..., None], axis=1))


def _long_lines(scene: PageScene) -> tuple[Floats, Floats]:
    """The strongest level and upright lines as (a, b, c) with a x + b y = c and a unit normal."""
    width, height = scene.size
    edges = cv2.Canny(scene.channels[0], 15, 45)
    least = 0.12 * min(width, height)
    found = cv2.HoughLinesP(edges, 1, np.pi / 360, 50, minLineLength=least, maxLineGap=12)
    if found is None:
        return np.empty((0, 3)), np.empty((0, 3))
    ends = np.asarray(found, np.float64).reshape(-1, 4)
    along = ends[:, 2:] - ends[:, :2]
    length = np.linalg.norm(along, axis=1)
    normal = np.stack([-along[:, 1], along[:, 0]], 1) / length[:, None]
    is_level = np.abs(along[:, 0]) >= np.abs(along[:, 1])
    facing = np.where(is_level, normal[:, 1], normal[:, 0])
    normal[facing < 0] *= -1
    lines = np.column_stack([normal, (normal * ends[:, :2]).sum(1)])
    middle = np.array([width / 2, height / 2])
    return (
        _merged(lines[is_level], length[is_level], middle),
        _merged(lines[~is_level], length[~is_level], middle),
    )


def _merged(lines: Floats, length: Floats, middle: Floats) -> Floats:
    """Join segments of one line (within 3 degrees and 5 pixels at the middle), longest sums first."""
    kept: list[Floats] = []
    weight: list[float] = []
    for index in np.argsort(-length)[:200]:
        line = lines[index]
        for place, other in enumerate(kept):
            close = abs(float(line[:2] @ other[:2])) > np.cos(np.radians(3))
            if close and abs(_offset(line, middle) - _offset(other, middle)) < 5:
                weight[place] += float(length[index])
                break
        else:
            kept.append(line)
            weight.append(float(length[index]))
    best = np.argsort(-np.array(weight))[:_MOST_LINES]
    return np.array([kept[place] for place in best]).reshape(-1, 3)


def _offset(line: Floats, middle: Floats) -> float:
    return float(line[2] - line[:2] @ middle)


def _distinct(quads: Floats) -> Floats:
    """Drop quadrilaterals whose corners all lie within a few pixels of an earlier one."""
    kept: list[Floats] = []
    seen: set[bytes] = set()
    for quad in quads:
        cell = np.round(quad / _SAME_CORNER).astype(np.int32).tobytes()
        if cell not in seen:
            seen.add(cell)
            kept.append(quad)
    return np.array(kept).reshape(-1, 4, 2)
