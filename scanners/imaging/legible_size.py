"""How many pixels of a page are worth keeping beside its original: what is written must stay as legible, no more.

Sheets of writing at 200 dpi (what DA/T 31 asks of archives), cards at 300 because their print is small. What a page is
follows from its proportions and from whether it bears writing; its density from what the scanner said, else from the
length that paper of such proportions has. Photographs, drawings and papers of unknown size keep their pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scanners.imaging.ink import glyph_height
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Picture, as_bytes
from scanners.imaging.shrink import shrunk

MOST_SIDE = 16_000
"""Pixels; WebP ends at 16383."""

MOST_PIXELS = 17_500_000
"""A3 at 300 dpi. The loader takes WebP of up to 27 megapixels."""

_SHEET_RATIO, _CARD_RATIO = 2**0.5, 85.6 / 54.0  # ISO 216; ISO/IEC 7810 ID-1
_SAME_RATIO = 0.05
_SHEET_MM, _CARD_MM = 297.0, 85.6
_LEAST_CARD_SIDE = 1600  # pixels: many a slip has a card's proportions, and small print on 24 cm
_LEAST_GLYPH = 24.0  # pixels of height: an A3 sheet looks like an A4 one, its small print must not suffer for that
_GLYPH_SIDE = 900  # pixels that writing is measured at
_WORTH_IT = 0.9  # a smaller step blurs more than it saves


class PageContent(StrEnum):
    """What kind of thing is kept."""

    SHEET = "sheet"
    CARD = "card"
    OTHER = "other"


_ENOUGH_DPI = {PageContent.SHEET: 200, PageContent.CARD: 300, PageContent.OTHER: 300}


@dataclass(frozen=True, slots=True)
class LegiblePage:
    """The pixels to be kept; `dpi` is their density where a scanner or a file stated one."""

    pixels: Picture
    dpi: int | None


def page_content(pixels: Picture, *, cut_out: bool, dpi: int | None) -> PageContent:
    """Tell by proportions, of a card also by its length where the density is known.

    A frame that was not cut along a page's edges says nothing.
    """
    long_side, short_side = max(pixels.shape[:2]), min(pixels.shape[:2])
    if not cut_out:
        return PageContent.OTHER
    if _alike(long_side / short_side, _SHEET_RATIO):
        return PageContent.SHEET
    length_fits = dpi is None or _alike(long_side / dpi * 25.4, _CARD_MM)
    return PageContent.CARD if length_fits and _alike(long_side / short_side, _CARD_RATIO) else PageContent.OTHER


def legible(pixels: Picture, *, cut_out: bool, dpi: int | None) -> LegiblePage:
    """Make a page as small as it may be; it never grows. `cut_out`: the picture ends at the page's own edges."""
    content = page_content(pixels, cut_out=cut_out, dpi=dpi)
    scale = min(_bound(pixels), _enough(pixels, content, dpi))
    if scale >= 1:
        return LegiblePage(pixels, dpi)
    small = as_bytes(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    return LegiblePage(small, round(dpi * scale) if dpi else None)


def _bound(pixels: Picture) -> float:
    """What any picture is held to."""
    height, width = pixels.shape[:2]
    return float(min(1.0, MOST_SIDE / max(height, width), (MOST_PIXELS / (height * width)) ** 0.5))


def _enough(pixels: Picture, content: PageContent, dpi: int | None) -> float:
    """The share of the pixels each way that keeps the writing legible; 1 where there is none or nothing to save."""
    scale = _by_density(max(pixels.shape[:2]), content, dpi)
    if scale > _WORTH_IT:
        return 1.0
    if content is PageContent.CARD:
        return scale
    small, measured_at = shrunk(pixels, _GLYPH_SIDE)
    height = glyph_height(as_bytes(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY))) / measured_at
    return min(1.0, max(scale, _LEAST_GLYPH / height)) if height else 1.0


def _by_density(long_side: int, content: PageContent, dpi: int | None) -> float:
    if dpi is not None:
        return _ENOUGH_DPI[content] / dpi
    if content is PageContent.SHEET:
        return _ENOUGH_DPI[content] / (long_side / _SHEET_MM * 25.4)
    return _LEAST_CARD_SIDE / long_side if content is PageContent.CARD else 1.0


def _alike(one: float, other: float) -> bool:
    return abs(one / other - 1) < _SAME_RATIO
