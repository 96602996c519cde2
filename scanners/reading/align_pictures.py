"""Lays one picture of a page over another: features of the writing, and the plane that carries most of them."""

from __future__ import annotations

import numpy as np

from scanners.imaging.geometry import areas, plausible
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Grey, Picture, as_bytes

_SIDE = 1400  # pixels of the longer side on which features are sought
_FEATURES = 5000
_UNLIKE_NEXT = 0.85  # a match must be this much nearer than the second best
_NEAR = 2.5  # pixels
_LEAST_MATCHES = 30
_LEAST_SHARE = 0.12  # of the matches that must agree


def aligned_copy(original: Picture, copy: Picture) -> tuple[Picture, Grey] | None:
    """The copy in the original's pixels, and where it covers them (0 or 1); None when they do not fit together."""
    plane = _plane(original, copy)
    if plane is None:
        return None
    size = (original.shape[1], original.shape[0])
    white = (255, 255, 255)
    over = cv2.warpPerspective(copy, plane, size, flags=cv2.INTER_CUBIC, borderValue=white)
    whole = np.ones(copy.shape[:2], np.uint8)
    covered = cv2.warpPerspective(whole, plane, size, flags=cv2.INTER_NEAREST, borderValue=0)
    return as_bytes(over), as_bytes(covered)


def _plane(original: Picture, copy: Picture) -> Floats | None:
    """The homography from pixels of the copy to pixels of the original."""
    first, first_scale = _small(original)
    second, second_scale = _small(copy)
    finder = cv2.ORB.create(nfeatures=_FEATURES, fastThreshold=12)
    first_points, first_words = finder.detectAndCompute(first, None)
    second_points, second_words = finder.detectAndCompute(second, None)
    if first_words is None or second_words is None or len(first_words) < 2:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(second_words, first_words, k=2)
    good = [one[0] for one in pairs if len(one) == 2 and one[0].distance < _UNLIKE_NEXT * one[1].distance]
    if len(good) < _LEAST_MATCHES:
        return None
    source = np.array([second_points[match.queryIdx].pt for match in good], np.float64) / second_scale
    target = np.array([first_points[match.trainIdx].pt for match in good], np.float64) / first_scale
    cv2.setRNGSeed(1)  # the same pictures give the same answer
    reach = _NEAR / first_scale
    plane, agreeing = cv2.findHomography(source, target, cv2.USAC_MAGSAC, reach, maxIters=5000, confidence=0.999)
    if plane is None or int(agreeing.sum()) < max(_LEAST_MATCHES, _LEAST_SHARE * len(good)):
        return None
    return np.asarray(plane) if _sane(np.asarray(plane), copy, original) else None


def _small(pixels: Picture) -> tuple[Grey, float]:
    grey = as_bytes(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    scale = min(1.0, _SIDE / max(grey.shape))
    return as_bytes(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)), scale


def _sane(plane: Floats, copy: Picture, original: Picture) -> bool:
    """Whether the copy's frame, laid over the original, is still a page of about its size and not mirrored."""
    height, width = copy.shape[:2]
    frame = np.array([[[0, 0]], [[width, 0]], [[width, height]], [[0, height]]], np.float64)
    quad = np.asarray(cv2.perspectiveTransform(frame, plane), np.float64).reshape(1, 4, 2)
    share = float(areas(quad)[0]) / (original.shape[0] * original.shape[1])
    # The frame may reach far beyond the original: only its form is judged, not its place.
    moved = quad - quad.min(1, keepdims=True)
    extent = moved.max(1)[0]
    return 0.2 < share < 8.0 and len(plausible(moved, (int(extent[0]), int(extent[1])), 0.2)) == 1
