"""A small selection of drawn and damaged papers through the real engine: the whole way from pixels to fields.

The full measurement is `python -m tests.papers_generator --measure 1`.
"""

from __future__ import annotations

import pytest

from scanners.reading.text_reader import RapidTextReader
from tests.papers_generator.measure import Score, pages, read_page

SEED = 5
SELECTION = (
    ("resident_id_front", "perspective"),
    ("resident_id_back", "low_light"),
    ("residence_permit_back", "motion"),
    ("hk_macau_permit", "noise"),
    ("foreign_permanent_residence", "glare"),
    ("passport", "jpeg_20"),
    ("business_licence", "turned_2"),
    ("household_register", "half_resolution"),
    ("marriage_certificate", "crease"),
    ("graduation_certificate", "shadow"),
    ("power_of_attorney", "blur"),
    ("bank_slip", "stain"),
)


@pytest.mark.timeout(240)
def test_fields_are_read_and_nothing_wrong_is_shown_as_valid() -> None:
    reader, score = RapidTextReader(), Score()

    for kind, damage in SELECTION:
        for _, _, seed, pixels in pages([kind], [damage], [SEED]):
            score.add(kind, damage, seed, read_page(reader, kind, pixels))

    assert score.wrong_kind == []
    assert score.wrong_but_valid == []
    assert score.share >= 0.98, score.misses
