"""Several papers under one camera or on one glass, with their true corners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Grey, Picture, as_bytes
from scanners.simulated.sample_photos import PhotoSetting, compose
from tests.fakes.scenes import flat_paper


@dataclass(frozen=True, slots=True)
class Lying:
    """A paper on the bed: its middle and the direction of its top side; lengths in mm, `size` as it is cut."""

    paper: str
    middle: tuple[float, float]
    size: tuple[float, float] = (85.6, 54.0)
    turn_deg: float = 0.0


def glass(papers: Sequence[Lying], *, dpi: int = 150, lid: int = 252, seed: int = 1) -> tuple[Picture, list[Floats]]:
    """Scan an A4 bed under a lid of this tone: flat light, a thin shadow along each paper's lower edges."""
    scale = dpi / 25.4
    dice = np.random.default_rng(seed)
    bed = np.full((round(297 * scale), round(210 * scale), 3), lid, np.float32)
    seen, corners = _laid(bed, papers, scale, shadow=0.10, soft=1.2)
    seen = seen + dice.standard_normal((*seen.shape[:2], 1)) * 1.5
    return np.clip(seen, 0, 255).astype(np.uint8), corners


def desk(papers: Sequence[Lying], setting: PhotoSetting, width_mm: float = 330.0) -> tuple[Picture, list[Floats]]:
    """Photograph a desk of this width; papers outside the frame are cut by it."""
    bare = replace(setting, fill=0.001, perspective=0.0, tilt_deg=0.0)
    empty, _ = compose(Image.new("RGB", (4, 4), (60, 60, 60)), bare)
    scale = setting.width / width_mm
    seen, corners = _laid(empty.astype(np.float32), papers, scale, shadow=0.3, soft=setting.height / 130)
    return np.clip(seen, 0, 255).astype(np.uint8), corners


def _laid(
    bed: Floats, papers: Sequence[Lying], scale: float, *, shadow: float, soft: float
) -> tuple[Floats, list[Floats]]:
    corners = []
    for lying in papers:
        page, mask, quad = _placed(lying, scale, (bed.shape[1], bed.shape[0]))
        cast = cv2.GaussianBlur(np.roll(mask, (2, 2), (0, 1)).astype(np.float32) / 255, (0, 0), soft)
        cover = mask.astype(np.float32)[..., None] / 255
        bed = page * cover + bed * (1 - shadow * np.asarray(cast))[..., None] * (1 - cover)
        corners.append(quad)
    return bed, corners


def _placed(lying: Lying, scale: float, frame: tuple[int, int]) -> tuple[Picture, Grey, Floats]:
    flat = np.asarray(flat_paper(lying.paper).convert("RGB"))
    half = np.array(lying.size) * scale / 2
    box = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    angle = np.radians(lying.turn_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    quad = box @ turn.T + np.array(lying.middle) * scale
    height, width = flat.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    to_bed = cv2.getPerspectiveTransform(source, quad.astype(np.float32))
    shrink = width / (lying.size[0] * scale)
    soft = cv2.GaussianBlur(flat, (0, 0), 0.42 * shrink) if shrink > 1.2 else flat
    page = as_bytes(cv2.warpPerspective(soft, to_bed, frame))
    mask = as_bytes(cv2.warpPerspective(np.full(flat.shape[:2], 255, np.uint8), to_bed, frame))
    return page, mask, quad
