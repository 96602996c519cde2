"""Perspective and lean are taken out."""

from __future__ import annotations

import numpy as np
import pytest

from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Grey, Picture, as_bytes
from scanners.imaging.straighten import flattened, lean_of_corners, lean_of_writing, turned_upright
from scanners.simulated.sample_photos import PhotoSetting
from tests.fakes.scenes import flat_paper, scene


def leaning(paper: str, degrees: float) -> Grey:
    """A flat scan whose writing leans clockwise."""
    grey = np.asarray(flat_paper(paper).convert("L"))
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return as_bytes(cv2.warpAffine(grey, turn, (width, height), borderValue=[240.0]))


@pytest.mark.parametrize("degrees", [-11.7, -3.2, -0.6, 0.0, 0.9, 4.4, 12.3])
@pytest.mark.parametrize("paper", ["application_form", "business_licence", "id_card_front"])
def test_the_lean_of_writing_is_measured(paper: str, degrees: float) -> None:
    lean = lean_of_writing(leaning(paper, degrees))

    assert lean is not None
    assert lean == pytest.approx(degrees, abs=0.25)


def test_a_page_without_lines_has_no_lean() -> None:
    grain = np.random.default_rng(1).integers(180, 255, (800, 600)).astype(np.uint8)

    assert lean_of_writing(np.full((800, 600), 230, np.uint8)) is None
    assert lean_of_writing(grain) is None


def test_a_leaning_scan_is_turned_back_whole() -> None:
    pixels: Picture = np.ascontiguousarray(np.dstack([leaning("application_form", 4.0)] * 3))

    upright = turned_upright(pixels, 4.0)

    lean = lean_of_writing(np.ascontiguousarray(upright[..., 0]))
    assert lean == pytest.approx(0.0, abs=0.15)
    assert upright.shape[0] > pixels.shape[0]
    assert upright.shape[1] > pixels.shape[1]


def test_a_photographed_page_becomes_flat_and_of_its_own_proportions() -> None:
    pixels, corners = scene("application_form", PhotoSetting(seed=2, tilt_deg=8, perspective=0.08))

    flat = flattened(pixels, corners)

    assert flat.shape[0] / flat.shape[1] == pytest.approx(297 / 210, rel=0.002)
    truth = np.asarray(flat_paper("application_form").resize((flat.shape[1], flat.shape[0])).convert("L"))
    seen = as_bytes(cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY))
    assert np.corrcoef(truth.ravel(), seen.ravel())[0, 1] > 0.8


def test_the_lean_of_a_page_is_that_of_its_sides() -> None:
    _, corners = scene("application_form", PhotoSetting(tilt_deg=6, perspective=0))

    assert lean_of_corners(corners) == pytest.approx(6.0, abs=0.01)
