"""Turns a flat sample paper into the photograph a document camera or a phone would take of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Picture, as_bytes

if TYPE_CHECKING:
    from PIL import Image

Quad = tuple[tuple[float, float], ...]


class Desk(StrEnum):
    """What the paper lies on."""

    DARK = "dark"
    WOOD = "wood"
    GREEN_MAT = "green_mat"
    CLOTH = "cloth"
    BRIGHT = "bright"
    CLUTTER = "clutter"


@dataclass(frozen=True, slots=True)
class PhotoSetting:
    """How the photograph is taken.

    `fill` is the share of the frame's height (or width) the paper takes, above 1 it leaves the frame; `tilt_deg`
    turns the paper clockwise; `perspective` moves each corner by up to this share of the paper's size; `light` is
    the brightness of paper in the middle (1 is paper white); `blur` is a Gaussian sigma in pixels; `shift` moves
    the paper by a share of the frame.
    """

    width: int = 1600
    height: int = 1200
    desk: Desk = Desk.DARK
    seed: int = 1
    fill: float = 0.85
    tilt_deg: float = 4.0
    perspective: float = 0.04
    light: float = 0.95
    shadow: float = 0.0
    glare: float = 0.0
    blur: float = 0.0
    noise: float = 2.0
    shift: tuple[float, float] = (0.0, 0.0)
    jpeg_quality: int = 88


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph and where the paper's own corners (top left first, clockwise) lie in it."""

    jpeg: bytes
    corners: Quad


def photograph(paper: Image.Image, setting: PhotoSetting) -> Photograph:
    """Lay the paper on the desk and take its picture; the same setting gives the same bytes."""
    pixels, corners = compose(paper, setting)
    done, encoded = cv2.imencode(
        ".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, setting.jpeg_quality]
    )
    if not done:
        raise ValueError("JPEG encoder refused the picture")
    return Photograph(encoded.tobytes(), corners)


def compose(paper: Image.Image, setting: PhotoSetting) -> tuple[Picture, Quad]:
    """Make the photograph's pixels, before compression, and the corners."""
    dice = np.random.default_rng(setting.seed)
    flat = np.asarray(paper.convert("RGB"))
    size = (setting.width, setting.height)
    quad = _corners(flat.shape[1], flat.shape[0], setting, dice)
    source = np.array([[0, 0], [flat.shape[1], 0], [flat.shape[1], flat.shape[0]], [0, flat.shape[0]]], np.float32)
    to_frame = cv2.getPerspectiveTransform(source, quad.astype(np.float32))
    page = cv2.warpPerspective(_softened(flat, quad), to_frame, size, flags=cv2.INTER_LINEAR).astype(np.float32)
    sheet = np.full(flat.shape[:2], 255, np.uint8)
    mask = cv2.warpPerspective(sheet, to_frame, size).astype(np.float32)[..., None] / 255
    desk = _desk(setting.desk, setting.width, setting.height, dice)
    shade = cv2.GaussianBlur(np.roll(mask[..., 0], (7, 6), (0, 1)), (0, 0), setting.height / 130)
    scene = page * mask + desk * (1 - 0.3 * shade)[..., None] * (1 - mask)
    lit = _lit(scene, setting, quad, dice)
    return np.clip(lit, 0, 255).astype(np.uint8), tuple((float(x), float(y)) for x, y in quad)


def _softened(flat: Picture, quad: Floats) -> Picture:
    """Blur a paper that will be shown smaller, so that its strokes do not turn into aliasing."""
    shrink = flat.shape[1] / max(1.0, float(np.linalg.norm(quad[1] - quad[0])))
    return as_bytes(cv2.GaussianBlur(flat, (0, 0), 0.42 * shrink)) if shrink > 1.2 else flat


