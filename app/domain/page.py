"""A page of paper: where it lies in the picture, how good it is, what codes it carries.

All corners are pixels of the picture as loaded (EXIF orientation applied), x to the right, y down, in the
order top left, top right, bottom right, bottom left of the page itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Point = tuple[float, float]


class QualityVerdict(StrEnum):
    """What the clerk sees at once: use it, look at it, take it again."""

    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"


class QualityReason(StrEnum):
    """Why a page is not good. Words: `resources/i18n/zh_CN/quality.json`."""

    BLURRED = "blurred"
    DARK = "dark"
    GLARE = "glare"
    CUT = "cut"
    BLANK = "blank"
    LOW_RESOLUTION = "low_resolution"
    SKEWED = "skewed"
    FINGER = "finger"


class PageConfidence(StrEnum):
    """How sure the page finder is. Only `HIGH` may be cropped without asking."""

    HIGH = "high"
    PARTIAL = "partial"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Quality:
    """Verdict on one page with its reasons, worst first."""

    verdict: QualityVerdict
    reasons: tuple[QualityReason, ...]


@dataclass(frozen=True, slots=True)
class CodeRead:
    """One bar or matrix code.

    `format` is the name zxing-cpp uses (`QRCode`, `Code128`, `EAN13`); `data` are the bytes in the code,
    `text` the same bytes as UTF-8 or else GB18030; `rescued` is true when only a repaired picture gave it.
    """

    format: str
    text: str
    data: bytes
    corners: tuple[Point, ...]
    rescued: bool


@dataclass(frozen=True, slots=True)
class PageOutline:
    """Where the page lies in the picture.

    `corners` are four points, or None when no page edge could be established (the whole frame is the page
    then). `rotation` is the clockwise turn in degrees (0, 90, 180, 270) that brings the picture upright, 0
    when unknown; `skew_deg` is how far the page, or without an outline its writing, leans clockwise.
    """

    corners: tuple[Point, Point, Point, Point] | None
    confidence: PageConfidence
    rotation: int
    skew_deg: float


@dataclass(frozen=True, slots=True)
class BlobRef:
    """A picture in the vault: `sha256` (lower-case hex) and `size` are of the plain bytes."""

    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class PageAnalysis:
    """What the page pipeline found in one picture.

    `width` and `height` are of the picture as loaded. `rendition` is the straightened page as an encoded
    picture, or None when the finder was not sure and the whole frame is kept as it is. `timings_ms` are wall
    times by stage.
    """

    width: int
    height: int
    outline: PageOutline
    quality: Quality
    codes: tuple[CodeRead, ...]
    timings_ms: tuple[tuple[str, float], ...]
    rendition: bytes | None
    rendition_media_type: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a material in a case: the original picture, its rendition, and where they came from."""

    id: str
    case_id: str
    material_code: str
    sequence: int
    original: BlobRef
    rendition: BlobRef | None
    outline: PageOutline
    quality: Quality
    codes: tuple[CodeRead, ...]
    captured_at: datetime
    captured_by: str
    source: str
