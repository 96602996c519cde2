"""Back from what was read to what was taken, also where the page was kept smaller."""

from __future__ import annotations

import numpy as np
import pytest

from app.domain.page import PageAnalysis, PageConfidence, PageOutline, Quality, QualityVerdict
from scanners.imaging.straighten import levelling
from scanners.reading.places_in_picture import points_in_picture

WIDTH, HEIGHT = 1600, 2200
PLACE = (500.0, 900.0)


def whole_frame(skew_deg: float) -> PageAnalysis:
    outline = PageOutline(None, PageConfidence.LOW, 0, skew_deg)
    return PageAnalysis(WIDTH, HEIGHT, outline, Quality(QualityVerdict.GOOD, ()), (), (), b"kept", "image/webp")


@pytest.mark.parametrize("scale", [1.0, 0.75, 0.5])
@pytest.mark.parametrize("skew_deg", [3.0, -8.0])
def test_a_levelled_scan(scale: float, skew_deg: float) -> None:
    turn, (width, height) = levelling((WIDTH, HEIGHT), skew_deg)
    x, y = scale * (turn @ np.array([*PLACE, 1.0]))

    [place] = points_in_picture([(x, y)], whole_frame(skew_deg), (round(width * scale), round(height * scale)))

    assert place == pytest.approx(PLACE, abs=1.5)


@pytest.mark.parametrize("scale", [1.0, 0.75, 0.5])
def test_a_frame_that_leans_but_was_not_levelled(scale: float) -> None:
    read = (PLACE[0] * scale, PLACE[1] * scale)

    [place] = points_in_picture([read], whole_frame(3.0), (round(WIDTH * scale), round(HEIGHT * scale)))

    assert place == pytest.approx(PLACE, abs=1.5)
