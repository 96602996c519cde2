"""Sharp and blurred pages in several lights, and how well the edge width parts them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scanners.imaging.opencv import cv2
from scanners.imaging.sharpness import edge_width
from tests.fakes.scenes import flat_paper

SHARP, BLURRED = (0.0, 0.7, 1.2), (2.5, 3.0, 3.5)
"""Sigma in pixels at 200 dpi."""


def blur_auc(papers: Sequence[str], grains: Sequence[float], lights: Sequence[float]) -> float:
    """Chance that of a sharp and a blurred page the blurred one has the wider edges; a draw counts half."""
    sharp = np.array(_widths(papers, SHARP, grains, lights))
    blurred = np.array(_widths(papers, BLURRED, grains, lights))
    wider = (blurred[:, None] > sharp[None]).mean() + 0.5 * (blurred[:, None] == sharp[None]).mean()
    return float(wider)


def _widths(
    papers: Sequence[str], sigmas: Sequence[float], grains: Sequence[float], lights: Sequence[float]
) -> list[float]:
    """One width a picture; a page on which no edge is left to measure is as blurred as can be."""
    dice = np.random.default_rng(1)
    widths = []
    for paper in papers:
        flat = np.asarray(flat_paper(paper, 200), np.uint8)
        for sigma in sigmas:
            soft = flat if sigma == 0 else np.asarray(cv2.GaussianBlur(flat, (0, 0), sigma))
            for grain in grains:
                noise = dice.standard_normal(flat.shape) * grain
                for light in lights:
                    width = edge_width(np.clip((soft + noise) * light, 0, 255).astype(np.uint8))
                    widths.append(float("inf") if width is None else width)
    return widths
