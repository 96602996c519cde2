"""The page pipeline behind the `PageReader` port, in this process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from app.domain.errors import PageError
from app.domain.page import CodeRead, PageAnalysis, PageConfidence, PageOutline
from app.domain.page_text import Corners
from scanners.imaging.encode import RenditionFormat, encoded
from scanners.imaging.find_page import FoundPage, find_pages
from scanners.imaging.geometry import holds_point, plausible
from scanners.imaging.legible_size import legible
from scanners.imaging.load import load_pages
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Grey, LoadedPage, Picture, as_bytes
from scanners.imaging.quality import PageLook, judge
from scanners.imaging.signature import FileKind, file_kind
from scanners.imaging.straighten import flattened, lean_of_corners, lean_of_writing, quarter_turned, turned_upright
from scanners.reading.codes import read_codes
from scanners.reading.orientation import Orientation

_DOCUMENTS = frozenset({FileKind.PDF, FileKind.TIFF})  # what is no single picture is kept as one for each page
_LEAST_SHEET = 0.005  # share of the frame; a seal or a stamp is no sheet
_STAGES = ("load", "page", "rotation", "quality", "codes", "encode")
_LEAN_WORTH_TURNING = 0.3  # degrees; below it turning costs more sharpness than it gives


class OpenCvPageReader:
    """`PageReader` by OpenCV, zxing-cpp and libzbar.

    A page that was found for certain is cut out and flattened; of several lying apart each becomes a page. A scan
    (something that states its density) without certain edges is levelled by its lines of writing, frame and all.
    Whatever lies on its side or head is turned by quarters. Any other picture stays as it is.
    """

    def __init__(self, rendition: RenditionFormat = RenditionFormat.WEBP) -> None:
        """`rendition` is the format of the straightened page, which is kept as large as its writing needs."""
        self._rendition = rendition
        self._orientation = Orientation()

    def analyse(self, data: bytes, media_type: str, *, expect_dpi: int | None = None) -> tuple[PageAnalysis, ...]:
        """Analyse every page of the file; `media_type` is not relied on. Raises `PageError`."""
        del media_type  # the first bytes say what it is
        return tuple(self.analyse_each(data, expect_dpi=expect_dpi))

    def analyse_each(self, data: bytes, *, expect_dpi: int | None = None) -> Iterator[PageAnalysis]:
        """Analyse page by page, so that a long document shows that it goes on. Raises `PageError`."""
        pages = load_pages(data)
        while True:
            clock = _Clock()
            with clock.stage("load"):
                page = next(pages, None)
            if page is None:
                return
            dpi = expect_dpi // page.reduced if expect_dpi else page.dpi
            yield from self._analyse_frame(page, dpi, file_kind(data) in _DOCUMENTS, clock)

    def straighten(self, data: bytes, corners: Corners | None, rotation: int) -> tuple[bytes, str]:
        """Take the page out as somebody says it lies. Raises `PageError`."""
        page = next(load_pages(data))
        if corners is None:
            straight = quarter_turned(page.pixels, rotation)
        else:
            quad = np.asarray(corners, np.float64)
            if not len(plausible(quad[None], (page.pixels.shape[1], page.pixels.shape[0]), _LEAST_SHEET)):
                raise PageError("corners_unusable")
            straight = flattened(page.pixels, quad)
        return self._kept(straight, corners is not None, page.dpi), self._rendition.value

    def _analyse_frame(
        self, page: LoadedPage, dpi: int | None, in_document: bool, clock: _Clock
    ) -> Iterator[PageAnalysis]:
        """One analysis for each sheet of the frame; what was done once for all is in the first one's timings."""
        frame = _Frame(page.pixels, dpi, in_document)
        with clock.stage("page"):
            found = find_pages(frame.pixels)
        with clock.stage("codes"):
            codes = read_codes(_grey(frame.pixels))
        for one, own in zip(found, _shared_out(codes, found), strict=True):
            yield self._analyse_sheet(frame, one, own, clock)
            clock = _Clock()

    def _analyse_sheet(
        self, frame: _Frame, found: FoundPage, codes: tuple[CodeRead, ...], clock: _Clock
    ) -> PageAnalysis:
        pixels, dpi = frame.pixels, frame.dpi
        with clock.stage("page"):
            sheet = _sheet(pixels, found)
        with clock.stage("rotation"):
            rotation = self._orientation.turn(sheet)
            lean = _lean(found, sheet, rotation)
            straight = _levelled(quarter_turned(sheet, rotation), found, lean, dpi)
        with clock.stage("quality"):
            quality = judge(PageLook(sheet, found, lean, dpi))
        with clock.stage("encode"):
            needed = frame.in_document or straight is not pixels
            cut_out = found.confidence is PageConfidence.HIGH
            rendition = self._kept(straight, cut_out, dpi) if needed else None
        return PageAnalysis(
            width=pixels.shape[1],
            height=pixels.shape[0],
            outline=_outline(found, rotation, lean),
            quality=quality,
            codes=codes,
            timings_ms=clock.timings(),
            rendition=rendition,
            rendition_media_type=None if rendition is None else self._rendition.value,
        )

    def _kept(self, straight: Picture, cut_out: bool, dpi: int | None) -> bytes:
        page = legible(straight, cut_out=cut_out, dpi=dpi)
        return encoded(page.pixels, self._rendition, dpi=page.dpi)


