"""Seals are found whole, oval and cut by the page's edge; other red things are not taken for them."""

from __future__ import annotations

import typing

import numpy as np
import pytest
from PIL import Image

from app.domain.page_text import Box, SealShape
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import as_bytes
from scanners.reading.seals import find_seals
from tests.fakes.letters import (
    SIZE,
    Damage,
    Distractor,
    Place,
    damage,
    distract,
    draw_letter,
    draw_seal,
    letter_words,
    mm,
    photographed,
    stamp,
)

DAMAGES = typing.get_args(Damage)
DISTRACTORS = typing.get_args(Distractor)
SIDE = mm(42)


def sealed(seed: int, corner: tuple[int, int], *, height: int = SIDE, alpha: int = 205) -> tuple[Image.Image, Place]:
    letter = draw_letter(letter_words(seed))
    seal = draw_seal(letter.words.firm, SIDE, height, alpha=alpha, seed=seed)
    return letter.image, stamp(letter.image, seal, corner)


def likeness(box: Box, place: Place, scale: float = 1.0) -> float:
    x, y, width, height = (value * scale for value in place)
    across = min(box.x + box.width, x + width) - max(box.x, x)
    down = min(box.y + box.height, y + height) - max(box.y, y)
    if across <= 0 or down <= 0:
        return 0.0
    return across * down / (box.width * box.height + width * height - across * down)


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_round_seal_is_found_under_any_damage(kind: Damage) -> None:
    image, place = sealed(3, (mm(125), mm(228)))
    found = find_seals(damage(np.asarray(image), kind, 3))
    assert [seal.shape for seal in found] == [SealShape.ROUND]
    assert found[0].score >= 0.8
    if kind != "turned":
        assert likeness(found[0].box, place, 0.5 if kind == "half" else 1.0) > 0.75


@pytest.mark.parametrize("kind", ["low_light", "jpeg", "turned"])
def test_an_oval_seal_is_named_as_such(kind: Damage) -> None:
    image, place = sealed(4, (mm(125), mm(228)), height=mm(30))
    found = find_seals(damage(np.asarray(image), kind, 4))
    assert [seal.shape for seal in found] == [SealShape.OVAL]
    assert kind == "turned" or likeness(found[0].box, place) > 0.75


@pytest.mark.parametrize("kind", ["low_light", "jpeg", "half"])
@pytest.mark.parametrize(
    "corner",
    [
        pytest.param((SIZE[0] - round(SIDE * 0.35), mm(120)), id="right"),
        pytest.param((SIZE[0] - round(SIDE * 0.5), mm(150)), id="right, one half"),
        pytest.param((-round(SIDE * 0.4), mm(90)), id="left"),
        pytest.param((mm(70), SIZE[1] - SIDE // 2), id="foot"),
    ],
)
def test_a_seal_cut_by_the_edge_is_half_a_seal(kind: Damage, corner: tuple[int, int]) -> None:
    image, place = sealed(5, corner)
    found = find_seals(damage(np.asarray(image), kind, 5))
    assert [seal.shape for seal in found] == [SealShape.HALF]
    assert likeness(found[0].box, place, 0.5 if kind == "half" else 1.0) > 0.6


def test_faint_ink_is_found() -> None:
    image, place = sealed(6, (mm(125), mm(228)), alpha=90)
    (found,) = find_seals(np.asarray(image))
    assert likeness(found.box, place) > 0.75


@pytest.mark.parametrize("kind", ["blur", "turned"])
def test_a_seal_over_the_lines_of_a_red_form_is_found(kind: Damage) -> None:
    letter = draw_letter(letter_words(7))
    distract(letter.image, "red_lines", 7)
    stamp(letter.image, draw_seal(letter.words.firm, SIDE, SIDE, seed=7), (mm(125), mm(228)))
    (found,) = find_seals(damage(letter.pixels, kind, 7))
    assert found.shape is SealShape.ROUND


def test_two_seals_are_two() -> None:
    letter = draw_letter(letter_words(8))
    for x in (30, 125):
        stamp(letter.image, draw_seal(letter.words.firm, SIDE, SIDE, seed=x), (mm(x), mm(230)))
    assert len(find_seals(letter.pixels)) == 2


@pytest.mark.parametrize("distractor", DISTRACTORS)
def test_red_things_that_are_no_seals(distractor: Distractor) -> None:
    letter = draw_letter(letter_words(1))
    distract(letter.image, distractor, 1)
    for kind in ("clean", "blur", "half"):
        assert find_seals(damage(letter.pixels, kind, 1)) == (), kind


def test_a_plain_page_a_blank_and_a_tiny_picture_have_none() -> None:
    assert find_seals(photographed(draw_letter(letter_words(9)).pixels, 9)) == ()
    assert find_seals(np.full((400, 300, 3), 255, np.uint8)) == ()
    assert find_seals(np.zeros((4, 4, 3), np.uint8)) == ()


def test_a_photocopy_shows_no_red_seal() -> None:
    image, _ = sealed(10, (mm(125), mm(228)))
    grey = cv2.cvtColor(np.asarray(image), cv2.COLOR_RGB2GRAY)
    assert find_seals(as_bytes(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB))) == ()
