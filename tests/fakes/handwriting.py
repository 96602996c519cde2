"""Strokes as a hand makes them."""

from __future__ import annotations

import itertools

from app.domain.handwritten_signature import SigningMeans, Stroke, StrokePoint


def stroke(*corners: tuple[int, int], means: SigningMeans = SigningMeans.PEN, start: int = 0) -> Stroke:
    """Straight from corner to corner in ten steps each, a step every 8 ms, ever harder."""
    points = [StrokePoint(*corners[0], 300, start)]
    for before, after in itertools.pairwise(corners):
        for step in range(1, 11):
            x, y = (a + (b - a) * step // 10 for a, b in zip(before, after, strict=True))
            points.append(StrokePoint(x, y, min(1000, 300 + 20 * len(points)), start + 8 * len(points)))
    return Stroke(means, tuple(points))


def signature() -> tuple[Stroke, ...]:
    """Two characters, more or less."""
    return (
        stroke((1000, 500), (3500, 450)),
        stroke((2200, 300), (2100, 2600), (1500, 2200), start=400),
        stroke((5000, 600), (7500, 500), (5200, 2500), (8000, 2400), start=900),
    )
