"""How finely a page was taken, where papers of its proportions have a known size."""

from __future__ import annotations

import pytest

from app.domain.page import PageConfidence, PageOutline
from app.domain.page_text import Corners
from app.domain.paper_size import dpi_of_known_paper, dpi_of_outline

A4_AT_200: Corners = ((10.0, 20.0), (1664.0, 20.0), (1664.0, 2359.0), (10.0, 2359.0))


@pytest.mark.parametrize(
    ("sides", "dpi"), [((1011, 638), 300.0), ((2339, 1654), 200.0), ((1600, 1000), 475.0), ((1600, 900), None)]
)
def test_the_resolution_is_known_where_the_proportions_are(sides: tuple[int, int], dpi: float | None) -> None:
    assert dpi_of_known_paper(*sides) == (None if dpi is None else pytest.approx(dpi, rel=0.002))


@pytest.mark.parametrize(
    ("corners", "confidence", "dpi"),
    [
        (A4_AT_200, PageConfidence.HIGH, 200),
        ((*A4_AT_200[1:], A4_AT_200[0]), PageConfidence.HIGH, 200),
        (A4_AT_200, PageConfidence.PARTIAL, None),
        (None, PageConfidence.HIGH, None),
    ],
    ids=["upright", "turned", "not certain", "whole frame"],
)
def test_only_a_page_found_for_certain_has_one(
    corners: Corners | None, confidence: PageConfidence, dpi: int | None
) -> None:
    assert dpi_of_outline(PageOutline(corners, confidence, 0, 0.0)) == dpi
