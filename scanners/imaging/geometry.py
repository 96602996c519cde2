"""Quadrilaterals in picture coordinates: x right, y down, corners clockwise from the top left."""

from __future__ import annotations

import numpy as np

from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Grey

MIN_CORNER_DEG = 50.0
MAX_CORNER_DEG = 130.0


def ordered(points: Floats) -> Floats:
    """Sort four points clockwise, the one nearest the picture's top left first."""
    quad = np.asarray(points, np.float64).reshape(4, 2)
    spokes = quad - quad.mean(0)
    quad = quad[np.argsort(np.arctan2(spokes[:, 1], spokes[:, 0]))]
    rolled: Floats = np.roll(quad, -int(np.argmin(quad.sum(1))), 0)
    return rolled


def side_lengths(quads: Floats) -> Floats:
    """Lengths of top, right, bottom, left side; `quads` is (n, 4, 2), the answer (n, 4)."""
    return np.asarray(np.linalg.norm(np.roll(quads, -1, -2) - quads, axis=-1))


def areas(quads: Floats) -> Floats:
    """Signed areas by the shoelace formula: positive when the corners run clockwise on the screen."""
    x, y = quads[..., 0], quads[..., 1]
    return np.asarray((x * np.roll(y, -1, -1) - np.roll(x, -1, -1) * y).sum(-1) / 2)


def plausible(quads: Floats, size: tuple[int, int], least_area: float) -> Floats:
    """Keep quadrilaterals that a sheet of paper can look like: convex, corners 50 to 130 degrees, inside the frame."""
    if len(quads) == 0:
        return quads
    width, height = size
    into, out_of = np.roll(quads, 1, 1) - quads, np.roll(quads, -1, 1) - quads
    norms = np.linalg.norm(into, axis=-1) * np.linalg.norm(out_of, axis=-1)
    cosine = (into * out_of).sum(-1) / np.maximum(norms, 1e-6)
    turn = into[..., 0] * out_of[..., 1] - into[..., 1] * out_of[..., 0]
    limit = np.cos(np.radians(MIN_CORNER_DEG))
    slack = 0.03
    inside_x = (quads[..., 0] > -slack * width) & (quads[..., 0] < (1 + slack) * width)
    inside_y = (quads[..., 1] > -slack * height) & (quads[..., 1] < (1 + slack) * height)
    keep = (np.abs(cosine) < limit).all(1) & (turn < 0).all(1) & (inside_x & inside_y).all(1)
    keep &= areas(quads) > least_area * width * height
    keep &= side_lengths(quads).min(1) > 0.08 * min(width, height)
    kept: Floats = quads[keep]
    return kept


def crossings(first: Floats, second: Floats) -> Floats:
    """Where lines meet; a line is (a, b, c) with a x + b y = c. Parallel lines give not-a-number."""
    determinant = first[..., 0] * second[..., 1] - second[..., 0] * first[..., 1]
    safe = np.where(np.abs(determinant) < 1e-9, np.nan, determinant)
    x = (first[..., 2] * second[..., 1] - second[..., 2] * first[..., 1]) / safe
    y = (first[..., 0] * second[..., 2] - second[..., 0] * first[..., 2]) / safe
    return np.stack([x, y], -1)


def overlap(one: Floats, other: Floats) -> float:
    """Intersection over union of two convex quadrilaterals, 0 to 1."""
    shared, _ = cv2.intersectConvexConvex(one.astype(np.float32), other.astype(np.float32))
    union = abs(float(areas(one))) + abs(float(areas(other))) - shared
    return shared / union if union > 0 else 0.0


def share_inside(one: Floats, other: Floats) -> float:
    """How much of the area of the first convex quadrilateral the second one covers, 0 to 1."""
    shared, _ = cv2.intersectConvexConvex(one.astype(np.float32), other.astype(np.float32))
    return shared / max(1e-6, abs(float(areas(one))))


def holds_point(quad: Floats, x: float, y: float) -> bool:
    """True when the point lies in the quadrilateral or on its side."""
    return float(cv2.pointPolygonTest(quad.astype(np.float32).reshape(-1, 1, 2), (float(x), float(y)), False)) >= 0


def filled(quad: Floats, size: tuple[int, int]) -> Grey:
    """Draw a quadrilateral as a mask of 0 and 1, shape (height, width)."""
    mask = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillConvexPoly(mask, np.round(quad).astype(np.int32), [1])
    return mask
