"""Quick looks at preview pictures: where the sheets lie and what is wrong with them."""

from __future__ import annotations

import time

from app.domain.page import PageConfidence, Quality, QualityVerdict
from app.domain.page_text import Corners
from app.ports.live_preview import PreviewLook, SheetOutline
from scanners.imaging.find_page import FoundPage, find_pages
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Picture, as_bytes
from scanners.imaging.quality import PageLook, judge
from scanners.imaging.straighten import flattened

_ENOUGH_DPI = 300  # the picture that is taken is larger than the one looked at: its own judgement tells
_ORDER = (QualityVerdict.GOOD, QualityVerdict.FAIR, QualityVerdict.BAD)


_JUDGE_EVERY_S = 0.4  # an outline follows the hand, a verdict need not
_REST = 5.0  # times what judging took last: on a busy machine the outlines come first


class Looker:
    """Looks at one picture after the other; one thread at a time."""

    def __init__(self) -> None:
        self._quality = Quality(QualityVerdict.FAIR, ())
        self._sheets = -1
        self._judge_again_at = 0.0

    def look(self, pixels: Picture, number: int, at: float, still_s: float) -> PreviewLook:
        """Look at a BGR picture in preview size, `at` being the seconds of a clock."""
        seen = as_bytes(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB))
        pages = find_pages(seen)
        outlines = tuple(SheetOutline(_points(one.corners), one.confidence) for one in pages if one.corners is not None)
        if at >= self._judge_again_at or len(outlines) != self._sheets:
            began = time.monotonic()
            self._quality = _worst([_judged(seen, one) for one in pages])
            rest = max(_JUDGE_EVERY_S, _REST * (time.monotonic() - began))
            self._judge_again_at, self._sheets = at + rest, len(outlines)
        return PreviewLook(number, outlines, self._quality, round(still_s, 2))


def _judged(seen: Picture, page: FoundPage) -> Quality:
    if page.corners is not None and page.confidence is PageConfidence.HIGH:
        return judge(PageLook(flattened(seen, page.corners), page, 0.0, _ENOUGH_DPI))
    return judge(PageLook(seen, page, 0.0, _ENOUGH_DPI))


def _worst(qualities: list[Quality]) -> Quality:
    return max(qualities, key=lambda one: _ORDER.index(one.verdict))


def _points(corners: Floats) -> Corners:
    first, second, third, fourth = ((round(float(x), 1), round(float(y), 1)) for x, y in corners)
    return first, second, third, fourth
