"""What is kept of a page reads the same as the page itself: fine pictures, kept as small as their writing allows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from scanners.imaging.encode import RenditionFormat, encoded
from scanners.imaging.legible_size import LegiblePage, legible
from scanners.imaging.load import load_pages
from scanners.imaging.picture import Picture
from scanners.reading.text_reader import RapidTextReader
from tests.papers_generator.measure import Score, pages, read_page

SEED = 5
SHEET_MM, CARD_MM = 297.0, 85.6
FINER = 1.75  # than the generator draws: A4 at 350 dpi, a card at 700
LARGEST_SHARE = 0.5  # of the bytes of a JPEG of all pixels
SELECTION = (
    ("resident_id_front", "perspective", CARD_MM),
    ("resident_id_back", "low_light", CARD_MM),
    ("hk_macau_permit", "noise", CARD_MM),
    ("business_licence", "shadow", SHEET_MM),
    ("power_of_attorney", "clean", SHEET_MM),
    ("bank_slip", "stain", None),
)


def fine(pixels: Picture) -> Picture:
    size = (round(pixels.shape[1] * FINER), round(pixels.shape[0] * FINER))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC))


def kept(pixels: Picture, length_mm: float | None) -> LegiblePage:
    dpi = round(max(pixels.shape) / length_mm * 25.4) if length_mm else None
    return legible(pixels, cut_out=True, dpi=dpi)


@pytest.mark.timeout(240)
def test_whatever_the_page_said_truly_what_is_kept_of_it_says_too(
    record_property: Callable[[str, object], None],
) -> None:
    reader, whole, small = RapidTextReader(), Score(), Score()
    for kind, damage, length_mm in SELECTION:
        [(_, _, _, drawn)] = pages([kind], [damage], [SEED])
        raw = fine(drawn)
        page = kept(raw, length_mm)
        before, after = encoded(raw, RenditionFormat.JPEG), encoded(page.pixels, RenditionFormat.WEBP, dpi=page.dpi)
        [back] = load_pages(after)

        whole.add(kind, damage, SEED, read_page(reader, kind, raw))
        small.add(kind, damage, SEED, read_page(reader, kind, back.pixels))

        record_property(kind, f"{max(raw.shape)} px, {len(before)} bytes: {max(back.pixels.shape)} px, {len(after)}")
        assert len(after) < LARGEST_SHARE * len(before)
    assert {(miss.kind, miss.name) for miss in small.misses} <= {(miss.kind, miss.name) for miss in whole.misses}
    assert (small.wrong_kind, small.wrong_but_valid) == ([], [])
    assert small.share >= 0.98, small.misses
