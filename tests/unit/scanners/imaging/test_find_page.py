"""The page finder: right where it says it is sure, and unsure where it cannot know."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from app.domain.page import PageConfidence
from scanners.imaging.find_page import FoundPage, find_pages
from scanners.imaging.geometry import overlap
from scanners.imaging.picture import Picture
from scanners.simulated.sample_photos import Desk, PhotoSetting, compose
from tests.fakes.scenes import flat_paper, scene
from tests.page_sets.sheets import one_sheet

PAPERS = ("application_form", "business_licence", "id_card_front")


def find_page(pixels: Picture) -> FoundPage:
    """The one answer for a picture that shows one sheet or none."""
    [found] = find_pages(pixels)
    return found


@pytest.mark.parametrize("desk", [desk for desk in Desk if desk is not Desk.CLUTTER])
@pytest.mark.parametrize("paper", PAPERS)
def test_a_page_on_an_even_or_patterned_desk_is_found_for_certain(desk: Desk, paper: str) -> None:
    fill = 0.5 if paper == "id_card_front" else 0.85
    pixels, truth = scene(paper, PhotoSetting(desk=desk, seed=3, fill=fill, tilt_deg=-9, perspective=0.06))

    found = find_page(pixels)

    assert found.confidence is PageConfidence.HIGH
    assert found.corners is not None
    assert overlap(found.corners, truth) > 0.98


@pytest.mark.parametrize("seed", range(6))
def test_among_clutter_a_page_is_right_or_not_certain(seed: int) -> None:
    pixels, truth = scene(PAPERS[seed % 3], PhotoSetting(desk=Desk.CLUTTER, seed=seed, fill=0.7, tilt_deg=5))

    found = find_page(pixels)

    if found.confidence is PageConfidence.HIGH:
        assert found.corners is not None
        assert overlap(found.corners, truth) > 0.95
    else:
        assert found.confidence is PageConfidence.PARTIAL


def test_where_two_outlines_compete_neither_is_certain() -> None:
    clutter = PhotoSetting(
        width=1200, height=900, desk=Desk.CLUTTER, seed=42, fill=0.5, tilt_deg=7, light=0.75, shadow=0.4
    )
    pixels, _ = scene("id_card_front", clutter)

    assert find_page(pixels).confidence is PageConfidence.PARTIAL


@pytest.mark.parametrize(("desk", "seed"), [(Desk.CLOTH, 1004), (Desk.CLOTH, 1021), (Desk.CLUTTER, 1015)])
def test_a_shadow_across_the_sheet_does_not_make_the_desk_as_bright_as_paper(desk: Desk, seed: int) -> None:
    [shot] = [one for one in one_sheet([seed]) if one.desk is desk]

    found = find_page(shot.pixels)

    assert found.confidence is PageConfidence.HIGH
    assert found.corners is not None
    assert overlap(found.corners, shot.corners) > 0.98


@pytest.mark.parametrize("desk", [Desk.DARK, Desk.WOOD, Desk.BRIGHT])
def test_corners_are_exact_to_a_few_pixels(desk: Desk) -> None:
    pixels, truth = scene("application_form", PhotoSetting(desk=desk, seed=5, shadow=0.4))

    found = find_page(pixels)

    assert found.corners is not None
    assert np.abs(found.corners - truth).max() < 4


@pytest.mark.parametrize("desk", list(Desk))
@pytest.mark.parametrize("shift", [(0.25, 0.0), (0.0, -0.35), (-0.3, 0.3)])
def test_a_page_that_leaves_the_frame_is_never_certain(desk: Desk, shift: tuple[float, float]) -> None:
    setting = PhotoSetting(desk=desk, seed=8, fill=1.15, shift=shift, tilt_deg=2)
    pixels, _ = scene("partnership_agreement", setting)

    assert find_page(pixels).confidence is not PageConfidence.HIGH


def test_an_empty_desk_has_no_page() -> None:
    tiny = Image.new("RGB", (4, 4), (44, 40, 38))
    pixels, _ = compose(tiny, PhotoSetting(desk=Desk.DARK, fill=0.001, perspective=0))

    found = find_page(pixels)

    assert found.confidence is PageConfidence.LOW
    assert found.corners is None


@pytest.mark.parametrize("paper", ["application_form", "business_licence", "partnership_agreement"])
def test_frames_and_tables_on_a_flat_scan_are_no_page(paper: str) -> None:
    found = find_page(np.asarray(flat_paper(paper)))

    assert found.confidence is not PageConfidence.HIGH


def test_a_picture_printed_on_a_page_is_not_taken_for_the_page() -> None:
    page = flat_paper("partnership_agreement").copy()
    page.paste((70, 90, 120), (300, 850, 950, 1300))
    pixels, _ = compose(page, PhotoSetting(desk=Desk.BRIGHT, fill=1.6, tilt_deg=0, perspective=0.01))

    assert find_page(pixels).confidence is not PageConfidence.HIGH


def test_a_thumbnail_is_not_searched() -> None:
    found = find_page(np.zeros((100, 200, 3), np.uint8))

    assert found.confidence is PageConfidence.LOW
