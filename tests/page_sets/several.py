"""Several papers under one camera or on one glass, with their true corners."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from scanners.imaging.geometry import overlap
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Grey, Picture, as_bytes
from scanners.simulated.sample_photos import Desk, PhotoSetting, compose
from tests.fakes.scenes import flat_paper

LIDS = (252, 244, 235, 40)
"""Tones of a scanner's lid."""

_CARD, _A5 = (85.6, 54.0), (148.0, 210.0)  # mm
_APART, _MARGIN = 8.0, 6.0  # mm between two papers and to the frame; cards less than some 7 mm apart are not parted
_BED, _DESK = (210.0, 297.0), (330.0, 247.5)  # mm


@dataclass(frozen=True, slots=True)
class Lying:
    """A paper on the bed: its middle and the direction of its top side; lengths in mm, `size` as it is cut."""

    paper: str
    middle: tuple[float, float]
    size: tuple[float, float] = _CARD
    turn_deg: float = 0.0

    def outline(self, grown: float = 0.0) -> Floats:
        """Its corners in mm, shape (4, 2), the paper's own top left first; `grown` mm further out on every side."""
        half = np.array(self.size) / 2 + grown
        angle = np.radians(self.turn_deg)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        return np.asarray((np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half) @ turn.T + np.array(self.middle))


@dataclass(frozen=True, slots=True)
class SeveralSheets:
    """A picture and where its papers lie; `kind` is `cards` or `card and sheet`."""

    name: str
    kind: str
    pixels: Picture
    corners: list[Floats]


def several_sheets(seeds: Iterable[int]) -> Iterator[SeveralSheets]:
    """Of each seed a picture under each of four lids and on each of six desks.

    One to three cards, or a card and a sheet of A5; which, where, how turned, light, density and grain by lot.
    """
    for seed in seeds:
        for place, ground in enumerate((*LIDS, *Desk)):
            dice = np.random.default_rng((seed, place))
            if isinstance(ground, Desk):
                papers = _strewn(_DESK, dice, least=2)
                setting = PhotoSetting(desk=ground, seed=seed, light=float(dice.uniform(0.8, 1)))
                pixels, corners = desk(papers, setting, _DESK[0])
            else:
                papers = _strewn(_BED, dice, least=1)
                pixels, corners = glass(papers, dpi=int(dice.choice((100, 150, 200))), lid=ground, seed=seed)
            grain = dice.standard_normal((*pixels.shape[:2], 1)) * dice.uniform(0, 4)
            seen = np.clip(pixels + grain, 0, 255).astype(np.uint8)
            kind = "card and sheet" if papers[0].size == _A5 else "cards"
            yield SeveralSheets(f"{ground} {seed}: {len(papers)} {kind}", kind, seen, corners)


def _strewn(area: tuple[float, float], dice: np.random.Generator, least: int) -> list[Lying]:
    """Papers that lie apart on an area of so many mm."""
    cards = [("id_card_front", _CARD), ("id_card_back", _CARD), ("id_card_front", _CARD)]
    wanted = cards[: int(dice.integers(least, 4))]
    if dice.uniform() < 0.2:
        wanted = [("partnership_agreement", _A5), ("id_card_front", _CARD)]
    while True:  # until all of them have a place
        papers: list[Lying] = []
        for paper, size in wanted:
            for _ in range(50):
                middle = (float(dice.uniform(0, area[0])), float(dice.uniform(0, area[1])))
                one = Lying(paper, middle, size, float(dice.uniform(-15, 15)))
                if _fits(one, papers, area):
                    papers.append(one)
                    break
        if len(papers) == len(wanted):
            return papers


def _fits(one: Lying, others: Sequence[Lying], area: tuple[float, float]) -> bool:
    corners = one.outline()
    inside = bool((corners > _MARGIN).all() and (corners < np.array(area) - _MARGIN).all())
    grown = one.outline(_APART / 2)
    return inside and all(overlap(grown, other.outline(_APART / 2)) == 0 for other in others)


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
    quad = lying.outline() * scale
    height, width = flat.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    to_bed = cv2.getPerspectiveTransform(source, quad.astype(np.float32))
    shrink = width / (lying.size[0] * scale)
    soft = cv2.GaussianBlur(flat, (0, 0), 0.42 * shrink) if shrink > 1.2 else flat
    page = as_bytes(cv2.warpPerspective(soft, to_bed, frame))
    mask = as_bytes(cv2.warpPerspective(np.full(flat.shape[:2], 255, np.uint8), to_bed, frame))
    return page, mask, quad
