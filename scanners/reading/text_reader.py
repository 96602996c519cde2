"""Everything that can be read from a straightened page, behind the `TextReader` port, in this process."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from app.domain.errors import PageError
from app.domain.page import CodeRead
from app.domain.page_text import Box, PageReading, Seal, TextLine
from scanners.imaging.load import load_pages
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Picture, as_bytes
from scanners.reading.line_order import reading_order
from scanners.reading.papers.recognise import recognise_paper
from scanners.reading.seal_parts import find_seal_parts
from scanners.reading.seals import find_seals
from scanners.reading.signature import signature_hint
from scanners.reading.text_engine import TextEngine

_RED = 0  # the channel in which red ink is as bright as paper
_AGAIN_SIDE = 960  # pixels that a part of the page is enlarged to
_AGAIN_LARGEST = 3.0
_AGAIN_MARGIN = 0.4  # of the box's height


class RapidTextReader:
    """`TextReader`: writing by rapidocr, then what the writing and the seals say."""

    def __init__(self) -> None:
        """Loads the models: a second, and 0.3 GB."""
        self._engine = TextEngine()

    def warm(self) -> None:
        """Nothing is left to do: the models were loaded when it was made."""

    def read(self, data: bytes, codes: Sequence[CodeRead] = ()) -> PageReading:
        """Read the first picture of `data`. Raises `PageError`."""
        page = next(load_pages(data), None)
        if page is None:
            raise PageError("empty")
        return self.read_pixels(page.pixels, codes)

    def read_pixels(self, pixels: Picture, codes: Sequence[CodeRead] = ()) -> PageReading:
        """Read an upright picture."""
        height, width = pixels.shape[:2]
        times = [time.perf_counter()]
        seals = find_seals(pixels)
        parts = find_seal_parts(pixels)
        times.append(time.perf_counter())
        clear = _without_seal_ink(pixels, seals)
        lines = reading_order(self._engine.lines(clear))
        times.append(time.perf_counter())
        paper = recognise_paper(lines, (width, height), codes, lambda box: self.read_again(clear, box))
        signature = signature_hint(pixels, lines, seals)
        times.append(time.perf_counter())
        names = ("seals", "lines", "paper")
        took = tuple((name, round(float(ms), 1)) for name, ms in zip(names, np.diff(times) * 1000, strict=True))
        return PageReading(width, height, lines, paper, seals, signature, took, parts)

    def read_again(self, pixels: Picture, box: Box) -> list[TextLine]:
        """Read a part of the page enlarged; corners in pixels of the page."""
        margin = round(_AGAIN_MARGIN * box.height)
        left, top = max(0, box.x - margin), max(0, box.y - margin)
        cut = pixels[top : box.y + box.height + margin, left : box.x + box.width + margin]
        if min(cut.shape[:2]) < 4:
            return []
        scale = min(_AGAIN_LARGEST, max(1.0, _AGAIN_SIDE / max(cut.shape[:2])))
        large = as_bytes(cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC))
        lines = reading_order(self._engine.lines(large))
        return [_moved(line, 1 / scale, (left, top)) for line in lines]


def _without_seal_ink(pixels: Picture, seals: Sequence[Seal]) -> Picture:
    """The page with its seals seen through red glass: what is written under them stands out."""
    if not seals:
        return pixels
    clear = pixels.copy()
    for seal in seals:
        box = seal.box
        part = clear[max(0, box.y) : box.y + box.height, max(0, box.x) : box.x + box.width]
        part[:] = part[:, :, _RED : _RED + 1]
    return clear


def _moved(line: TextLine, scale: float, by: tuple[int, int]) -> TextLine:
    first, second, third, fourth = ((round(x * scale + by[0], 1), round(y * scale + by[1], 1)) for x, y in line.corners)
    return TextLine(line.text, line.confidence, (first, second, third, fourth))
