"""Codes on a page of writing, damaged in fourteen ways: 168 QR codes and 168 of Code 128.

Each code stands in the upper right of the top band of an A4 letter at 200 dpi, three sizes of module, four contents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import zxingcpp

from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Grey, as_bytes
from tests.fakes.scenes import flat_paper

QR_MODULES = (2.0, 2.6, 4.0)
BAR_MODULES = (1.3, 2.0, 3.0)
_BAND = 560  # pixels
_BAR_HEIGHT = 60
_LETTERS = "0123456789ABCDEF"

Damage = Callable[[Grey, np.random.Generator], Grey]


@dataclass(frozen=True, slots=True)
class DamagedCode:
    """One picture and what is in its code."""

    format: str
    damage: str
    module: float
    text: str
    grey: Grey


def damaged_codes(format_name: str, damages: tuple[str, ...] | None = None) -> Iterator[DamagedCode]:
    """The set of one format, `QRCode` or `Code128`, or only these kinds of damage."""
    contents, modules = (_addresses(), QR_MODULES) if format_name == "QRCode" else (_numbers(), BAR_MODULES)
    for name in damages or tuple(DAMAGES):
        for module in modules:
            for number, text in enumerate(contents):
                dice = np.random.default_rng(number)
                page = _page(_drawn(format_name, text, module))
                yield DamagedCode(format_name, name, module, text, DAMAGES[name](page, dice))


def _addresses() -> list[str]:
    dice = [np.random.default_rng(number) for number in range(4)]
    return ["https://fw.example.gov.cn/v?c=" + "".join(one.choice(list(_LETTERS), 24)) for one in dice]


def _numbers() -> list[str]:
    return [f"YZ2025{number * 7919 + 13:08d}" for number in range(4)]


def _drawn(format_name: str, text: str, module: float) -> Grey:
    level = {"ec_level": "M"} if format_name == "QRCode" else {}
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, format_name), **level)
    exact = np.asarray(zxingcpp.write_barcode_to_image(code, scale=10, add_quiet_zones=True))
    width = round(exact.shape[1] * module / 10)
    if format_name == "QRCode":
        return as_bytes(cv2.resize(exact, (width, width), interpolation=cv2.INTER_AREA))
    line = cv2.resize(exact[:1], (width, 1), interpolation=cv2.INTER_AREA)
    return as_bytes(np.repeat(line, _BAR_HEIGHT, axis=0))


@cache
def _letter() -> Grey:
    return np.array(flat_paper("partnership_agreement", 200).convert("L"))[:_BAND]


def _page(code: Grey) -> Grey:
    page = _letter().copy()
    height, width = code.shape
    page[30 : 30 + height, page.shape[1] - width - 40 : page.shape[1] - 40] = code
    return page


def _clipped(values: Floats) -> Grey:
    return np.clip(values, 0, 255).astype(np.uint8)


def _turned(grey: Grey, degrees: float) -> Grey:
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    grown = (round(width * cosine + height * sine), round(width * sine + height * cosine))
    turn[0, 2] += (grown[0] - width) / 2
    turn[1, 2] += (grown[1] - height) / 2
    return as_bytes(cv2.warpAffine(grey, turn, grown, flags=cv2.INTER_LINEAR, borderValue=[235.0]))


def _moved(grey: Grey, pixels: int, degrees: float) -> Grey:
    kernel = np.zeros((pixels, pixels), np.float32)
    kernel[pixels // 2] = 1
    turn = cv2.getRotationMatrix2D(((pixels - 1) / 2, (pixels - 1) / 2), degrees, 1.0)
    kernel = np.asarray(cv2.warpAffine(kernel, turn, (pixels, pixels)))
    return as_bytes(cv2.filter2D(grey, -1, kernel / kernel.sum()))


def _tilted(grey: Grey, dice: np.random.Generator) -> Grey:
    height, width = grey.shape
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    away = frame + dice.uniform(-0.08, 0.08, (4, 2)).astype(np.float32) * height
    low = away.min(0)
    size = tuple(int(v) for v in np.ceil(away.max(0) - low))
    to_seen = cv2.getPerspectiveTransform(frame, (away - low).astype(np.float32))
    return as_bytes(cv2.warpPerspective(grey, to_seen, size, borderValue=[120.0]))


def _shaded(grey: Grey, dice: np.random.Generator) -> Grey:
    height, width = grey.shape
    y, x = np.mgrid[0:height, 0:width]
    across = (x - width * dice.uniform(0.6, 0.95)) * 0.8 + (y - height / 2) * 0.6
    return _clipped(grey * (1 - 0.65 / (1 + np.exp(-across / 25))))


def _compressed(grey: Grey, quality: int) -> Grey:
    _, data = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return as_bytes(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))


def _stained(grey: Grey, dice: np.random.Generator) -> Grey:
    width = grey.shape[1]
    left, right = (int(60 + dice.uniform() * 60) for _ in range(2))
    return as_bytes(cv2.line(grey.copy(), (width - 300, left), (width - 20, right), [95.0], 5))


def _grainy(grey: Grey, dice: np.random.Generator, strength: float) -> Grey:
    return _clipped(grey + dice.standard_normal(grey.shape) * strength)


DAMAGES: dict[str, Damage] = {
    "clean": lambda grey, _dice: grey,
    "turned_13": lambda grey, _dice: _turned(grey, 13),
    "turned_45": lambda grey, _dice: _turned(grey, 45),
    "blurred_1.5": lambda grey, _dice: as_bytes(cv2.GaussianBlur(grey, (0, 0), 1.5)),
    "blurred_2.2": lambda grey, _dice: as_bytes(cv2.GaussianBlur(grey, (0, 0), 2.2)),
    "moved_9": lambda grey, dice: _moved(grey, 9, dice.uniform(0, 180)),
    "low_contrast": lambda grey, dice: _grainy(_clipped(grey * 0.12 + 120), dice, 3),
    "low_light": lambda grey, dice: _clipped(dice.poisson(grey * 0.15) + dice.standard_normal(grey.shape) * 3),
    "noise_40": lambda grey, dice: _grainy(grey, dice, 40),
    "perspective": _tilted,
    "shadow": _shaded,
    "jpeg_10": lambda grey, _dice: _compressed(grey, 10),
    "negative": lambda grey, _dice: as_bytes(255 - grey),
    "stained": _stained,
}
"""Names of the damages and what they do to a grey page."""
