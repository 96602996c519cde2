"""Reads bar and matrix codes: two decoders on the picture as it is, then repairs where a code seems to stand.

zxing-cpp is first (it reads more), libzbar second (it reads some others). When neither finds anything, the likely
places are repaired: bars by the average of their rows, everything else step by step. A matrix code carries error
correction and is believed at once; a linear code read only after repair is believed when both halves of its rows, or
two different repairs, agree, because a wrong number is worse than none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import zxingcpp

from app.domain.page import CodeRead, Point
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Grey, as_bytes
from scanners.reading.bar_places import bar_places
from scanners.reading.bar_profile import bar_profiles
from scanners.reading.code_regions import CodeRegion, code_regions
from scanners.reading.code_text import code_text
from scanners.reading.undo_blur import unblurred
from scanners.reading.zbar import read_with_zbar

_WHOLE_BELOW = 3_000_000  # pixels: the second looks take the whole picture below, likely places above
_LEAST_BAR = 5  # pixels of bar height that the same read must hold for
_REPAIR_PIXELS = 250_000  # a place is brought down to this before it is repaired
_MOST_SQUARE = 1.5  # long over short side of a place that a matrix code may fill
_LINEAR = frozenset(
    {"Code128", "Code39", "Code93", "EAN13", "EAN8", "UPCA", "UPCE", "ITF", "Codabar", "DataBar", "EANUPC"}
)


@dataclass(frozen=True, slots=True)
class _Raw:
    """A read before it is a fact: `corners` in pixels of the picture that was given, shape (4, 2)."""

    format: str
    text: str
    data: bytes
    corners: Floats

    @property
    def is_linear(self) -> bool:
        return self.format in _LINEAR or self.format.startswith(("DataBar", "ITF", "Code39"))


_Decoder = Callable[[Grey], list[_Raw]]


def read_codes(grey: Grey) -> tuple[CodeRead, ...]:
    """Read every code of a grey picture. Corners are clockwise from the code's own top left."""
    if min(grey.shape) < 2:
        return ()
    large = grey.size > _WHOLE_BELOW
    # Trying the negative as well costs half as much again on a whole page: there it waits for the likely places.
    found = _zxing(grey, negative=not large)
    regions = code_regions(grey) if min(grey.shape) >= 40 else ()
    open_places = tuple(place for place in regions if not any(place.covers(raw.corners) for raw in found))
    found += _new_ones(found, _second_look(grey, open_places) if large else _zbar(grey))
    if found:
        return tuple(_fact(raw, rescued=False) for raw in found)
    barred = _read_across(grey)
    if barred:
        return tuple(_fact(raw, rescued=True) for raw in barred)
    for place in _places(grey, regions):
        rescued = _rescued(grey, place)
        if rescued:
            return tuple(_fact(raw, rescued=True) for raw in rescued)
    return ()


def _places(grey: Grey, regions: tuple[CodeRegion, ...]) -> tuple[CodeRegion, ...]:
    """Where to repair: the likely places, and all of a small picture, which may be a close-up of one code."""
    height, width = grey.shape
    if grey.size > _WHOLE_BELOW or any(place.width * place.height > 0.6 * grey.size for place in regions):
        return regions
    return (*regions, CodeRegion(0, 0, width, height, 0.0))


def _fact(raw: _Raw, *, rescued: bool) -> CodeRead:
    corners: tuple[Point, ...] = tuple((round(float(x), 1), round(float(y), 1)) for x, y in raw.corners)
    return CodeRead(raw.format, raw.text, raw.data, corners, rescued)


def _zxing_by_histogram(grey: Grey) -> list[_Raw]:
    """Read with one threshold for the whole picture: another opinion on a faint linear code."""
    return _zxing(grey, zxingcpp.Binarizer.GlobalHistogram)


def _zxing(
    grey: Grey, binarizer: zxingcpp.Binarizer = zxingcpp.Binarizer.LocalAverage, *, negative: bool = True
) -> list[_Raw]:
    reads = []
    for code in zxingcpp.read_barcodes(np.ascontiguousarray(grey), binarizer=binarizer, try_invert=negative):
        place = code.position
        corners = [(p.x, p.y) for p in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)]
        name = code.format.name
        undeclared = name == "QRCode" and code.symbology_identifier == "]Q1"
        binary = code.content_type == zxingcpp.ContentType.Binary
        data = bytes(code.bytes)
        text = code_text(data, code.text, declared=not (undeclared or binary))
        reads.append(_Raw(name, text, data, np.array(corners, np.float64)))
    return [raw for raw in reads if not _is_sliver(raw, grey)]


def _is_sliver(raw: _Raw, grey: Grey) -> bool:
    """True for a linear code seen on a line or two of a picture that is tall enough to show more: a misread."""
    thickness = float(np.ptp(raw.corners, axis=0).min())
    return raw.is_linear and thickness < _LEAST_BAR and min(grey.shape) > 8 * _LEAST_BAR


def _zbar(grey: Grey) -> list[_Raw]:
    reads = []
    for code in read_with_zbar(grey):
        fallback = code.data.decode("utf-8", "replace")
        text = code_text(code.data, fallback, declared=False)
        reads.append(_Raw(code.format, text, code.data, _four_corners(code.points)))
    return reads


