"""How well the four sides of a quadrilateral fit the edges of a sheet, and pulling them onto those edges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scanners.imaging.geometry import areas, crossings, plausible, side_lengths
from scanners.imaging.opencv import cv2
from scanners.imaging.page_candidates import LEAST_AREA
from scanners.imaging.page_scene import PageScene
from scanners.imaging.picture import Flags, Floats

_SAMPLES = 48
_NEAR, _FAR = 6.0, 14.0  # pixels from the side at which the colour is looked at
_BORDER = 3.0  # pixels from the frame within which a side has left the picture
_STEP_FLOOR = 6.0  # weighted Lab units
_REACH = 6.0  # pixels that refinement may move a side


@dataclass(frozen=True, slots=True)
class SideEvidence:
    """Per quadrilateral and side, shape (n, 4); shares run from 0 to 1.

    `edge` is the share of the side that lies on an edge, `step` the share where inside and outside differ in the
    side's own way, `far_step` the same against what lies further out, `depth` the size of the step, `inside` and
    `outside` the colours on its two sides (n, 4, 3), `on_border` true where the side lies on the frame.
    """

    edge: Floats
    step: Floats
    far_step: Floats
    depth: Floats
    inside: Floats
    outside: Floats
    on_border: Flags

    def scores(self, quads: Floats, size: tuple[int, int]) -> Floats:
        """One figure a quadrilateral, 0 to 1: how much it looks like a sheet. Ranks, it does not decide."""
        edge = np.where(self.on_border, 0.35, self.edge)
        step = np.where(self.on_border, 0.3, np.minimum(1.0, self.depth / 22) * self.step)
        share = areas(quads) / (size[0] * size[1])
        length = side_lengths(quads)
        even = np.minimum(length[:, 0], length[:, 2]) / np.maximum(length[:, 0], length[:, 2])
        even = even * np.minimum(length[:, 1], length[:, 3]) / np.maximum(length[:, 1], length[:, 3])
        of_edge = 0.5 * edge.mean(1) + 0.5 * edge.min(1)
        of_step = 0.5 * step.mean(1) + 0.5 * step.min(1)
        return np.asarray(0.46 * of_edge + 0.28 * of_step + 0.14 * np.minimum(1, share / 0.35) + 0.12 * even)


def side_evidence(scene: PageScene, quads: Floats) -> SideEvidence:
    """Look along every side of every quadrilateral, shape (n, 4, 2)."""
    points, normals = _along(quads)
    width, height = scene.size
    near_frame = (
        (points[..., 0] < _BORDER)
        | (points[..., 0] > width - 1 - _BORDER)
        | (points[..., 1] < _BORDER)
        | (points[..., 1] > height - 1 - _BORDER)
    )
    edge = np.zeros(points.shape[:3])
    for offset in (-2, -1, 0, 1, 2):
        slope = _sampled(scene.gradient, points + normals * offset)
        edge = np.maximum(edge, np.abs((slope * normals).sum(-1)))
    inside = _sampled(scene.colour, points + normals * _NEAR)
    outside = _sampled(scene.colour, points - normals * _NEAR)
    step, depth = _steps(inside - outside)
    far_step, _ = _steps(inside - _sampled(scene.colour, points - normals * _FAR))
    return SideEvidence(
        edge=(edge > scene.edge_floor).mean(-1),
        step=step,
        far_step=far_step,
        depth=depth,
        inside=np.median(inside, axis=2),
        outside=np.median(outside, axis=2),
        on_border=near_frame.mean(-1) > 0.5,
    )


def _along(quads: Floats) -> tuple[Floats, Floats]:
    """Points on the sides, shape (n, 4, samples, 2), and the inward unit normals, shape (n, 4, 1, 2)."""
    along = np.roll(quads, -1, 1) - quads
    unit = along / np.maximum(np.linalg.norm(along, axis=-1, keepdims=True), 1e-6)
    normals = np.stack([-unit[..., 1], unit[..., 0]], -1)[:, :, None, :]
    share = np.linspace(0.04, 0.96, _SAMPLES)[None, None, :, None]
    return quads[:, :, None, :] + along[:, :, None, :] * share, normals


def _sampled(plane: Floats, points: Floats) -> Floats:
    height, width = plane.shape[:2]
    x = np.clip(np.rint(points[..., 0]), 0, width - 1).astype(np.intp)
    y = np.clip(np.rint(points[..., 1]), 0, height - 1).astype(np.intp)
    return plane[y, x]


def _steps(difference: Floats) -> tuple[Floats, Floats]:
    """Share of samples that step the way the side as a whole does, and how far the side steps."""
    typical = np.median(difference, axis=2)
    depth = np.linalg.norm(typical, axis=-1)
    same_way = (difference * typical[:, :, None, :]).sum(-1) / np.maximum(depth, 1e-6)[:, :, None]
    return (same_way > np.maximum(_STEP_FLOOR, 0.3 * depth)[:, :, None]).mean(-1), depth


def refined(scene: PageScene, quad: Floats) -> Floats:
    """Move each side onto the strongest edge within reach, to a fraction of a pixel; (4, 2) in and out."""
    points, normals = _along(quad[None])
    offsets = np.arange(-_REACH, _REACH + 0.01, 0.5)
    lines = np.array([_fitted_line(scene, points[0, side], normals[0, side, 0], offsets) for side in range(4)])
    corners = crossings(np.roll(lines, 1, 0), lines)
    moved = np.linalg.norm(corners - quad, axis=1)
    bad = ~np.isfinite(moved) | (moved > 0.06 * max(scene.size))
    corners[bad] = quad[bad]
    kept = plausible(corners[None], scene.size, LEAST_AREA)
    return kept[0] if len(kept) else quad


def _fitted_line(scene: PageScene, points: Floats, normal: Floats, offsets: Floats) -> Floats:
    """The line (a, b, c) of one side after fitting the edge in its strip by trimmed least squares."""
    strip = (points[:, None, :] + normal * offsets[None, :, None]).astype(np.float32)
    slope = cv2.remap(scene.gradient, strip[..., 0], strip[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    pull = np.abs((np.asarray(slope) * normal).sum(-1)) * np.exp(-((offsets / 5.0) ** 2) / 2)
    best, strength = offsets[pull.argmax(1)], pull.max(1)
    used = strength > max(2.0, 0.4 * float(np.percentile(strength, 80)))
    share = np.linspace(-1, 1, len(points))
    shift: Floats = np.zeros(2)
    if used.sum() >= 12:
        for _ in range(4):
            shift = _slope_and_level(share[used], best[used])
            closer = used & (np.abs(shift[0] * share + shift[1] - best) < 1.5)
            if closer.sum() < 12:
                break
            used = closer
    start = points[0] + normal * (shift[1] - shift[0])
    end = points[-1] + normal * (shift[1] + shift[0])
    along = end - start
    across = np.array([-along[1], along[0]])
    return np.append(across, across @ start)


def _slope_and_level(x: Floats, y: Floats) -> Floats:
    """Least squares of a straight line; `numpy.polyfit` does the same ten times slower for so few points."""
    middle_x, middle_y = float(x.mean()), float(y.mean())
    away = x - middle_x
    slope = float(away @ (y - middle_y)) / max(float(away @ away), 1e-9)
    return np.array([slope, middle_y - slope * middle_x])
