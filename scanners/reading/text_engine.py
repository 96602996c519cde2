"""Lines of writing by rapidocr (PP-OCRv6 small on ONNX Runtime), with the models that lie in its wheel.

Four things differ from the engine's own call; docs/originals.md has what they bring. The detector sees a page shrunk
to 960 on its long side (a long strip keeps as many pixels as a sheet), because it is what large pictures pay for.
Short lines are read at their own width instead of being padded to 320 pixels. No line is turned over by the engine's
guess: the page is upright already, and the guess turns digits round. And a doubtful line is read again, changed a bit.

The models run on one thread each call and several lines are read at once: threads inside a model wait for each other
busily, which doubles its cost and, on a busy machine, its time; and what is read does not depend on the machine.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.domain.page_text import Corners, TextLine
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Picture, as_bytes

if TYPE_CHECKING:
    from rapidocr import RapidOCR

PAGE_SIDE = 960  # pixels of the long side that the detector sees
_STRIP_SHARE = 0.7  # a strip is seen as large as a sheet of these proportions
_LEAST_SCORE = 0.5  # below this it is no writing, or none that anybody can use
_DOUBTFUL = 0.9  # below this a line is tried again
_BETTER_BY = 0.03
_MOST_DOUBTFUL = 12  # lines of a page that are tried again, the best of them first
_BATCH, _BATCH_LENGTH = 6, 30.0  # lines read at once, and their length together in line heights: it costs memory
_LEAST_WIDTH = 96  # pixels of a line 48 high: narrower ones are padded to it


@dataclass(frozen=True, slots=True)
class _Read:
    text: str
    score: float


class TextEngine:
    """Loads 32 MB of models when made; about 0.4 GB of memory while it works."""

    def __init__(self) -> None:
        self._engine = _opened()
        self._threads = ThreadPoolExecutor(thread_count(), "text")

    def lines(self, pixels: Picture) -> tuple[TextLine, ...]:
        """Read all lines of an upright picture, in no order worth relying on; corners in pixels of the picture."""
        picture = np.ascontiguousarray(pixels[:, :, ::-1])  # the models were trained on BGR
        boxes = self._places(picture)
        cuts = list(self._engine.crop_text_regions(picture, boxes))
        reads = self._reread(cuts, self._read(cuts))
        return tuple(
            TextLine(read.text, round(read.score, 4), _corners(box))
            for box, read in zip(boxes, reads, strict=True)
            if read.score >= _LEAST_SCORE and read.text.strip()
        )

    def _places(self, picture: Picture) -> Floats:
        """Corners of every line, shape (n, 4, 2)."""
        seen = _as_seen(picture)
        found: Any = self._engine(seen, use_det=True, use_cls=False, use_rec=False)
        if found.boxes is None:
            return np.zeros((0, 4, 2), np.float32)
        size = np.array(picture.shape[1::-1])
        return np.asarray(np.clip(found.boxes * (size / seen.shape[1::-1]), 0, size), np.float32)

    def _read(self, cuts: Sequence[Picture]) -> list[_Read]:
        """Read cut-out lines. Lines of like proportions are read together, so that little is spent on padding."""
        batches = _batches([cut.shape[1] / cut.shape[0] for cut in cuts])
        reads: dict[int, _Read] = {}
        for batch, found in zip(batches, self._threads.map(self._read_batch, _cuts_of(cuts, batches)), strict=True):
            reads.update(zip(batch, found, strict=True))
        return [reads[place] for place in range(len(cuts))]

    def _read_batch(self, cuts: list[Picture]) -> list[_Read]:
        found: Any = self._engine.recognize_txt(cuts)
        return [_Read(text, float(score)) for text, score in zip(found.txts, found.scores, strict=True)]

    def _reread(self, cuts: Sequence[Picture], reads: list[_Read]) -> list[_Read]:
        """Try the doubtful lines again; the surer reading stands."""
        doubtful = [place for place, read in enumerate(reads) if read.score < _DOUBTFUL]
        doubtful = sorted(doubtful, key=lambda place: -reads[place].score)[:_MOST_DOUBTFUL]
        ways = (_narrowed, _sharpened)
        again = self._read([way(cuts[place]) for way in ways for place in doubtful])
        better = list(reads)
        for read, place in zip(again, doubtful * len(ways), strict=True):
            if read.score > better[place].score + _BETTER_BY:
                better[place] = read
        return better


def thread_count() -> int:
    """Lines read at once: two, more only where the machine has cores to spare for the window."""
    cores = os.cpu_count() or 1
    return min(cores, max(2, cores // 2), 4)


def model_files() -> dict[str, Path]:
    """The models by their name in the engine's settings. They are given by path, else the engine might fetch them."""
    package = importlib.util.find_spec("rapidocr")
    if package is None or not package.submodule_search_locations:
        raise FileNotFoundError("rapidocr is not installed")
    folder = Path(package.submodule_search_locations[0], "models")
    return {"Det": folder / "PP-OCRv6_det_small.onnx", "Rec": folder / "PP-OCRv6_rec_small.onnx"}


def _opened() -> RapidOCR:
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.log_level": "critical",  # it has a handler of its own that prints
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,  # we read lines in parallel instead
            "Det.limit_type": "max",
            "Det.limit_side_len": 4000,  # the picture is brought to size before
            "Rec.rec_img_shape": [3, 48, _LEAST_WIDTH],
            **{f"{model}.model_path": str(path) for model, path in model_files().items()},
        }
    )
    blank = np.full((64, 320, 3), 255, np.uint8)
    engine(blank, use_det=True, use_cls=False, use_rec=False)  # models are loaded by their first use
    engine.recognize_txt([blank])
    return engine


def _as_seen(picture: Picture) -> Picture:
    """The picture as the detector gets it: shrunk once, to sides that are multiples of 32.

    Without averaging, which would close the gaps between words.
    """
    height, width = picture.shape[:2]
    strip = (_STRIP_SHARE * PAGE_SIDE**2 / (height * width)) ** 0.5
    scale = min(1.0, max(PAGE_SIDE / max(height, width), strip))
    size = (_multiple(width * scale), _multiple(height * scale))
    return picture if size == (width, height) else as_bytes(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR))


def _multiple(length: float) -> int:
    return max(32, round(length / 32) * 32)


def _batches(lengths: Sequence[float]) -> list[list[int]]:
    """Places of lines that are read together, shortest first; each counts as long as the longest of its batch."""
    batches: list[list[int]] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        last = batches[-1] if batches else []
        if last and len(last) < _BATCH and (len(last) + 1) * lengths[place] <= _BATCH_LENGTH:
            last.append(place)
        else:
            batches.append([place])
    return batches


def _cuts_of(cuts: Sequence[Picture], batches: Iterable[Sequence[int]]) -> Iterator[list[Picture]]:
    return ([cuts[place] for place in batch] for batch in batches)


def _sharpened(cut: Picture) -> Picture:
    twice = cv2.resize(cut, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return as_bytes(cv2.addWeighted(twice, 1.6, cv2.GaussianBlur(twice, (0, 0), 2.0), -0.6, 0))


def _narrowed(cut: Picture) -> Picture:
    """Brings glyphs that were drawn wide, or seen at an angle, nearer to what the model knows."""
    return as_bytes(cv2.resize(cut, None, fx=0.87, fy=1, interpolation=cv2.INTER_AREA))


def _corners(box: Iterable[Iterable[float]]) -> Corners:
    first, second, third, fourth = ((round(float(x), 1), round(float(y), 1)) for x, y in box)
    return first, second, third, fourth