def _four_corners(points: Floats) -> Floats:
    """Libzbar gives a matrix code's corners counter-clockwise and a linear code's scan lines: make a quadrilateral."""
    if len(points) == 4:
        return points[[0, 3, 2, 1]]
    if len(points) == 0:
        return np.zeros((4, 2))
    left, top = points.min(0)
    right, bottom = points.max(0)
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


def _second_look(grey: Grey, places: tuple[CodeRegion, ...]) -> list[_Raw]:
    """What both decoders see in the likely places of a large picture, codes bright on dark included."""
    reads: list[_Raw] = []
    for place in places:
        cut = place.cut(grey)
        seen = _zxing(cut)
        seen += _new_ones(seen, _zbar(cut))
        reads += _new_ones(reads, [_moved(raw, np.array([place.x, place.y])) for raw in seen])
    return reads


def _moved(raw: _Raw, by: Floats) -> _Raw:
    return _Raw(raw.format, raw.text, raw.data, raw.corners + by)


def _new_ones(known: list[_Raw], others: list[_Raw]) -> list[_Raw]:
    """Those of `others` that stand where nothing is known yet and do not repeat a known text."""
    return [
        other
        for other in others
        if all(other.text != raw.text and not _same_place(raw.corners, other.corners) for raw in known)
    ]


def _same_place(one: Floats, other: Floats) -> bool:
    low = np.maximum(one.min(0), other.min(0))
    high = np.minimum(one.max(0), other.max(0))
    if bool((high >= low).all()):
        return True
    middle = other.mean(0)
    return bool((middle >= one.min(0)).all() and (middle <= one.max(0)).all())


def _read_across(grey: Grey) -> list[_Raw]:
    """Linear codes read from the average of their rows, where the upper and the lower half say the same."""
    reads: list[_Raw] = []
    for place in bar_places(grey):
        said: dict[tuple[str, bytes], set[int]] = {}
        for profile in bar_profiles(grey, place):
            for raw in _zxing(profile.picture) + _zxing_by_histogram(profile.picture):
                halves = said.setdefault((raw.format, raw.data), set())
                halves.add(profile.half)
                if raw.is_linear and len(halves) == 2:
                    reads += _new_ones(reads, [_Raw(raw.format, raw.text, raw.data, profile.corners)])
            if any(len(halves) == 2 for halves in said.values()):
                break
    return reads


def _rescued(grey: Grey, place: CodeRegion) -> list[_Raw]:
    """Try repairs until a matrix code is read or two repairs agree on a linear one."""
    cut = place.cut(grey)
    shrink = min(1.0, (_REPAIR_PIXELS / cut.size) ** 0.5)
    votes: Counter[tuple[str, bytes]] = Counter()
    for picture, to_cut, decode in _repairs(cut, shrink, place.lean_deg):
        for raw in decode(picture):
            corners = cv2.transform(raw.corners[None], to_cut)[0] + np.array([place.x, place.y])
            read = _Raw(raw.format, raw.text, raw.data, np.asarray(corners))
            votes[raw.format, raw.data] += 1
            if not raw.is_linear or votes[raw.format, raw.data] >= 2:
                return [read]
    return []


def _repairs(cut: Grey, shrink: float, lean_deg: float) -> Iterator[tuple[Grey, Floats, _Decoder]]:
    """Yield a repaired picture, the 2x3 transform back to the cut, and the decoder to try on it."""
    if shrink < 1:
        cut = as_bytes(cv2.resize(cut, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA))
    back = np.array([[1 / shrink, 0, 0], [0, 1 / shrink, 0]])
    yield as_bytes(cv2.medianBlur(cut, 3)), back, _zxing
    twice = as_bytes(cv2.resize(cut, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))
    half = back / 2
    sharp = _sharpened(twice, 2.2, 1.6)
    crisp = _sharpened(twice, 5.0, 3.0)
    for picture in (twice, sharp, crisp):
        yield picture, half, _zxing
    yield twice, half, _zxing_by_histogram
    yield sharp, half, _zbar
    if max(cut.shape) < _MOST_SQUARE * min(cut.shape):
        for picture in unblurred(cut):
            yield as_bytes(cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)), half, _zxing
    if abs(lean_deg) > 3:
        turned, to_twice = _turned(sharp, lean_deg)
        to_cut = half[:, :2] @ to_twice
        yield turned, to_cut, _zxing
        yield turned, to_cut, _zbar


def _sharpened(grey: Grey, radius: float, amount: float) -> Grey:
    soft = cv2.GaussianBlur(grey, (0, 0), radius)
    return as_bytes(cv2.addWeighted(grey, 1 + amount, soft, -amount, 0))


def _turned(grey: Grey, lean_deg: float) -> tuple[Grey, Floats]:
    """Turn the bars upright; also give the 2x3 transform from the turned picture back."""
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), lean_deg, 1.0)
    turned = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=[255.0])
    return as_bytes(turned), np.asarray(cv2.invertAffineTransform(turn))
