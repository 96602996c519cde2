"""Pictures are compared in a process of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from app.domain.errors import PageError
from app.domain.page_text import Box
from scanners.imaging.encode import RenditionFormat, encoded
from scanners.registry import picture_comparer
from scanners.worker.picture_comparer import WorkerPictureComparer
from tests.fakes.letters import draw_letter, letter_words, photographed


@pytest.fixture
def comparer() -> Iterator[WorkerPictureComparer]:
    opened = picture_comparer()
    yield opened
    opened.close()


def test_compare_and_cut_out_in_the_worker(comparer: WorkerPictureComparer) -> None:
    letter = draw_letter(letter_words(40))
    altered = draw_letter(letter.words, insert="（已变更）")
    original = encoded(letter.pixels, RenditionFormat.JPEG, dpi=200)
    copy = encoded(photographed(altered.pixels, 40), RenditionFormat.JPEG, dpi=200)
    found = comparer.compare(original, copy)
    assert found.aligned
    assert len(found.regions) == 1
    assert comparer.process_id not in (None, os.getpid())
    assert comparer.cut_out(original, found.regions[0], 10).startswith(b"\x89PNG")
    with pytest.raises(PageError, match=r"page\.nothing_there"):
        comparer.cut_out(original, Box(9000, 9000, 10, 10))
