"""What counts as movement, and when a picture is due without a key."""

from __future__ import annotations

import numpy as np
import pytest

from app.domain.page import PageConfidence, Quality, QualityVerdict
from app.ports.live_preview import PreviewLook, SheetOutline
from scanners.drivers.camera.stillness import (
    AutomaticShot,
    Stillness,
    Wanted,
    differs,
    is_black,
    thumbnail,
)
from scanners.imaging.picture import Grey, Picture
from scanners.simulated.camera import desk_with

SQUARE = ((10.0, 10.0), (90.0, 10.0), (90.0, 60.0), (10.0, 60.0))
ALONE, WHOLE_DESK = Wanted(automatic=True), Wanted(automatic=True, whole_desk=True)


@pytest.fixture(scope="module")
def desk() -> Picture:
    return desk_with(())


@pytest.fixture(scope="module")
def form() -> Picture:
    return desk_with(("application_form",))


def look(
    still_s: float,
    *confidences: PageConfidence,
    verdict: QualityVerdict = QualityVerdict.GOOD,
) -> PreviewLook:
    outlines = tuple(SheetOutline(SQUARE, one) for one in confidences)
    return PreviewLook(1, outlines, Quality(verdict, ()), still_s)


def scene(*tone: int) -> Grey:
    """A mosaic of 96 x 54; its left half has the first tone, its right half the last."""
    seen = np.full((54, 96), tone[0], np.uint8)
    seen[:, 48:] = tone[-1]
    return seen


HIGH = PageConfidence.HIGH


def test_noise_and_a_lamp_that_brightens_are_no_movement_a_finger_is(form: Picture) -> None:
    dice = np.random.default_rng(5)
    noisy = np.clip(form + dice.normal(0, 6, form.shape), 0, 255).astype(np.uint8)
    brighter = np.clip(form.astype(np.float32) * 1.06, 0, 255).astype(np.uint8)
    finger = form.copy()
    finger[900:1040, 500:600] = (120, 150, 190)

    assert not differs(thumbnail(form), thumbnail(noisy))
    assert not differs(thumbnail(form), thumbnail(brighter))
    assert differs(thumbnail(form), thumbnail(finger))


def test_another_page_in_the_same_place_is_another_scene(form: Picture) -> None:
    other = desk_with(("partnership_agreement",))

    assert differs(thumbnail(form), thumbnail(other))


def test_stillness_counts_from_the_last_movement_and_slow_drift_is_movement() -> None:
    still = Stillness()

    assert [still.see(scene(100, 90), at) for at in (10.0, 10.5, 11.0)] == [0.0, 0.5, 1.0]
    assert still.see(scene(200, 90), 11.2) == 0.0
    drifting = [still.see(scene(200 - 3 * step, 90), 11.2 + step / 10) for step in range(1, 30)]
    assert max(drifting) < 0.6


@pytest.mark.parametrize(
    ("seen", "wanted", "due"),
    [
        (look(0.8, HIGH), ALONE, True),
        (look(0.7, HIGH), ALONE, False),
        (look(9.0, HIGH), Wanted(automatic=False), False),
        (look(9.0), ALONE, False),
        (look(9.0, PageConfidence.PARTIAL), ALONE, False),
        (look(9.0, HIGH, verdict=QualityVerdict.BAD), ALONE, False),
        (look(1.0, HIGH, verdict=QualityVerdict.FAIR), ALONE, False),
        (look(2.0, HIGH, verdict=QualityVerdict.FAIR), ALONE, True),
        (look(9.0, HIGH, HIGH), ALONE, False),
        (look(1.0, HIGH, HIGH), WHOLE_DESK, False),
        (look(2.0, HIGH, HIGH), WHOLE_DESK, True),
        (look(9.0, HIGH, PageConfidence.PARTIAL), WHOLE_DESK, False),
    ],
)
def test_a_picture_is_due_only_of_a_good_page_that_lies_still(seen: PreviewLook, wanted: Wanted, due: bool) -> None:
    assert AutomaticShot().is_due(scene(200, 90), seen, wanted) is due


def test_one_picture_a_page_until_another_lies_there_or_the_desk_was_empty() -> None:
    first, other, empty = scene(200, 90), scene(90, 200), scene(60, 60)
    shot = AutomaticShot()
    shot.taken(first)

    assert not shot.is_due(first, look(3.0, HIGH), ALONE)
    assert shot.is_due(other, look(0.8, HIGH), ALONE)
    assert not shot.is_due(empty, look(0.3), ALONE)  # a hand passes
    assert not shot.is_due(first, look(0.8, HIGH), ALONE)
    assert not shot.is_due(empty, look(0.8), ALONE)
    assert shot.is_due(first, look(0.8, HIGH), ALONE)


def test_a_covered_lens_is_black_a_dark_desk_is_not(desk: Picture) -> None:
    assert is_black(thumbnail(np.full((600, 800, 3), 4, np.uint8)))
    assert not is_black(thumbnail((desk * 0.3).astype(np.uint8)))
