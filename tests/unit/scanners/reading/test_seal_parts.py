"""Parts of a seal across pages are found at the edges they run over; whole seals and other red things are none."""

from __future__ import annotations

import numpy as np
import pytest

from app.domain.half_seals import PlacedPart, SealMatch, join
from app.domain.page_text import PageSide
from scanners.reading.seal_parts import find_seal_parts
from tests.fakes.letters import SIZE, Distractor, distract, draw_letter, draw_seal, letter_words, mm, stamp
from tests.page_sets.half_seals import Wrong, belonging, spoilt, verdict


def test_the_halves_of_pages_side_by_side_make_one_ring() -> None:
    sealed = belonging(1, 2, "turned")
    (left,), (following,) = (find_seal_parts(page) for page in sealed.pages)
    assert (left.side, following.side) == (PageSide.RIGHT, PageSide.LEFT)
    assert left.outer is not None and left.inner is None
    assert left.box.x + left.box.width == pytest.approx(SIZE[0], abs=mm(1))
    joined = join([PlacedPart(part, SIZE[1]) for part in (left, following)])
    assert joined.closed
    assert joined.matches[0] in (SealMatch.FITS, SealMatch.RING)


def test_the_strips_of_a_fan_make_one_ring() -> None:
    sealed = belonging(1, 4, "faint")
    strips = [find_seal_parts(page) for page in sealed.pages]
    assert [len(parts) for parts in strips] == [1, 1, 1, 1]
    cuts = [(part.inner is not None, part.outer is not None) for (part,) in strips]
    assert cuts == [(False, True), (True, True), (True, True), (True, False)]
    assert verdict(sealed) in ("fits", "ring")


@pytest.mark.parametrize(
    ("what", "fanned"), [("other size", False), ("moved", False), ("page gone", True), ("pages exchanged", True)]
)
def test_what_does_not_belong_together_is_told(what: Wrong, fanned: bool) -> None:
    assert verdict(spoilt(1, 4 if fanned else 2, what)) == "differs"


@pytest.mark.parametrize("what", ["other seal", "pressed twice"])
def test_another_seal_at_the_very_same_place_is_never_said_to_fit(what: Wrong) -> None:
    assert verdict(spoilt(1, 2, what)) in ("ring", "unsure", "differs")


def test_a_whole_seal_near_the_edge_is_no_part() -> None:
    letter = draw_letter(letter_words(3))
    stamp(letter.image, draw_seal(letter.words.firm, mm(42), mm(42), seed=3), (SIZE[0] - mm(44), mm(120)))
    assert find_seal_parts(letter.pixels) == ()


@pytest.mark.parametrize("kind", ["heading", "fingerprint", "square_stamp", "red_lines", "serial", "disc", "frame"])
def test_other_red_things_are_no_parts(kind: Distractor) -> None:
    letter = draw_letter(letter_words(2))
    distract(letter.image, kind, 2)
    assert find_seal_parts(letter.pixels) == ()


def test_a_blank_and_a_tiny_picture_have_none() -> None:
    assert find_seal_parts(np.full((400, 300, 3), 255, np.uint8)) == ()
    assert find_seal_parts(np.zeros((4, 4, 3), np.uint8)) == ()
