"""Each fault is named, and a good page has none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.domain.page import PageConfidence, Quality, QualityReason, QualityVerdict
from scanners.imaging.find_page import FoundPage, find_pages
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Floats, Picture, as_bytes
from scanners.imaging.quality import PageLook, judge
from scanners.imaging.sharpness import edge_width
from scanners.imaging.straighten import flattened
from scanners.simulated.sample_photos import Desk, PhotoSetting
from tests.fakes.scenes import flat_paper, scene
from tests.page_sets.blur import blur_auc

PAPERS = ("application_form", "business_licence", "id_card_front", "partnership_agreement")
WHOLE_FRAME = FoundPage(None, PageConfidence.LOW, 4)
CAMERA = PhotoSetting(width=2400, height=1800, desk=Desk.GREEN_MAT, fill=0.9)


def photographed(paper: str, setting: PhotoSetting) -> Quality:
    pixels, _ = scene(paper, setting)
    [found] = find_pages(pixels)
    corners = found.corners if found.confidence is PageConfidence.HIGH else None
    page = pixels if corners is None else flattened(pixels, corners)
    return judge(PageLook(page, found, 0.0, None))


def scanned(pixels: Picture, dpi: int | None = 200, lean: float = 0.0) -> Quality:
    return judge(PageLook(pixels, WHOLE_FRAME, lean, dpi))


def flat(paper: str) -> Picture:
    return np.asarray(flat_paper(paper, 200))


@pytest.mark.parametrize("paper", PAPERS)
def test_a_clean_scan_is_good(paper: str) -> None:
    assert scanned(flat(paper)) == Quality(QualityVerdict.GOOD, ())


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("light", [0.8, 0.95])
def test_a_fair_photograph_is_good(paper: str, light: float) -> None:
    quality = photographed(paper, replace(CAMERA, light=light, fill=0.6 if paper == "id_card_front" else 0.95))

    assert quality == Quality(QualityVerdict.GOOD, ())


@pytest.mark.parametrize("paper", PAPERS)
def test_blur_is_seen_and_slight_softness_is_not(paper: str) -> None:
    soft = as_bytes(cv2.GaussianBlur(flat(paper), (0, 0), 1.0))
    blurred = as_bytes(cv2.GaussianBlur(flat(paper), (0, 0), 2.8))

    assert QualityReason.BLURRED not in scanned(soft).reasons
    assert scanned(blurred).verdict is QualityVerdict.BAD
    assert QualityReason.BLURRED in scanned(blurred).reasons


@pytest.mark.parametrize("direction", [0, 1])
def test_motion_in_one_direction_is_blur_too(direction: int) -> None:
    kernel = np.full((1, 11) if direction else (11, 1), 1 / 11, np.float32)
    moved = as_bytes(cv2.filter2D(flat("application_form"), -1, kernel))

    assert QualityReason.BLURRED in scanned(moved).reasons


@pytest.mark.parametrize("noise", [0, 12])
@pytest.mark.parametrize("light", [1.0, 0.45])
def test_the_edge_width_depends_on_blur_alone(noise: int, light: float) -> None:
    grain = np.random.default_rng(1).standard_normal(flat("business_licence").shape) * noise

    def seen(sigma: float) -> float:
        soft = cv2.GaussianBlur(flat("business_licence"), (0, 0), sigma).astype(np.float32)
        width = edge_width(np.clip((soft + grain) * light, 0, 255).astype(np.uint8))
        assert width is not None
        return width

    assert seen(0.7) == pytest.approx(3.1, abs=0.35)
    assert seen(2.5) == pytest.approx(5.4, abs=0.5)


def test_too_little_light_is_dark() -> None:
    assert scanned((flat("application_form") * 0.22).astype(np.uint8)).reasons == (QualityReason.DARK,)
    assert scanned((flat("application_form") * 0.22).astype(np.uint8)).verdict is QualityVerdict.BAD


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_reflex_is_glare(seed: int) -> None:
    quality = photographed("application_form", replace(CAMERA, glare=0.12, light=0.85, seed=seed))

    assert QualityReason.GLARE in quality.reasons


@pytest.mark.parametrize("light", [0.6, 0.75])
@pytest.mark.parametrize("paper", ["application_form", "business_licence", "partnership_agreement"])
def test_a_pale_reflex_below_white_is_glare_too(paper: str, light: float) -> None:
    quality = photographed(paper, replace(CAMERA, glare=0.12, light=light, seed=2))

    assert QualityReason.GLARE in quality.reasons


@pytest.mark.parametrize("seed", range(8))
def test_shadows_and_the_fall_of_light_are_no_glare(seed: int) -> None:
    light = (0.6, 0.75, 0.85, 1.0)[seed % 4]
    setting = replace(CAMERA, width=1600, height=1200, shadow=0.35, light=light, seed=seed, desk=list(Desk)[seed % 5])

    assert QualityReason.GLARE not in photographed(PAPERS[seed % 4], setting).reasons


def with_finger(pixels: Picture, corners: Floats, side: int, skin: tuple[int, int, int]) -> Picture:
    """Lay a finger over the middle of one side of the page."""
    start = (corners[side] + corners[(side + 1) % 4]) / 2
    inward = (corners.mean(0) - start) / np.linalg.norm(corners.mean(0) - start)
    height = pixels.shape[0]
    tip, root = start + inward * 0.1 * height, start - inward * height
    mask = np.zeros(pixels.shape[:2], np.uint8)
    ends = [(int(x), int(y)) for x, y in (tip, root)]
    cv2.line(mask, ends[0], ends[1], [255.0], round(0.045 * height))
    cover = cv2.GaussianBlur(mask, (0, 0), 1.5)[..., None] / 255.0
    return np.asarray(pixels * (1 - cover) + np.array(skin) * cover).astype(np.uint8)


@pytest.mark.parametrize("side", range(4))
@pytest.mark.parametrize("skin", [(224, 172, 142), (198, 134, 102), (170, 110, 80)])
def test_a_finger_on_the_page_is_seen(side: int, skin: tuple[int, int, int]) -> None:
    pixels, corners = scene(PAPERS[side], replace(CAMERA, width=1600, height=1200))
    touched = with_finger(pixels, corners, side, skin)
    [found] = find_pages(touched)
    assert found.corners is not None
    page = flattened(touched, found.corners) if found.confidence is PageConfidence.HIGH else touched

    assert QualityReason.FINGER in judge(PageLook(page, found, 0.0, None)).reasons


def test_a_red_seal_across_the_edge_is_no_finger() -> None:
    page = flat("partnership_agreement").copy()
    cv2.circle(page, (page.shape[1], 900), 170, [205.0, 28.0, 36.0], 9)
    found = FoundPage(np.zeros((4, 2)), PageConfidence.HIGH, 0)

    assert QualityReason.FINGER not in judge(PageLook(page, found, 0.0, 200)).reasons


def test_sharp_and_blurred_pages_are_told_apart() -> None:
    assert blur_auc(("application_form", "id_card_front"), grains=(0, 10), lights=(1.0, 0.5)) >= 0.99


def test_white_paper_and_a_shadow_are_no_glare() -> None:
    shaded = photographed("application_form", replace(CAMERA, shadow=0.4, light=1.0))

    assert QualityReason.GLARE not in shaded.reasons
    assert QualityReason.GLARE not in scanned(np.full((1000, 700, 3), 255, np.uint8)).reasons


@pytest.mark.parametrize("tone", [190, 230, 255])
def test_an_empty_page_is_blank(tone: int) -> None:
    grain = np.random.default_rng(2).standard_normal((1600, 1100, 1)) * 2
    empty = np.clip(np.full((1600, 1100, 3), tone) + grain, 0, 255).astype(np.uint8)

    assert scanned(empty).reasons == (QualityReason.BLANK,)


def test_one_line_is_not_blank() -> None:
    page = np.full((2339, 1653, 3), 250, np.uint8)
    line = flat("premises_proof")[500:560, 200:900]
    page[500 : 500 + line.shape[0], 200 : 200 + line.shape[1]] = line

    assert QualityReason.BLANK not in scanned(page).reasons


def test_writing_that_runs_into_the_frame_is_cut() -> None:
    page = flat("partnership_agreement")

    assert QualityReason.CUT in scanned(np.ascontiguousarray(page[:, 300:])).reasons


def test_a_page_that_leaves_the_frame_is_cut() -> None:
    quality = photographed("partnership_agreement", replace(CAMERA, fill=1.2, shift=(0.0, 0.3), tilt_deg=0))

    assert QualityReason.CUT in quality.reasons


@pytest.mark.parametrize("dpi", [60, 90, 140])
def test_a_coarse_scan_is_told_by_its_density(dpi: int) -> None:
    page = np.asarray(flat_paper("partnership_agreement", dpi))

    assert QualityReason.LOW_RESOLUTION in scanned(page, dpi).reasons


def test_a_small_picture_of_small_writing_is_too_coarse() -> None:
    small = as_bytes(cv2.resize(flat("partnership_agreement"), (500, 707), interpolation=cv2.INTER_AREA))

    assert QualityReason.LOW_RESOLUTION in scanned(small, None).reasons


def test_a_card_far_away_is_too_coarse() -> None:
    quality = photographed("id_card_front", PhotoSetting(width=1600, height=1200, fill=0.29))

    assert QualityReason.LOW_RESOLUTION in quality.reasons


def test_lean_counts_only_while_it_is_still_there() -> None:
    page = flat("application_form")
    found = FoundPage(np.zeros((4, 2)), PageConfidence.HIGH, 0)

    assert scanned(page, lean=3.5).reasons == (QualityReason.SKEWED,)
    assert judge(PageLook(page, found, 3.5, 200)).reasons == ()


def test_the_worst_reason_comes_first() -> None:
    blurred = as_bytes(cv2.GaussianBlur(flat("application_form"), (0, 0), 4))
    quality = scanned(blurred, lean=3.5)

    assert quality == Quality(QualityVerdict.BAD, (QualityReason.BLURRED, QualityReason.SKEWED))
