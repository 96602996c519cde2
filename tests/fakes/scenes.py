"""Scenes with known corners, for tests of imaging."""

from __future__ import annotations

from functools import cache

import numpy as np
from PIL import Image

from scanners.imaging.picture import Floats, Picture
from scanners.simulated.sample_papers import draw_paper, sample_paper
from scanners.simulated.sample_photos import PhotoSetting, compose


@cache
def flat_paper(name: str, dpi: int = 150) -> Image.Image:
    """One of the sample papers as a scanner sees it."""
    return draw_paper(sample_paper(name), dpi=2 * dpi if name.startswith("id_card") else dpi)


def scene(name: str, setting: PhotoSetting) -> tuple[Picture, Floats]:
    """The photograph's pixels and the paper's true corners, shape (4, 2)."""
    pixels, corners = compose(flat_paper(name), setting)
    return pixels, np.array(corners)