def _corners(width: int, height: int, setting: PhotoSetting, dice: np.random.Generator) -> Floats:
    scale = setting.fill * min(setting.width / width, setting.height / height)
    half = np.array([width, height]) * scale / 2
    box = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    box = box + dice.uniform(-1, 1, (4, 2)) * setting.perspective * half
    angle = np.radians(setting.tilt_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turned = box @ turn.T
    if setting.fill <= 1:
        extent = turned.max(0) - turned.min(0)
        turned = turned * min(1.0, 0.95 * setting.width / extent[0], 0.95 * setting.height / extent[1])
    middle = np.array([setting.width, setting.height]) * (0.5 + np.array(setting.shift))
    moved: Floats = turned - (turned.max(0) + turned.min(0)) / 2 + middle
    return moved


def _grain(height: int, width: int, cell: int, strength: float, dice: np.random.Generator) -> Floats:
    coarse = dice.standard_normal((height // cell + 2, width // cell + 2)).astype(np.float32)
    return np.asarray(cv2.resize(cv2.GaussianBlur(coarse, (0, 0), 1.5), (width, height))) * strength


def _desk(desk: Desk, width: int, height: int, dice: np.random.Generator) -> Floats:
    if desk is Desk.CLUTTER:
        return _cluttered(_desk(Desk.WOOD, width, height, dice), dice)
    if desk is Desk.WOOD:
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        rings = np.sin((y + _grain(height, width, 24, 60, dice) + x * 0.02) / dice.uniform(5, 12)) * 14
        rings += np.sin((y + _grain(height, width, 40, 90, dice)) / 37) * 18 + _grain(height, width, 3, 6, dice)
        return _tinted(rings, (165, 115, 70), (1.0, 0.9, 0.6))
    if desk is Desk.CLOTH:
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        checks = ((np.sin(x / 7) > 0) ^ (np.sin(y / 9) > 0)) * 28.0 + _grain(height, width, 2, 10, dice)
        return _tinted(checks, (110, 100, 120), (1.0, 1.0, 1.0))
    plain = {Desk.DARK: (44, 40, 38), Desk.GREEN_MAT: (70, 130, 90), Desk.BRIGHT: (216, 214, 210)}[desk]
    texture = _grain(height, width, 2, 6, dice) + _grain(height, width, 60, 12, dice)
    return _tinted(texture, plain, (1.0, 1.0, 1.0))


def _tinted(texture: Floats, colour: tuple[int, int, int], weights: tuple[float, float, float]) -> Floats:
    tinted: Floats = np.clip(texture[..., None] * np.array(weights) + np.array(colour, np.float32), 0, 255)
    return tinted


def _cluttered(wood: Floats, dice: np.random.Generator) -> Floats:
    """Lay other papers and pens about."""
    canvas = np.ascontiguousarray(wood.astype(np.uint8))
    height, width = canvas.shape[:2]
    for _ in range(9):
        place = (float(dice.uniform(0, width)), float(dice.uniform(0, height)))
        size = (float(dice.uniform(0.05, 0.3) * width), float(dice.uniform(0.02, 0.25) * height))
        box = cv2.boxPoints((place, size, float(dice.uniform(0, 90))))
        tone = dice.uniform(150, 250, 3) if dice.uniform() < 0.5 else dice.uniform(20, 200, 3)
        cv2.fillConvexPoly(canvas, box.astype(np.int32), [float(v) for v in tone])
    for _ in range(5):
        ends = [(int(dice.uniform(0, width)), int(dice.uniform(0, height))) for _ in range(2)]
        cv2.line(canvas, ends[0], ends[1], [float(v) for v in dice.uniform(0, 120, 3)], int(dice.uniform(8, 22)))
    return canvas.astype(np.float32)


def _lit(scene: Floats, setting: PhotoSetting, quad: Floats, dice: np.random.Generator) -> Floats:
    height, width = scene.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    lamp = dice.uniform(0.25, 0.75, 2)
    light = setting.light * (1 - 0.3 * ((x / width - lamp[0]) ** 2 + (y / height - lamp[1]) ** 2))
    if setting.shadow:
        across = (x - width * dice.uniform(0.35, 0.65)) * np.cos(0.6) + (y - height / 2) * np.sin(0.6)
        light = light * (1 - setting.shadow / (1 + np.exp(-across / (0.02 * width))))
    if setting.glare:
        middle, reach = quad.mean(0) + dice.uniform(-0.1, 0.1, 2) * width, setting.glare * min(width, height)
        spot = np.exp(-((((x - middle[0]) / reach) ** 2 + ((y - middle[1]) / (0.7 * reach)) ** 2) ** 1.2))
        scene = scene * (1 - 0.9 * spot[..., None]) + 290 * spot[..., None]
    seen: Floats = scene * light[..., None]
    if setting.blur:
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), setting.blur))
    noisy: Floats = seen + dice.standard_normal((height, width, 1)) * setting.noise
    return noisy
