"""Whether anything moves under the camera, and when a picture is due without a key."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.domain.page import PageConfidence, QualityVerdict
from app.ports.live_preview import PreviewLook
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Grey, Picture, as_bytes

_WIDE = 96  # cells across: about 3.5 mm each on a desk of A3
_MOVED = 8  # grey levels by which the mean of a cell must change; noise and mains flicker stay below
_LEAST_CELLS = 0.003  # share of them: a finger tip is a dozen
_BLACK_MEAN, _BLACK_MOST = 10.0, 24

STILL_S = 0.8
DOUBTFUL_S = 2.0  # a fair picture may become a good one: the camera is still focusing
WHOLE_DESK_S = 2.0  # the hand comes back with the next card


def thumbnail(pixels: Picture) -> Grey:
    """The picture as a grey mosaic, the mean of each cell."""
    height, width = pixels.shape[:2]
    size = (_WIDE, max(1, round(_WIDE * height / width)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return as_bytes(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))


def differs(one: Grey, other: Grey) -> bool:
    """Whether something lies or moves elsewhere; a lamp or an exposure that changes everything alike is no movement."""
    if one.shape != other.shape:
        return True
    change = one.astype(np.int16) - other.astype(np.int16)
    change -= np.int16(np.median(change))
    return float((np.abs(change) > _MOVED).mean()) > _LEAST_CELLS


def is_black(seen: Grey) -> bool:
    """A covered lens, or a camera that has not woken up."""
    return float(seen.mean()) < _BLACK_MEAN and int(seen.max()) < _BLACK_MOST


class Stillness:
    """For how long nothing has moved; compared is the first still picture, so that slow drift is movement too."""

    def __init__(self) -> None:
        self._still: Grey | None = None
        self._since = 0.0

    def see(self, seen: Grey, at: float) -> float:
        """Seconds without movement, `at` being the seconds of a clock."""
        if self._still is None or differs(seen, self._still):
            self._still, self._since = seen, at
        return at - self._since


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the clerk asked for; see `app.ports.live_preview.PreviewRequest`."""

    automatic: bool = False
    whole_desk: bool = False


class AutomaticShot:
    """Says when a picture is due; one a paper: the next needs another scene, or an empty desk between."""

    def __init__(self) -> None:
        self._taken: Grey | None = None

    def taken(self, seen: Grey) -> None:
        """Remember that this scene has its picture."""
        self._taken = seen

    def is_due(self, seen: Grey, look: PreviewLook, wanted: Wanted) -> bool:
        """Whether a picture should be taken now."""
        if look.still_s >= STILL_S and not look.outlines and self._taken is not None and differs(seen, self._taken):
            self._taken = None  # the paper was taken away: the same one laid again is another page
        if not wanted.automatic or not _fit(look, wanted) or look.still_s < _patience(look, wanted):
            return False
        return self._taken is None or differs(seen, self._taken)


def _fit(look: PreviewLook, wanted: Wanted) -> bool:
    certain = [one for one in look.outlines if one.confidence is PageConfidence.HIGH]
    count = len(look.outlines)
    return (
        len(certain) == count > 0 and (count == 1 or wanted.whole_desk) and look.quality.verdict != QualityVerdict.BAD
    )


def _patience(look: PreviewLook, wanted: Wanted) -> float:
    if wanted.whole_desk:
        return WHOLE_DESK_S
    return STILL_S if look.quality.verdict is QualityVerdict.GOOD else DOUBTFUL_S
