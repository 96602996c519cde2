"""Several papers in one picture: each found, none invented."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from app.domain.page import PageConfidence
from scanners.imaging.find_page import FoundPage, find_pages
from scanners.imaging.geometry import overlap
from scanners.imaging.picture import Floats
from scanners.simulated.sample_photos import Desk, PhotoSetting, compose
from tests.fakes.scenes import flat_paper
from tests.page_sets.several import Lying, desk, glass

FRONT = Lying("id_card_front", (100, 60), turn_deg=3)
BACK = Lying("id_card_back", (90, 150), turn_deg=-8)


def agrees(found: tuple[FoundPage, ...], truth: list[Floats]) -> bool:
    """As many, in the same order, certain and exact."""
    return len(found) == len(truth) and all(
        one.confidence is PageConfidence.HIGH and one.corners is not None and overlap(one.corners, corners) > 0.95
        for one, corners in zip(found, truth, strict=True)
    )


@pytest.mark.parametrize("lid", [252, 244, 235, 40])
def test_both_sides_of_a_card_on_the_glass_are_two_pages(lid: int) -> None:
    pixels, corners = glass([FRONT, BACK], lid=lid)

    assert agrees(find_pages(pixels), corners)


def test_lines_along_the_sides_of_other_cards_do_not_swallow_one() -> None:
    """The lower side of the first card, the upper one of the last and two more make an outline around the middle."""
    cards = [
        Lying("id_card_back", (66, 45), turn_deg=-5.9),
        Lying("id_card_front", (58, 115), turn_deg=-8.8),
        Lying("id_card_front", (88, 182), turn_deg=-0.9),
    ]
    pixels, corners = glass(cards)

    assert agrees(find_pages(pixels), corners)


@pytest.mark.parametrize("surface", list(Desk))
def test_cards_on_a_desk_are_found_in_reading_order(surface: Desk) -> None:
    cards = [
        Lying("id_card_front", (90, 80), turn_deg=-7),
        Lying("id_card_back", (230, 90), turn_deg=11),
        Lying("id_card_front", (160, 190), turn_deg=2),
    ]
    pixels, corners = desk(cards, PhotoSetting(desk=surface, seed=4))

    found = find_pages(pixels)

    assert agrees(found, corners) or (surface is Desk.CLUTTER and found[0].confidence is not PageConfidence.HIGH)


@pytest.mark.parametrize("lid", [252, 235, 40])
def test_a_card_alone_on_the_glass_is_found(lid: int) -> None:
    pixels, corners = glass([Lying("id_card_front", (60, 220), turn_deg=5)], lid=lid)

    assert agrees(find_pages(pixels), corners)


def test_a_card_and_a_sheet_are_two_pages() -> None:
    sheet = Lying("partnership_agreement", (90, 120), (148, 210))
    pixels, corners = desk([sheet, Lying("id_card_front", (250, 90))], PhotoSetting(seed=2, desk=Desk.GREEN_MAT))

    assert agrees(find_pages(pixels), corners)


def test_writing_beside_the_cards_keeps_the_frame_whole() -> None:
    pixels, _ = glass([FRONT, BACK])
    line = np.asarray(flat_paper("partnership_agreement"))[300:420, 150:900]
    pixels[1400 : 1400 + line.shape[0], 200 : 200 + line.shape[1]] = line

    assert find_pages(pixels)[0].confidence is not PageConfidence.HIGH


def test_cards_printed_on_one_sheet_are_the_sheet() -> None:
    copy, _ = glass([FRONT, BACK], lid=245)
    pixels, corners = compose(Image.fromarray(copy), PhotoSetting(desk=Desk.WOOD, fill=0.9))

    assert agrees(find_pages(pixels), [np.array(corners)])


def test_a_card_that_leaves_the_frame_is_not_cut() -> None:
    pixels, _ = glass([FRONT, Lying("id_card_back", (190, 160))])

    assert all(page.confidence is not PageConfidence.HIGH for page in find_pages(pixels))


def test_cards_that_lie_on_each_other_are_not_told_apart() -> None:
    pixels, _ = glass([FRONT, Lying("id_card_back", (120, 95), turn_deg=20)])

    assert len(find_pages(pixels)) == 1
