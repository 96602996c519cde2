"""A code that was out of focus, or moved while it was taken, brought back as far as that goes (Wiener filter)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Grey, Numbers, as_bytes

_SIGMAS = (1.4, 2.0)  # pixels, out of focus
_FOCUS_GRAIN, _MOTION_GRAIN = 0.001, 0.01  # noise over signal, as powers
_MOTION = 8.0  # pixels
_OFF_DIRECTION_DEG = (0.0, -12.0, 12.0)
_MARGIN = 24  # pixels repeated around the cut, so that its edges do not ring into the code


def unblurred(cut: Grey) -> Iterator[Grey]:
    """The cut as it may have been, of the same size: the likely kinds of blur one after the other."""
    padded = np.pad(cut, _MARGIN, mode="edge")
    seen = np.fft.rfft2(padded.astype(np.float32))
    down, across = np.fft.fftfreq(padded.shape[0])[:, None], np.fft.rfftfreq(padded.shape[1])[None]
    for sigma in _SIGMAS:
        passed = np.exp(-2 * (np.pi * sigma) ** 2 * (across**2 + down**2))
        yield _restored(seen, passed, _FOCUS_GRAIN, padded.shape)
    moved = _direction_deg(cut)
    for off in _OFF_DIRECTION_DEG:
        angle = np.radians(moved + off)
        passed = np.sinc(_MOTION * (across * np.cos(angle) + down * np.sin(angle)))
        yield _restored(seen, passed, _MOTION_GRAIN, padded.shape)


def _restored(seen: Numbers, passed: Floats, grain: float, shape: tuple[int, ...]) -> Grey:
    picture = np.fft.irfft2(seen * passed / (passed**2 + grain), shape)
    whole = as_bytes(np.clip(picture, 0, 255).astype(np.uint8))
    return np.ascontiguousarray(whole[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN])


def _direction_deg(cut: Grey) -> float:
    """Along which the slopes are flattest: a matrix code has as many in one direction as in the other."""
    across, down = cv2.Sobel(cut, cv2.CV_32F, 1, 0), cv2.Sobel(cut, cv2.CV_32F, 0, 1)
    xx, yy, xy = (float((one * other).sum()) for one, other in ((across, across), (down, down), (across, down)))
    return float(np.degrees(0.5 * np.arctan2(2 * xy, xx - yy))) + 90.0
