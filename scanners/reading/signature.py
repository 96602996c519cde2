"""Whether somebody seems to have signed: ink behind the words that ask for a signature. A hint, never a decision.

Chinese literals: protocol constants.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from app.domain.page_text import Seal, SignatureHint, TextLine
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Grey, Numbers, Picture, as_bytes

_LABEL = re.compile(r"(?:签\s*字|签\s*名|签\s*章|签\s*署)(?:(?:或|及|并)?盖章)?[)）]?\s*[:：]?")
_DAY = re.compile(r"\d\s*年|年\s*\d|日期|年\s*月")
_REACH = 9.0  # label heights to the right
_ABOVE, _BELOW = 1.0, 1.1
_INK = 0.2  # of the paper's brightness below it
_INK_UNDER_SEAL = 0.32  # red ink darkens what it covers
_SPECK = 0.012  # of the square of the label's height
_LEAST_INK = 0.22  # of the same square
_LEAST_WIDTH = 0.9  # label heights
_SURELY_PRINTED = 0.93
_PRINTED_LENGTH = 6


def signature_hint(pixels: Picture, lines: Sequence[TextLine], seals: Sequence[Seal]) -> SignatureHint:
    """Look behind every line that asks for a signature; one signed place is enough.

    `pixels` is the upright page that `lines` and `seals` were read from. Red ink, ruled lines and print do not
    count. A printed name behind the label cannot be told from a signature.
    """
    places = [(line, end) for line in lines if (end := _label_end(line)) is not None]
    if not places:
        return SignatureHint.NO_PLACE
    signed = any(_signed(pixels, line, end, lines, seals) for line, end in places)
    return SignatureHint.PRESENT if signed else SignatureHint.ABSENT


def _label_end(line: TextLine) -> float | None:
    """Where the label ends, in pixels; None when the line asks for no signature.

    A line whose label is followed by a sentence speaks about signing and has no place for it.
    """
    found = _LABEL.search(line.text)
    if found is None:
        return None
    rest = line.text[found.end() :]
    if len(rest) > 8 and _DAY.search(rest) is None:
        return None
    widths = np.array([0.55 if glyph.isascii() else 1.0 for glyph in line.text])
    left, right = min(x for x, _ in line.corners), max(x for x, _ in line.corners)
    return float(left + (right - left) * widths[: found.end()].sum() / widths.sum())


def _signed(pixels: Picture, line: TextLine, end: float, lines: Sequence[TextLine], seals: Sequence[Seal]) -> bool:
    top, bottom = min(y for _, y in line.corners), max(y for _, y in line.corners)
    high = max(8.0, bottom - top)
    left, right = round(end + 0.15 * high), min(pixels.shape[1], round(end + _REACH * high))
    upper, lower = max(0, round(top - _ABOVE * high)), min(pixels.shape[0], round(bottom + _BELOW * high))
    if right - left < high or lower - upper < high:
        return False
    ink = _ink(pixels[upper:lower, left:right], _under(seals, (left, upper, right, lower)))
    for other in lines:
        if other is not line and _is_print(other):
            corners = np.round(np.array(other.corners) - (left, upper)).astype(np.int32)
            cv2.fillConvexPoly(ink, corners, [0])
    return _looks_written(_without_rules(ink, high), high)


def _under(seals: Sequence[Seal], area: tuple[int, int, int, int]) -> Grey:
    """Where seals lie in the area (left, top, right, bottom), 0 or 1."""
    mask = np.zeros((area[3] - area[1], area[2] - area[0]), np.uint8)
    for seal in seals:
        x, y = seal.box.x - area[0], seal.box.y - area[1]
        mask[max(0, y) : max(0, y + seal.box.height), max(0, x) : max(0, x + seal.box.width)] = 1
    return mask


def _ink(part: Picture, sealed: Grey) -> Grey:
    """Dark ink, 0 or 1; the brightest channel sees through red."""
    bright = as_bytes(part.max(2))
    paper = np.asarray(cv2.medianBlur(cv2.dilate(bright, np.ones((11, 11), np.uint8)), 41), np.float32)
    depth = (paper - bright) / np.maximum(paper, 1.0)
    return np.asarray((depth > np.where(sealed > 0, _INK_UNDER_SEAL, _INK)).astype(np.uint8))


def _is_print(line: TextLine) -> bool:
    long_enough = len(line.text) >= _PRINTED_LENGTH and line.confidence > _SURELY_PRINTED
    return long_enough or _DAY.search(line.text) is not None or _LABEL.search(line.text) is not None


def _without_rules(ink: Grey, high: float) -> Grey:
    """Take out long straight lines: the rule to sign on, the frame of a form."""
    for size in ((round(3 * high), 1), (1, round(2.2 * high))):
        rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
        ink = as_bytes(np.where(cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0, 0, ink))
    return ink


def _looks_written(ink: Grey, high: float) -> bool:
    _, _, found, _ = cv2.connectedComponentsWithStats(ink)
    parts: Numbers = np.asarray(found)[1:]
    parts = parts[parts[:, cv2.CC_STAT_AREA] > _SPECK * high * high]
    if len(parts) == 0:
        return False
    area = float(parts[:, cv2.CC_STAT_AREA].sum()) / (high * high)
    left = parts[:, cv2.CC_STAT_LEFT]
    width = float((left + parts[:, cv2.CC_STAT_WIDTH]).max() - left.min()) / high
    return area >= _LEAST_INK and width >= _LEAST_WIDTH
