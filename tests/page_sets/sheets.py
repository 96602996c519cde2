"""One sheet on a desk, whole in the frame, with its true corners: six desks, papers, lights and angles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from scanners.imaging.picture import Floats, Picture
from scanners.simulated.sample_photos import Desk, PhotoSetting
from tests.fakes.scenes import scene

PAPERS = ("application_form", "business_licence", "id_card_front", "partnership_agreement", "premises_proof")


@dataclass(frozen=True)
class OneSheet:
    """A photograph and where its paper lies, shape (4, 2)."""

    name: str
    desk: Desk
    pixels: Picture
    corners: Floats


def one_sheet(seeds: Iterable[int]) -> Iterator[OneSheet]:
    """Of each seed one photograph a desk; paper, angle, light, shadow, reflex, noise and size are drawn by lot."""
    for seed in seeds:
        for place, desk in enumerate(Desk):
            dice = np.random.default_rng((seed, place))
            paper = PAPERS[int(dice.integers(len(PAPERS)))]
            setting = _setting(desk, seed, dice, card=paper.startswith("id_card"))
            pixels, corners = scene(paper, setting)
            yield OneSheet(f"{desk.value} {paper} {seed}", desk, pixels, corners)


def _setting(desk: Desk, seed: int, dice: np.random.Generator, *, card: bool) -> PhotoSetting:
    return PhotoSetting(
        width=1600,
        height=1200,
        desk=desk,
        seed=seed,
        fill=float(dice.uniform(0.4, 0.7) if card else dice.uniform(0.65, 0.92)),
        tilt_deg=float(dice.uniform(-25, 25)),
        perspective=float(dice.uniform(0, 0.06)),
        light=float(dice.uniform(0.65, 1.0)),
        shadow=float(dice.choice((0.0, 0.2, 0.4))),
        glare=float(dice.choice((0.0, 0.0, 0.05))),
        noise=float(dice.uniform(1, 6)),
    )
