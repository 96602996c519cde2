"""The picture as the page finder looks at it: small, in Lab, writing wiped away, with its gradients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scanners.imaging.ink import words_only, writing_mask
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Grey, Picture, as_bytes
from scanners.imaging.shrink import shrunk

WORKING_SIDE = 640
_WIPE = 9  # pixels: wide enough to close the strokes of body text at the working side
LAB_WEIGHTS = np.array([0.8, 1.5, 1.5], np.float32)  # a step in colour counts for more than one in brightness


@dataclass(frozen=True, slots=True)
class PageScene:
    """`scale` times a coordinate of the picture is a coordinate here.

    `channels` are three 8-bit planes (L, a, b) without writing, `colour` the same weighted as floats of shape
    (height, width, 3), `gradient` the strongest channel's slope, shape (height, width, 2), `writing` 0 or 1, `words`
    what of it is no lone character.
    """

    scale: float
    channels: tuple[Grey, Grey, Grey]
    colour: Floats
    gradient: Floats
    writing: Grey
    words: Grey

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.writing.shape[1], self.writing.shape[0]

    @property
    def edge_floor(self) -> float:
        """The slope from which an edge counts, in grey levels per pixel, by the picture's own contrast."""
        strength = np.linalg.norm(self.gradient[::3, ::3], axis=-1)
        return float(min(14.0, max(2.2, 0.35 * np.percentile(strength, 95))))


def page_scene(pixels: Picture) -> PageScene:
    """Prepare a picture for the page finder."""
    small, scale = shrunk(pixels, WORKING_SIDE)
    lab = as_bytes(cv2.cvtColor(small, cv2.COLOR_RGB2LAB))
    light, first, second = (np.ascontiguousarray(lab[..., plane]) for plane in range(3))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_WIPE, _WIPE))
    wiped = cv2.morphologyEx(light, cv2.MORPH_CLOSE, kernel)
    channels = (
        as_bytes(cv2.medianBlur(wiped, 5)),
        as_bytes(cv2.medianBlur(first, 5)),
        as_bytes(cv2.medianBlur(second, 5)),
    )
    colour = np.dstack(channels).astype(np.float32) * LAB_WEIGHTS
    writing = writing_mask(light)
    return PageScene(scale, channels, colour, _strongest_gradient(channels), writing, words_only(writing))


def _strongest_gradient(channels: tuple[Grey, Grey, Grey]) -> Floats:
    best = np.zeros((2, *channels[0].shape), np.float32)
    power = np.full(channels[0].shape, -1.0, np.float32)
    for plane in channels:
        across = cv2.Scharr(plane, cv2.CV_32F, 1, 0) / 16
        down = cv2.Scharr(plane, cv2.CV_32F, 0, 1) / 16
        strength = np.asarray(cv2.magnitude(across, down))
        better = strength > power
        np.copyto(power, strength, where=better)
        np.copyto(best[0], across, where=better)
        np.copyto(best[1], down, where=better)
    return np.ascontiguousarray(best.transpose(1, 2, 0))
