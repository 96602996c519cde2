"""How large a page is kept: by what it is, never below what its writing needs."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from scanners.imaging.legible_size import MOST_PIXELS, MOST_SIDE, PageContent, legible, page_content
from scanners.imaging.picture import Picture
from tests.fakes.scenes import flat_paper


def drawn(paper: str, dpi: int) -> Picture:
    return np.asarray(flat_paper(paper, dpi).convert("RGB"))


def empty(width: int, height: int) -> Picture:
    return np.full((height, width, 3), 250, np.uint8)


def test_a_sheet_of_writing_is_kept_at_200_dpi() -> None:
    page = legible(drawn("application_form", 300), cut_out=True, dpi=None)

    assert max(page.pixels.shape) == pytest.approx(2339, abs=2)
    assert page.dpi is None


def test_a_sheet_whose_density_is_stated_keeps_it_true() -> None:
    page = legible(drawn("application_form", 300), cut_out=True, dpi=300)

    assert max(page.pixels.shape) == pytest.approx(2339, abs=2)
    assert page.dpi == 200


def test_a_whole_frame_may_hold_cards_and_keeps_300_dpi() -> None:
    fine = drawn("application_form", 400)

    assert legible(fine, cut_out=False, dpi=300).pixels.shape == fine.shape
    assert max(legible(fine, cut_out=False, dpi=400).pixels.shape) == pytest.approx(3508, abs=4)


@pytest.mark.parametrize("dpi", [60, 150, 200])
def test_no_page_grows(dpi: int) -> None:
    pixels = drawn("application_form", dpi)
    assert legible(pixels, cut_out=True, dpi=dpi).pixels is pixels


def test_small_writing_keeps_the_pixels_it_needs() -> None:
    """An A3 sheet at 200 dpi looks like an A4 one at 283."""
    small = drawn("application_form", 200)
    larger = np.concatenate([np.concatenate([small, small], axis=1)] * 2)

    kept = legible(larger, cut_out=True, dpi=None)

    assert max(kept.pixels.shape) > 1.1 * 2339


def test_a_card_of_known_density_is_kept_at_300_dpi() -> None:
    card = np.asarray(Image.fromarray(drawn("id_card_front", 400)).resize((2022, 1276)))

    assert max(legible(card, cut_out=True, dpi=600).pixels.shape) == pytest.approx(1011, abs=3)
    assert max(legible(card, cut_out=True, dpi=None).pixels.shape) == pytest.approx(1600, abs=2)


def test_a_slip_with_the_proportions_of_a_card_is_none_by_its_length() -> None:
    slip = empty(1600, 1010)

    assert page_content(slip, cut_out=True, dpi=None) is PageContent.CARD
    assert page_content(slip, cut_out=True, dpi=474) is PageContent.CARD
    assert page_content(slip, cut_out=True, dpi=200) is PageContent.OTHER
    assert page_content(slip, cut_out=False, dpi=474) is PageContent.OTHER


def test_a_photograph_keeps_its_pixels() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (6, 8, 3), np.uint8)
    photograph = np.asarray(Image.fromarray(noise).resize((4243, 3000), Image.Resampling.BICUBIC))

    assert legible(photograph, cut_out=True, dpi=None).pixels.shape == photograph.shape


@pytest.mark.parametrize(("width", "height"), [(31_000, 500), (6000, 6000)])
def test_nothing_is_larger_than_webp_and_the_loader_take(width: int, height: int) -> None:
    kept = legible(empty(width, height), cut_out=False, dpi=None).pixels

    assert max(kept.shape) <= MOST_SIDE
    assert kept.shape[0] * kept.shape[1] <= 1.001 * MOST_PIXELS
    assert kept.shape[1] / kept.shape[0] == pytest.approx(width / height, rel=0.01)
