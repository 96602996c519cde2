"""Photographs of sample papers, looked at by the real page pipeline; what stands on them is said by the test."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from PIL import Image

from app.domain.errors import DeviceError
from app.domain.page import CodeRead
from app.domain.page_text import (
    UNKNOWN_PAPER,
    Box,
    KnownPaper,
    PageReading,
    PaperField,
    SignatureHint,
    TextLine,
)
from scanners.reading.page_reader import OpenCvPageReader
from scanners.reading.picture_comparer import OpenCvPictureComparer
from scanners.simulated.sample_papers import draw_paper, sample_paper
from scanners.simulated.sample_photos import Desk, PhotoSetting, photograph
from tests.fakes.workspace import WindowDesk


@cache
def photo(paper_name: str, /, *, seed: int = 1, **values: str) -> bytes:
    """A paper on a green mat, small enough to be quick."""
    card = paper_name.startswith("id_card")
    paper = draw_paper(sample_paper(paper_name, values), dpi=300 if card else 130)
    setting = PhotoSetting(width=1200, height=900, desk=Desk.GREEN_MAT, seed=seed, fill=0.6 if card else 0.9)
    return photograph(paper, setting).jpeg


class SayingTextReader:
    """`TextReader` that says what the test wrote down; `fault` is raised instead when set."""

    def __init__(self) -> None:
        self.card: tuple[str, str] | None = None  # name and number of the card that lies there
        self.fault: DeviceError | None = None
        self.reads = 0

    def warm(self) -> None:
        """Nothing to make ready."""

    def read(self, data: bytes, codes: Sequence[CodeRead] = ()) -> PageReading:
        self.reads += 1
        if self.fault is not None:
            raise self.fault
        with Image.open(io.BytesIO(data)) as picture:
            width, height = picture.size
        if self.card is None:
            line = TextLine("政务服务跨省通办申请表", 0.99, ((0, 0), (9, 0), (9, 2), (0, 2)))
            return PageReading(width, height, (line,), UNKNOWN_PAPER, (), SignatureHint.NO_PLACE)
        name, number = self.card
        boxes = (_box(width, height, 0.13, 0.09), _box(width, height, 0.3, 0.83))
        fields = (
            PaperField("name", name, 0.98, None, boxes[0]),
            PaperField("number", number, 0.98, True, boxes[1]),
        )
        line = TextLine(f"姓名 {name}", 0.98, ((0, 0), (9, 0), (9, 2), (0, 2)))
        paper = KnownPaper("resident_id_front", 0.99, fields)
        return PageReading(width, height, (line,), paper, (), SignatureHint.NO_PLACE)


def put_real_eyes_on(desk: WindowDesk) -> SayingTextReader:
    """Let a desk look at its pages with the real page pipeline, and read what the reader given back says."""
    reader = SayingTextReader()
    desk.workspace = replace(
        desk.workspace,
        capture_pages=replace(desk.capture, reader=OpenCvPageReader()),
        read_page=replace(desk.read_page, reader=reader),
        compare_papers=replace(desk.compare, pictures=OpenCvPictureComparer()),
    )
    return reader


def _box(width: int, height: int, left: float, top: float) -> Box:
    return Box(round(width * left), round(height * top), round(width * 0.45), round(height * 0.1))
