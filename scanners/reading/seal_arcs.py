"""Fits circles to red ink that may be only a part of a ring: cut by the page's edge, or grown together with lines."""

from __future__ import annotations

import numpy as np

from scanners.imaging.picture import Floats, Grey
from scanners.reading.seal_ring import Ring

_MOST_POINTS = 500
_TRIPLES = 700
_NEAR = 1.6  # pixels from the circle
_LEAST_RADIUS, _MOST_RADIUS = 0.035, 0.28  # of the picture's longer side
_BEST = 3
_SEED = 20230901  # the same page gives the same answer
_EMPTY: tuple[Ring, ...] = ()


def arcs_in(red: Grey, box: tuple[int, int, int, int]) -> tuple[Ring, ...]:
    """The circles that most ink of a box (left, top, width, height) lies on, at most three."""
    return arcs_along(_outer_points(red, box), max(red.shape))


def arcs_along(points: Floats, side: int) -> tuple[Ring, ...]:
    """The circles that most points (x, y) lie on, at most three; `side` is the picture's longer side."""
    if len(points) < 24:
        return _EMPTY
    chance = np.random.default_rng(_SEED)
    points = points[chance.permutation(len(points))[:_MOST_POINTS]]
    circles = _through(points[chance.integers(0, len(points), (_TRIPLES, 3))])
    circles = circles[(circles[:, 2] > _LEAST_RADIUS * side) & (circles[:, 2] < _MOST_RADIUS * side)]
    if len(circles) == 0:
        return _EMPTY
    return tuple(_refined(circle, points) for circle in _best(circles, points))


def _outer_points(red: Grey, box: tuple[int, int, int, int]) -> Floats:
    """The first and last ink of every row and column: a ring is the outermost, whatever it holds."""
    left, top, width, height = box
    part = red[top : top + height, left : left + width] > 0
    rows, columns = np.flatnonzero(part.any(1)), np.flatnonzero(part.any(0))
    first_x, last_x = part[rows].argmax(1), width - 1 - part[rows, ::-1].argmax(1)
    first_y, last_y = part[:, columns].argmax(0), height - 1 - part[::-1, columns].argmax(0)
    x = np.concatenate([first_x, last_x, columns, columns]) + left
    y = np.concatenate([rows, rows, first_y, last_y]) + top
    points = np.unique(np.stack([x, y], 1), axis=0)
    inside = (points > 2).all(1) & (points[:, 0] < red.shape[1] - 3) & (points[:, 1] < red.shape[0] - 3)
    return np.asarray(points[inside], np.float64)  # where the frame cuts the ink is no outline


def _through(triples: Floats) -> Floats:
    """Circles (x, y, radius) through three points each; those on a line are left out."""
    a, b, c = triples[:, 0], triples[:, 1], triples[:, 2]
    first, second = b - a, c - a
    cross = 2 * (first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0])
    good = np.abs(cross) > 1.0
    a, first, second, cross = a[good], first[good], second[good], cross[good]
    one, two = (first**2).sum(1), (second**2).sum(1)
    x = (second[:, 1] * one - first[:, 1] * two) / cross
    y = (first[:, 0] * two - second[:, 0] * one) / cross
    return np.stack([a[:, 0] + x, a[:, 1] + y, np.hypot(x, y)], 1)


def _best(circles: Floats, points: Floats) -> Floats:
    """The circles with most points near them, each of another place."""
    away = np.hypot(points[None, :, 0] - circles[:, :1], points[None, :, 1] - circles[:, 1:2]) - circles[:, 2:]
    votes = (np.abs(away) < _NEAR).sum(1)
    kept: list[int] = []
    for index in np.argsort(-votes, kind="stable"):
        if len(kept) == _BEST:
            break
        if all(np.abs(circles[index] - circles[other]).max() > 0.2 * circles[other, 2] for other in kept):
            kept.append(int(index))
    return np.asarray(circles[kept])


def _refined(circle: Floats, points: Floats) -> Ring:
    """The least-squares circle through the points near one (Kasa's fit), twice."""
    x, y, radius = circle
    for _ in range(2):
        near = points[np.abs(np.hypot(points[:, 0] - x, points[:, 1] - y) - radius) < 2 * _NEAR]
        if len(near) < 6:
            break
        matrix = np.column_stack([2 * near, np.ones(len(near))])
        (x, y, rest), *_ = np.linalg.lstsq(matrix, (near**2).sum(1), rcond=None)
        radius = np.sqrt(max(rest + x * x + y * y, 1.0))
    return Ring(float(x), float(y), float(radius), float(radius), 0.0)
