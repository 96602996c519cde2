"""Where the ink is: dark strokes on brighter paper, and which of them look like writing."""

from __future__ import annotations

import numpy as np

from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Grey, as_bytes

_STROKE_WINDOW = 13  # pixels: wider than a stroke, narrower than the gap to a shadow's edge
_LEAST_DEPTH = 12.0  # grey levels below the paper
_OF_DARKEST = 0.28  # share of the blackest ink's depth that still counts as writing
_NEIGHBOURHOOD = 11  # pixels: about one glyph
_LEAST_GROUP = 40  # pixels of ink lying together; less is the end of a pen or a corner
_LEAST_STROKE, _LEAST_STROKES, _MUCH_INK = 3, 4, 120  # pixels of ink, strokes and pixels of ink lying together
_MOST_COHERENT = 0.72  # 1 is a single straight edge, 0 strokes in every direction


def ink_depth(grey: Grey) -> Grey:
    """How much darker each pixel is than the paper around it, in grey levels."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_STROKE_WINDOW, _STROKE_WINDOW))
    return as_bytes(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, kernel))


def ink_mask(grey: Grey) -> Grey:
    """0 or 1 per pixel; the threshold follows the picture's own noise."""
    depth = ink_depth(grey)
    grain = float(np.median(cv2.absdiff(grey, cv2.medianBlur(grey, 3))))
    return (depth > max(_LEAST_DEPTH, 5.0 * grain)).astype(np.uint8)


def writing_mask(grey: Grey) -> Grey:
    """0 or 1 per pixel: ink whose strokes run in several directions within the space of a glyph.

    The grain of wood, the edge of a sheet and a ruled line run one way and fall out; what is much fainter than the
    blackest ink (the weave of a cloth, show-through) does so too.
    """
    depth = ink_depth(grey)
    grain = float(np.median(cv2.absdiff(grey, cv2.medianBlur(grey, 3))))
    floor = max(_LEAST_DEPTH, 5.0 * grain, _OF_DARKEST * float(np.percentile(depth, 99.7)))
    mask = ((depth > floor) & (_coherence(grey) < _MOST_COHERENT)).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))
    _, groups = cv2.connectedComponents(cv2.dilate(mask, kernel), connectivity=8)
    ink = np.bincount(groups.ravel(), mask.ravel())
    return np.asarray(mask * (ink >= _LEAST_GROUP)[groups], np.uint8)


def words_only(writing: Grey) -> Grey:
    """Of a writing mask, the groups that may be words: several strokes, or much ink.

    The crossing of a pen and the corner of a sheet look like one lone character.
    """
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))
    count, groups = cv2.connectedComponents(cv2.dilate(writing, kernel), connectivity=8)
    _, parts, stats, _ = cv2.connectedComponentsWithStats(writing, connectivity=8)
    group_of_part = np.zeros(len(stats), np.intp)
    group_of_part[parts.ravel()] = groups.ravel()
    strokes = (stats[:, cv2.CC_STAT_AREA] >= _LEAST_STROKE) & (np.arange(len(stats)) > 0)
    several = np.bincount(group_of_part[strokes], minlength=count) >= _LEAST_STROKES
    much = np.bincount(groups.ravel(), writing.ravel(), minlength=count) >= _MUCH_INK
    return np.asarray(writing * (several | much)[groups], np.uint8)


def glyph_height(grey: Grey) -> float:
    """Typical height of a written character in pixels; 0 when there are too few to tell."""
    mask = cv2.dilate(writing_mask(grey), np.ones((2, 2), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    heights = np.minimum(stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT])
    heights = heights[heights >= 3]
    return float(np.median(heights)) if len(heights) >= 20 else 0.0


def _coherence(grey: Grey) -> Floats:
    """How much the slopes around each pixel agree in direction: from the eigenvalues of the structure tensor."""
    across = cv2.Scharr(grey, cv2.CV_32F, 1, 0)
    down = cv2.Scharr(grey, cv2.CV_32F, 0, 1)
    window = (_NEIGHBOURHOOD, _NEIGHBOURHOOD)
    xx = cv2.boxFilter(across * across, cv2.CV_32F, window)
    yy = cv2.boxFilter(down * down, cv2.CV_32F, window)
    xy = cv2.boxFilter(across * down, cv2.CV_32F, window)
    return np.asarray(np.sqrt((xx - yy) ** 2 + 4 * xy * xy) / (xx + yy + 1.0))
