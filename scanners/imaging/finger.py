"""A finger on the page: something skin-coloured, smooth and broad that comes in over the page's edge."""

from __future__ import annotations

import numpy as np

from app.domain.page import QualityVerdict
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Flags, Numbers, Picture, as_bytes

_LEAST_RED, _MOST_RED = 8.0, 60.0  # Cr above that of the paper: skin, not a red seal
_LEAST_BLUE, _MOST_BLUE = -60.0, -4.0  # Cb against that of the paper
_LEAST_LIGHT = 50  # Y
_OF_EDGE = 0.35  # more of the edge than this is a coloured paper or a desk
_LEAST_AREA, _MOST_AREA = 0.003, 0.2  # shares of the page
_LEAST_WIDTH = 0.025  # of the longer side: a finger is 15 mm, a printed line less
_LEAST_DEPTH = 0.03
_BAD_AREA = 0.02


def finger(small: Picture) -> QualityVerdict:
    """Judge a page shrunk to a few hundred pixels, without the desk: BAD where a finger hides much of it."""
    skin = _skin(small)
    edge = np.concatenate([skin[0], skin[-1], skin[:, 0], skin[:, -1]])
    if not edge.any() or edge.mean() > _OF_EDGE:
        return QualityVerdict.GOOD
    count, labels, stats, _ = cv2.connectedComponentsWithStats(skin.astype(np.uint8))
    area = sum(
        int(stats[index, cv2.CC_STAT_AREA])
        for index in range(1, min(count, 40))
        if _is_finger(np.asarray(labels), np.asarray(stats[index]), index)
    )
    if area == 0:
        return QualityVerdict.GOOD
    return QualityVerdict.BAD if area > _BAD_AREA * skin.size else QualityVerdict.FAIR


def _skin(small: Picture) -> Flags:
    """Broad patches whose colour differs from the paper's as skin does from white, whatever the light's tint."""
    planes = as_bytes(cv2.cvtColor(cv2.medianBlur(small, 5), cv2.COLOR_RGB2YCrCb)).astype(np.float32)
    light, red, blue = planes[..., 0], planes[..., 1], planes[..., 2]
    paper = light >= np.percentile(light, 60)
    redder, bluer = red - float(np.median(red[paper])), blue - float(np.median(blue[paper]))
    skin = (redder > _LEAST_RED) & (redder < _MOST_RED) & (bluer > _LEAST_BLUE) & (bluer < _MOST_BLUE)
    width = max(3, round(_LEAST_WIDTH * max(small.shape[:2])))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    solid = cv2.morphologyEx(
        (skin & (light > _LEAST_LIGHT)).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)
    )
    return np.asarray(cv2.morphologyEx(solid, cv2.MORPH_OPEN, kernel) > 0)


def _is_finger(labels: Numbers, box: Numbers, index: int) -> bool:
    left, top, width, height, area = (int(value) for value in box)
    tall, wide = labels.shape
    if not _LEAST_AREA * labels.size <= area <= _MOST_AREA * labels.size:
        return False
    from_side = left <= 1 or left + width >= wide - 1
    from_end = top <= 1 or top + height >= tall - 1
    reach = max(width if from_side else 0, height if from_end else 0)
    part = labels[top : top + height, left : left + width] == index
    return reach >= _LEAST_DEPTH * max(labels.shape) and float(part.mean()) > 0.4
