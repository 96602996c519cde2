"""What happens to a paper between the desk and the picture. Each takes an RGB array and returns one."""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Dice = np.random.RandomState
_DESK = (120, 110, 96)


def damaged(pixels: Pixels, name: str, seed: int) -> Pixels:
    """Apply the damage of this name. Raises KeyError for an unknown one."""
    return DAMAGES[name](pixels, Dice(seed))


def _bytes(values: NDArray[np.floating]) -> Pixels:
    return np.asarray(np.clip(values, 0, 255), dtype=np.uint8)


def _jpeg(pixels: Pixels, quality: int) -> Pixels:
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8)


def _grid(pixels: Pixels) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    height, width = pixels.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return x / width, y / height


def _low_light(pixels: Pixels, dice: Dice) -> Pixels:
    x, y = _grid(pixels)
    light = 0.22 * (1 - 0.5 * ((x - 0.3) ** 2 + (y - 0.4) ** 2))
    return _jpeg(_bytes(pixels * light[..., None] + dice.randn(*pixels.shape) * 4), 85)


def _noise(pixels: Pixels, dice: Dice) -> Pixels:
    return _bytes(pixels + dice.randn(*pixels.shape) * 25)


def _blur(pixels: Pixels, dice: Dice) -> Pixels:
    del dice
    return _jpeg(np.asarray(cv2.GaussianBlur(pixels, (0, 0), 2.0), dtype=np.uint8), 80)


def _motion(pixels: Pixels, dice: Dice) -> Pixels:
    side, angle = 9, dice.uniform(-40, 40)
    kernel = np.zeros((side, side), np.float32)
    kernel[side // 2] = 1
    turn = cv2.getRotationMatrix2D((side / 2 - 0.5, side / 2 - 0.5), angle, 1)
    kernel = np.asarray(cv2.warpAffine(kernel, turn, (side, side)), dtype=np.float32)
    return _jpeg(np.asarray(cv2.filter2D(pixels, -1, kernel / kernel.sum()), dtype=np.uint8), 80)


def _half(pixels: Pixels, dice: Dice) -> Pixels:
    del dice
    small = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return _jpeg(np.asarray(small, dtype=np.uint8), 70)


def _strong_jpeg(pixels: Pixels, dice: Dice) -> Pixels:
    del dice
    return _jpeg(pixels, 20)


def _perspective(pixels: Pixels, dice: Dice) -> Pixels:
    height, width = pixels.shape[:2]
    size = np.array([width, height], np.float32)
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32) * size
    moved = corners * 0.88 + 0.06 * size + dice.uniform(-0.04, 0.04, (4, 2)).astype(np.float32) * size
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    seen = cv2.warpPerspective(pixels, matrix, (width, height), borderValue=_DESK)
    return _jpeg(np.asarray(seen, dtype=np.uint8), 85)


def _shadow(pixels: Pixels, dice: Dice) -> Pixels:
    x, y = _grid(pixels)
    turn = dice.uniform(0, math.pi)
    across = (x - 0.5) * math.cos(turn) + (y - 0.5) * math.sin(turn)
    light = 0.45 + 0.55 / (1 + np.exp(-across / 0.03))
    return _jpeg(_bytes(pixels * light[..., None]), 85)


def _turned(degrees: float) -> Callable[[Pixels, Dice], Pixels]:
    def turn(pixels: Pixels, dice: Dice) -> Pixels:
        del dice
        height, width = pixels.shape[:2]
        cosine, sine = abs(math.cos(math.radians(degrees))), abs(math.sin(math.radians(degrees)))
        wide, high = int(width * cosine + height * sine), int(width * sine + height * cosine)
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
        matrix[0, 2] += (wide - width) / 2
        matrix[1, 2] += (high - height) / 2
        seen = cv2.warpAffine(pixels, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=_DESK)
        return np.asarray(seen, dtype=np.uint8)

    return turn


def _glare(pixels: Pixels, dice: Dice) -> Pixels:
    """A lamp's reflection that washes the writing out without hiding it."""
    x, y = _grid(pixels)
    far = ((x - dice.uniform(0.2, 0.8)) ** 2 + (y - dice.uniform(0.2, 0.8)) ** 2) / 0.02
    light = (0.75 * np.exp(-far))[..., None]
    return _jpeg(_bytes(pixels * (1 - light) + 255 * light), 85)


def _crease(pixels: Pixels, dice: Dice) -> Pixels:
    """Folded once across and once down: a light line, a dark one beside it, each side shaded differently."""
    x, y = _grid(pixels)
    out = pixels.astype(np.float32)
    for axis, at in ((x, dice.uniform(0.45, 0.55)), (y, dice.uniform(0.42, 0.58))):
        out *= (1 - 0.12 * (axis > at))[..., None]
        out += (45 * np.exp(-(((axis - at) / 0.0025) ** 2)))[..., None]
        out -= (50 * np.exp(-(((axis - at - 0.005) / 0.003) ** 2)))[..., None]
    return _jpeg(_bytes(out), 85)


def _stain(pixels: Pixels, dice: Dice) -> Pixels:
    """Tea: two rings and a blot that let the writing through."""
    x, y = _grid(pixels)
    out = pixels.astype(np.float32)
    ratio = pixels.shape[0] / pixels.shape[1]
    for _ in range(2):
        far = np.hypot(x - dice.uniform(0.2, 0.8), (y - dice.uniform(0.2, 0.8)) * ratio)
        cover = 0.35 * np.exp(-(((far - 0.12) / 0.008) ** 2)) + 0.18 * (far < 0.12)
        out = out * (1 - cover[..., None]) + np.array([150, 110, 60], np.float32) * cover[..., None]
    return _jpeg(_bytes(out), 85)


def _faint(pixels: Pixels, dice: Dice) -> Pixels:
    """A printer short of toner."""
    faded = 255 - (255 - pixels.astype(np.float32)) * 0.4
    return _jpeg(_bytes(faded + dice.randn(*pixels.shape) * 3), 85)


def _warm(pixels: Pixels, dice: Dice) -> Pixels:
    return _jpeg(_bytes(pixels * np.array([1.0, 0.86, 0.6]) * 0.9 + dice.randn(*pixels.shape) * 3), 85)


def _cool(pixels: Pixels, dice: Dice) -> Pixels:
    return _jpeg(_bytes(pixels * np.array([0.66, 0.85, 1.0]) * 0.9 + dice.randn(*pixels.shape) * 3), 85)


def _clean(pixels: Pixels, dice: Dice) -> Pixels:
    del dice
    return pixels


DAMAGES: dict[str, Callable[[Pixels, Dice], Pixels]] = {
    "clean": _clean,
    "low_light": _low_light,
    "noise": _noise,
    "blur": _blur,
    "motion": _motion,
    "half_resolution": _half,
    "jpeg_20": _strong_jpeg,
    "perspective": _perspective,
    "shadow": _shadow,
    "turned_2": _turned(2),
    "turned_7": _turned(-7),
    "glare": _glare,
    "crease": _crease,
    "stain": _stain,
    "faint": _faint,
    "warm_cast": _warm,
    "cool_cast": _cool,
}
