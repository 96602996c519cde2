"""Says at once what is wrong with a page: blurred, dark, glare, cut, blank, too coarse, leaning, under a finger.

Thresholds were set on drawn papers with known faults; `docs/originals.md` has the figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.domain.page import PageConfidence, Quality, QualityReason, QualityVerdict
from app.domain.paper_size import dpi_of_known_paper
from scanners.imaging.find_page import FoundPage
from scanners.imaging.finger import finger
from scanners.imaging.glare import glare
from scanners.imaging.ink import glyph_height, ink_depth, writing_mask
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Grey, Picture, as_bytes
from scanners.imaging.sharpness import edge_width
from scanners.imaging.shrink import shrunk
from scanners.imaging.straighten import flattened

_LOOK_SIDE = 640
_BLUR_FAIR, _BLUR_BAD = 4.2, 5.0  # pixels of edge width at about 200 dpi
_DARK_FAIR, _DARK_BAD = 125.0, 85.0  # brightness of the paper, 0 to 255
_BLANK_INK = 0.0001  # share of the page
_BLANK_DEPTH = 25
_SKEW_FAIR = 1.5  # degrees
_SCAN_DPI_FAIR, _SCAN_DPI_BAD = 150, 100  # what a scanner was set to; archives ask for 200 (DA/T 31)
_LEAST_DPI_FAIR, _LEAST_DPI_BAD = 140, 90  # what a photograph comes to
_A4_LONG_MM, _MM_PER_INCH = 297.0, 25.4
_LEAST_LONG_SIDE = 1000  # pixels, for a picture whose paper is unknown
_READABLE_GLYPH = 17.0  # pixels of height; smaller Chinese characters lose strokes


@dataclass(frozen=True, slots=True)
class PageLook:
    """What is judged: the page alone where it was found, else the whole picture, with what is known about it."""

    pixels: Picture
    found: FoundPage
    lean_deg: float
    dpi: int | None


def judge(look: PageLook) -> Quality:
    """Judge one page. Reasons come worst first; the verdict is the worst of them."""
    small, scale = shrunk(look.pixels, _LOOK_SIDE)
    grey = as_bytes(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY))
    findings: dict[QualityReason, QualityVerdict] = {}
    if _is_blank(grey):
        findings[QualityReason.BLANK] = QualityVerdict.BAD
    else:
        _add(findings, QualityReason.BLURRED, _level_above(edge_width(look.pixels), _BLUR_FAIR, _BLUR_BAD))
        _add(findings, QualityReason.LOW_RESOLUTION, _resolution(look, grey, scale))
        _add(findings, QualityReason.CUT, _cut(look.found, grey))
    _add(findings, QualityReason.DARK, _darkness(grey, look.found))
    _add(findings, QualityReason.GLARE, glare(small, alone=look.found.confidence is PageConfidence.HIGH))
    if look.found.corners is not None:
        _add(findings, QualityReason.FINGER, finger(_sheet_of(look, small, scale)))
    if look.found.confidence is not PageConfidence.HIGH and abs(look.lean_deg) > _SKEW_FAIR:
        findings[QualityReason.SKEWED] = QualityVerdict.FAIR
    return _summed_up(findings)


def _sheet_of(look: PageLook, small: Picture, scale: float) -> Picture:
    """The page alone also where its outline is no more than a proposal."""
    if look.found.corners is None or look.found.confidence is PageConfidence.HIGH:
        return small
    return flattened(small, look.found.corners * scale)


def _add(findings: dict[QualityReason, QualityVerdict], reason: QualityReason, verdict: QualityVerdict) -> None:
    if verdict is not QualityVerdict.GOOD:
        findings[reason] = verdict


def _level_above(value: float | None, fair: float, bad: float) -> QualityVerdict:
    if value is None or value <= fair:
        return QualityVerdict.GOOD
    return QualityVerdict.BAD if value > bad else QualityVerdict.FAIR


def _summed_up(findings: dict[QualityReason, QualityVerdict]) -> Quality:
    bad = tuple(reason for reason, verdict in findings.items() if verdict is QualityVerdict.BAD)
    fair = tuple(reason for reason, verdict in findings.items() if verdict is QualityVerdict.FAIR)
    verdict = QualityVerdict.BAD if bad else QualityVerdict.FAIR if fair else QualityVerdict.GOOD
    return Quality(verdict, bad + fair)


def _is_blank(grey: Grey) -> bool:
    """No ink to speak of away from the edges; specks of dust do not count."""
    margin_y, margin_x = round(0.03 * grey.shape[0]), round(0.03 * grey.shape[1])
    inner = np.ascontiguousarray(grey[margin_y : grey.shape[0] - margin_y, margin_x : grey.shape[1] - margin_x])
    if inner.size == 0:
        return True
    mask = (ink_depth(inner) > _BLANK_DEPTH).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    sizes = stats[1:, cv2.CC_STAT_AREA]
    flat = float(inner.std()) < 40  # a photograph fills the page without a single thin stroke
    return bool(flat and sizes[sizes >= 4].sum() < _BLANK_INK * inner.size)


def _darkness(grey: Grey, found: FoundPage) -> QualityVerdict:
    """Judge the brightness of the paper; of an uncropped picture it may be a small part."""
    paper = float(np.percentile(grey, 90 if found.confidence is PageConfidence.HIGH else 97))
    return _level_below(paper, _DARK_FAIR, _DARK_BAD)


def _cut(found: FoundPage, grey: Grey) -> QualityVerdict:
    """A page that leaves the frame on some sides, or writing that runs into the frame where no page was found."""
    if found.confidence is PageConfidence.HIGH:
        return QualityVerdict.GOOD
    writing = writing_mask(grey)
    band = 3
    touching = max(
        int(edge.any(axis=axis).sum())
        for edge, axis in (
            (writing[:band], 0),
            (writing[-band:], 0),
            (writing[:, :band], 1),
            (writing[:, -band:], 1),
        )
    )
    if touching > 12:
        return QualityVerdict.BAD if found.confidence is PageConfidence.PARTIAL else QualityVerdict.FAIR
    leaves = found.confidence is PageConfidence.PARTIAL and 1 <= found.sides_cut <= 3
    return QualityVerdict.FAIR if leaves else QualityVerdict.GOOD


def _resolution(look: PageLook, grey: Grey, scale: float) -> QualityVerdict:
    """Judge by what the scanner said, else by the paper's proportions, else by the height of the writing."""
    long_side, short_side = max(look.pixels.shape[:2]), min(look.pixels.shape[:2])
    if look.dpi is not None:
        return _level_below(look.dpi, _SCAN_DPI_FAIR, _SCAN_DPI_BAD)
    dpi: float | None = None
    if look.found.confidence is PageConfidence.HIGH:
        # Of unknown proportions it is taken for a part of an A4 sheet as long as the sheet.
        dpi = dpi_of_known_paper(long_side, short_side) or long_side / _A4_LONG_MM * _MM_PER_INCH
    if dpi is None:
        if long_side >= _LEAST_LONG_SIDE:
            return QualityVerdict.GOOD
        dpi = _LEAST_DPI_FAIR * long_side / _LEAST_LONG_SIDE
    if dpi >= _LEAST_DPI_FAIR or glyph_height(grey) / scale >= _READABLE_GLYPH:
        return QualityVerdict.GOOD
    return _level_below(dpi, _LEAST_DPI_FAIR, _LEAST_DPI_BAD)


def _level_below(value: float, fair: float, bad: float) -> QualityVerdict:
    if value >= fair:
        return QualityVerdict.GOOD
    return QualityVerdict.BAD if value < bad else QualityVerdict.FAIR
