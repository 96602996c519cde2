"""How finely a sheet was taken, from the size that papers of its proportions have."""

from __future__ import annotations

import math

from app.domain.page import PageConfidence, PageOutline

_A4_LONG_MM, _CARD_LONG_MM, _MM_PER_INCH = 297.0, 85.6, 25.4
_CARD_RATIO, _A4_RATIO = 85.6 / 54.0, 2**0.5  # ISO/IEC 7810 ID-1, ISO 216
_OFF_RATIO = 0.05


def dpi_of_known_paper(long_side: float, short_side: float) -> float | None:
    """Pixels an inch of a sheet cut out with these sides in pixels, by its proportions; None where they say nothing.

    Cards are 85.6 x 54 mm; what is as A-series sheets are counts as A4, whatever its real size.
    """
    ratio = long_side / short_side
    for known, length_mm in ((_CARD_RATIO, _CARD_LONG_MM), (_A4_RATIO, _A4_LONG_MM)):
        if abs(ratio / known - 1) < _OFF_RATIO:
            return long_side / length_mm * _MM_PER_INCH
    return None


def dpi_of_outline(outline: PageOutline) -> int | None:
    """Pixels an inch of a page as it was taken; None unless it was found for certain and its proportions are known."""
    if outline.confidence is not PageConfidence.HIGH or outline.corners is None:
        return None
    first, second, third, fourth = outline.corners
    level = (math.dist(first, second) + math.dist(third, fourth)) / 2
    upright = (math.dist(second, third) + math.dist(fourth, first)) / 2
    dpi = dpi_of_known_paper(max(level, upright), min(level, upright))
    return None if dpi is None else round(dpi)