@dataclass(frozen=True, slots=True)
class _Frame:
    """One picture; `dpi` as the scanner or the file says it."""

    pixels: Picture
    dpi: int | None
    in_document: bool


class _Clock:
    """Wall time by stage, in milliseconds."""

    def __init__(self) -> None:
        self._stages = dict.fromkeys(_STAGES, 0.0)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a block; the blocks of one stage add up."""
        before = time.perf_counter()
        yield
        self._stages[name] += (time.perf_counter() - before) * 1000

    def timings(self) -> tuple[tuple[str, float], ...]:
        """All stages and the total."""
        total = sum(self._stages.values())
        return tuple((name, round(value, 1)) for name, value in [*self._stages.items(), ("total", total)])


def _shared_out(codes: tuple[CodeRead, ...], found: tuple[FoundPage, ...]) -> list[tuple[CodeRead, ...]]:
    """To each sheet the codes that stand on it; to the first also those that stand on none."""
    shares: list[list[CodeRead]] = [[] for _ in found]
    for code in codes:
        x, y = np.mean(code.corners, axis=0)
        on = (n for n, one in enumerate(found) if one.corners is not None and holds_point(one.corners, x, y))
        shares[next(on, 0)].append(code)
    return [tuple(share) for share in shares]


def _sheet(pixels: Picture, found: FoundPage) -> Picture:
    """The page alone where it was found for certain, else the whole picture."""
    if found.confidence is PageConfidence.HIGH and found.corners is not None:
        return flattened(pixels, found.corners)
    return pixels


def _grey(pixels: Picture) -> Grey:
    """Made each time it is needed: of the largest pages it would hold 36 MB while they are encoded."""
    return as_bytes(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))


def _lean(found: FoundPage, sheet: Picture, rotation: int) -> float:
    if found.confidence is PageConfidence.HIGH and found.corners is not None:
        return lean_of_corners(found.corners)
    return lean_of_writing(quarter_turned(_grey(sheet), rotation)) or 0.0


def _levelled(upright: Picture, found: FoundPage, lean: float, dpi: int | None) -> Picture:
    if found.confidence is PageConfidence.HIGH or dpi is None or abs(lean) < _LEAN_WORTH_TURNING:
        return upright
    return turned_upright(upright, lean)


def _outline(found: FoundPage, rotation: int, lean: float) -> PageOutline:
    skew = round(lean, 2) + 0.0
    if found.corners is None:
        return PageOutline(None, found.confidence, rotation, skew)
    own = np.roll(found.corners, rotation // 90, axis=0)  # from the page's own top left, not the picture's
    first, second, third, fourth = ((round(float(x), 1), round(float(y), 1)) for x, y in own)
    return PageOutline((first, second, third, fourth), found.confidence, rotation, skew)
