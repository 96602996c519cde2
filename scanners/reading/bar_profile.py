"""A linear code seen through all its rows at once.

Every row of a linear code says the same. Their average is free of grain and of what moved along the bars; being one
line, it can be sharpened back for each likely width of blur in next to no time. Two halves of the code are averaged
apart, so that a reader can demand that they agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Grey, Numbers, as_bytes
from scanners.reading.bar_places import BarPlace

_FINE = 3  # samples a pixel across the bars
_BESIDE = 0.15  # of the length is looked at on either side: the quiet zone, and bars that were missed
_LIKE_THE_REST = 0.5  # correlation of a row with the typical row of the code
_LEAST_ROWS = 10
_MOST_ROWS = 400  # of a taller code some are passed over: an average of so many is free of grain, and memory bounded
_BLURS = (0.0, 1.0, 1.5, 2.0, 2.5)  # pixels, undone one after the other
_GRAIN = 0.0008  # what is left of noise in an average, as a share of the signal's power
_QUIET = 60  # samples of paper put before and behind
_DRAWN_ROWS = 24


@dataclass(frozen=True, slots=True)
class BarProfile:
    """Bars drawn afresh from averaged rows: `picture`, and the corners of the code in the whole picture, shape (4, 2).

    `half` is 0 for the upper rows, 1 for the lower ones.
    """

    picture: Grey
    corners: Floats
    half: int


def bar_profiles(grey: Grey, place: BarPlace) -> Iterator[BarProfile]:
    """Both halves of the bars for each likely blur; none where the rows do not agree."""
    seen, back = _levelled(grey, place)
    rows = _rows_of_code(seen)
    if len(rows) < 2 * _LEAST_ROWS:
        return
    top, bottom = float(rows.min()), float(rows.max())
    start, end = (seen.shape[1] - place.length * _FINE) / 2, (seen.shape[1] + place.length * _FINE) / 2
    frame = np.array([[start, top], [end, top], [end, bottom], [start, bottom]], np.float64)
    corners = np.asarray(cv2.transform(frame[None], back)[0])
    lines = [_on_white(seen[half].mean(0), int(start), int(end)) for half in np.array_split(rows, 2)]
    for blur in _BLURS:
        for half, line in enumerate(lines):
            yield BarProfile(_drawn(_sharpened(line, blur * _FINE)), corners, half)


def _levelled(grey: Grey, place: BarPlace) -> tuple[Floats, Floats]:
    """The place with its bars upright, stretched across them, and the 2x3 transform back to the picture."""
    # One after the other: of bars across a whole A4 sheet at 600 dpi each takes 44 MB.
    tried = (_turned(grey, place, place.turn_deg + more) for more in (-1.0, -0.5, 0.0, 0.5, 1.0))
    return max(tried, key=lambda one: float(np.square(np.diff(one[0].mean(0))).sum()))


def _turned(grey: Grey, place: BarPlace, degrees: float) -> tuple[Floats, Floats]:
    width, height = round(place.length * (1 + 2 * _BESIDE)), round(place.height)
    turn = np.asarray(cv2.getRotationMatrix2D(place.middle, degrees, 1.0))
    turn[:, 2] += np.array([width / 2, height / 2]) - np.array(place.middle)
    rows = min(height, _MOST_ROWS)
    turn[0] *= _FINE
    turn[1] *= rows / height
    seen = cv2.warpAffine(grey, turn, (width * _FINE, rows), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.float32), np.asarray(cv2.invertAffineTransform(turn))


def _on_white(line: Floats, start: int, end: int) -> Floats:
    """The line itself, or its negative where the bars are brighter than what is around them."""
    around = float(np.median(np.concatenate([line[: max(start, 1)], line[min(end, len(line) - 1) :]])))
    return line if around >= float(line[start:end].mean()) else 255 - line


def _rows_of_code(seen: Floats) -> Numbers:
    """Numbers of the rows that look like the middle ones."""
    height = len(seen)
    typical = np.median(seen[int(0.35 * height) : max(1, int(0.65 * height)) + 1], axis=0)
    typical = typical - typical.mean()
    rows = seen - seen.mean(1, keepdims=True)
    alike = (rows @ typical) / np.maximum(np.linalg.norm(rows, axis=1) * np.linalg.norm(typical), 1e-6)
    return np.flatnonzero(alike > _LIKE_THE_REST * float(alike.max()))


def _sharpened(line: Floats, blur: float) -> Floats:
    """Undo a Gaussian blur of this sigma in samples (Wiener filter)."""
    if blur == 0:
        return line
    padded = np.concatenate([line[::-1], line, line[::-1]])
    angle = 2 * np.pi * np.fft.rfftfreq(len(padded))
    passed = np.exp(-((angle * blur) ** 2) / 2)
    restored = np.fft.irfft(np.fft.rfft(padded) * passed / (passed**2 + _GRAIN), len(padded))
    return np.asarray(restored[len(line) : 2 * len(line)])


def _drawn(line: Floats) -> Grey:
    """The line as bars on white: shadows across the code evened out, paper put around."""
    reach = max(15, len(line) // 12) | 1
    window = np.ones((1, reach), np.uint8)
    flat = np.asarray(line, np.float32)[None]
    bright = cv2.blur(cv2.dilate(flat, window), (reach, 1))
    dark = cv2.blur(cv2.erode(flat, window), (reach, 1))
    full = np.maximum(bright - dark, 0.35 * float(np.max(bright - dark)))
    bars = np.clip((flat - bright) / full + 1, 0, 1) * 255
    page = np.pad(bars, ((0, 0), (_QUIET, _QUIET)), constant_values=255)
    return as_bytes(np.repeat(page, _DRAWN_ROWS, axis=0).astype(np.uint8))
