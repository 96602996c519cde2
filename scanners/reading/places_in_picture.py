"""Where something read from a page's rendition stands in the picture that was taken."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.domain.page import PageAnalysis, PageConfidence, Point
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats
from scanners.imaging.straighten import levelling


def points_in_picture(points: Sequence[Point], page: PageAnalysis, read_size: tuple[int, int]) -> tuple[Point, ...]:
    """Bring points of the picture that was read, of `read_size` (width, height), back to the picture as loaded."""
    if page.rendition is None:
        return tuple(points)
    moved = cv2.perspectiveTransform(np.array([points], np.float64), _way_back(page, read_size))
    return tuple((round(float(x), 1), round(float(y), 1)) for x, y in np.asarray(moved)[0])


def _way_back(page: PageAnalysis, read_size: tuple[int, int]) -> Floats:
    outline = page.outline
    if outline.confidence is PageConfidence.HIGH and outline.corners is not None:
        return _from_sheet(read_size, np.array(outline.corners))
    turned = (page.height, page.width) if outline.rotation in (90, 270) else (page.width, page.height)
    frame = np.array([(0, 0), (page.width, 0), (page.width, page.height), (0, page.height)])
    from_turned = _from_sheet(turned, np.roll(frame, outline.rotation // 90, axis=0))
    turn, grown = levelling(turned, outline.skew_deg)
    if _misfit(read_size, turned) <= _misfit(read_size, grown):  # kept smaller, perhaps, but never levelled
        return np.asarray(from_turned @ _enlarging(read_size, turned))
    level = np.vstack([turn, (0.0, 0.0, 1.0)])
    return np.asarray(from_turned @ np.linalg.inv(level) @ _enlarging(read_size, grown))


def _misfit(read_size: tuple[int, int], size: tuple[int, int]) -> tuple[float, int]:
    """How far one is from being the other made smaller; of several that fit, the one of the same size fits best."""
    (read_width, read_height), (width, height) = read_size, size
    scale = (read_width + read_height) / (width + height)
    off = abs(read_width - width * scale) + abs(read_height - height * scale)
    return max(0.0, off - 2.0), abs(read_width - width)


def _enlarging(read_size: tuple[int, int], size: tuple[int, int]) -> Floats:
    return np.diag((size[0] / read_size[0], size[1] / read_size[1], 1.0))


def _from_sheet(size: tuple[int, int], corners: Floats) -> Floats:
    width, height = size
    sheet = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(sheet, corners.astype(np.float32)))
