"""What was altered in a copy is marked; what was only photographed again is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.errors import PageError
from app.domain.page_text import Box
from app.ports.picture_comparer import PictureDifference
from scanners.imaging.encode import RenditionFormat, encoded
from scanners.imaging.load import load_pages
from scanners.reading.compare_pictures import compare_pictures
from scanners.reading.picture_comparer import OpenCvPictureComparer
from tests.fakes.letters import Place, draw_letter, letter_words, photographed
from tests.page_sets.altered import meets, other_digit, sealed


def marks_only(found: PictureDifference, place: Place) -> bool:
    return found.aligned and bool(found.regions) and all(meets(region, place) for region in found.regions)


@pytest.mark.parametrize("seed", range(3))
def test_one_other_digit_is_marked_and_nothing_else(seed: int) -> None:
    original = draw_letter(letter_words(seed))
    altered, place = other_digit(original, 7 + 2 * seed)
    if seed % 2:
        sealed(original, seed), sealed(altered, seed)
    found = compare_pictures(original.pixels, photographed(altered.pixels, seed, grey=seed >= 2))
    assert marks_only(found, place)


@pytest.mark.parametrize("grey", [False, True])
def test_another_name_is_marked(grey: bool) -> None:
    original = draw_letter(letter_words(11))
    altered = draw_letter(replace(original.words, name=original.words.name[:-1] + "淼"))
    found = compare_pictures(original.pixels, photographed(altered.pixels, 11, grey=grey))
    assert marks_only(found, original.places["name"])


@pytest.mark.parametrize("grey", [False, True])
def test_an_inserted_word_is_marked(grey: bool) -> None:
    original = sealed(draw_letter(letter_words(12)), 12)
    altered = sealed(draw_letter(original.words, insert="（已变更）"), 12)
    found = compare_pictures(original.pixels, photographed(altered.pixels, 12, grey=grey))
    assert marks_only(found, altered.places["insert"])


@pytest.mark.parametrize("seed", range(20, 22))
def test_the_same_page_photographed_again_has_no_marks(seed: int) -> None:
    letter = sealed(draw_letter(letter_words(seed)), seed)
    copy = photographed(letter.pixels, seed, grey=seed % 2 == 0)
    assert compare_pictures(letter.pixels, copy) == PictureDifference(aligned=True, regions=())


def test_another_page_is_not_laid_over() -> None:
    letter, other = draw_letter(letter_words(30)), draw_letter(letter_words(31), size_mm=3.4)
    for pixels in (other.pixels, other.pixels[::-1].copy()):
        found = compare_pictures(letter.pixels, pixels)
        assert not found.aligned or len(found.regions) >= 3
    blank = letter.pixels.copy()
    blank[:] = 250
    assert compare_pictures(letter.pixels, blank) == PictureDifference(aligned=False, regions=())
    assert compare_pictures(blank, letter.pixels) == PictureDifference(aligned=False, regions=())


def test_a_cut_out_is_clipped_to_the_frame() -> None:
    data = encoded(draw_letter(letter_words(1)).pixels[:200, :300].copy(), RenditionFormat.WEBP, dpi=200)
    comparer = OpenCvPictureComparer()
    part = next(load_pages(comparer.cut_out(data, Box(280, 10, 50, 20), margin=5))).pixels
    assert part.shape == (30, 25, 3)
    with pytest.raises(PageError, match=r"page\.nothing_there"):
        comparer.cut_out(data, Box(400, 10, 5, 5))
    with pytest.raises(PageError, match=r"page\.not_an_image"):
        comparer.compare(data, b"no picture")
