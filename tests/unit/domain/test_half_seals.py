"""Parts of a seal across pages: only what closes to one ring and goes on behind the cut is said to fit."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from app.domain.finding import Finding, FindingReason, Light
from app.domain.half_seal_findings import half_seal_findings
from app.domain.half_seals import PlacedPart, SealMatch, circle_through, join, joining_cuts
from app.domain.page_text import (
    UNKNOWN_PAPER,
    Box,
    PageReading,
    PageSide,
    Seal,
    SealCut,
    SealPart,
    SealShape,
    SignatureHint,
)

R = FindingReason
WIDTH, HEIGHT, RADIUS = 1654, 2339, 165.0
STROKES = ((20, 32), (44, 56), (196, 208), (220, 232))
OTHERS = ((32, 44), (56, 66), (184, 196), (208, 220))


def ink(strokes: tuple[tuple[int, int], ...] = STROKES) -> tuple[int, ...]:
    """A cut of 256 steps: the ring at both ends, strokes between."""
    dark = ((0, 7), *strokes, (248, 256))
    return tuple(100 if any(begin <= at < end for begin, end in dark) else 0 for at in range(256))


def part(
    side: PageSide,
    borders: tuple[float, float],
    *,
    middle_y: float = 900.0,
    radius: float = RADIUS,
    cuts: tuple[tuple[int, ...], tuple[int, ...]] = (ink(), ink()),
) -> SealPart:
    """The part of a seal between two borders (-1 and 1 are its own ends), its outer cut on the page's edge."""
    left, right = borders
    middle_x = -left * radius if side is PageSide.LEFT else WIDTH - right * radius
    angles = [math.radians(at) for at in range(0, 360, 5)]
    rim = tuple(
        (middle_x + radius * math.cos(at), middle_y + radius * math.sin(at))
        for at in angles
        if left - 1e-9 <= math.cos(at) <= right + 1e-9
    )

    def cut(border: float, along: tuple[int, ...]) -> SealCut | None:
        if abs(border) >= 1:
            return None
        x, reach = middle_x + border * radius, radius * math.sqrt(1 - border * border)
        return SealCut((x, middle_y - reach), (x, middle_y + reach), along)

    at_left, at_right = cut(left, cuts[0]), cut(right, cuts[1])
    outer, inner = (at_left, at_right) if side is PageSide.LEFT else (at_right, at_left)
    return SealPart(side, Box(100, round(middle_y) - 200, 200, 400), rim, outer, inner)


def placed(*parts: SealPart) -> list[PlacedPart]:
    return [PlacedPart(one, HEIGHT) for one in parts]


LEFT_HALF = part(PageSide.RIGHT, (-1, 0.3))
RIGHT_HALF = part(PageSide.LEFT, (0.3, 1))
FAN = (
    part(PageSide.RIGHT, (-1, -0.4)),
    part(PageSide.RIGHT, (-0.4, 0.35)),
    part(PageSide.RIGHT, (0.35, 1)),
)


def pages(*parts: tuple[SealPart, ...], seals: tuple[Seal, ...] = ()) -> list[tuple[str, PageReading | None]]:
    return [
        (f"p{at + 1}", PageReading(WIDTH, HEIGHT, (), UNKNOWN_PAPER, seals, SignatureHint.NO_PLACE, (), here))
        for at, here in enumerate(parts)
    ]


def reasons(found: tuple[Finding, ...]) -> list[tuple[str, FindingReason]]:
    return [(one.page_id, one.reason) for one in found]


def test_two_halves_side_by_side_fit() -> None:
    assert join(placed(LEFT_HALF, RIGHT_HALF)).matches == (SealMatch.FITS,)
    assert join(placed(LEFT_HALF, RIGHT_HALF)).closed


def test_a_fan_fits_strip_by_strip() -> None:
    joined = join(placed(*FAN))
    assert (joined.matches, joined.closed) == ((SealMatch.FITS, SealMatch.FITS), True)


@pytest.mark.parametrize(
    ("other", "match"),
    [
        pytest.param(part(PageSide.LEFT, (0.3, 1), middle_y=940), SealMatch.FITS, id="4 mm lower: laid by hand"),
        pytest.param(part(PageSide.LEFT, (0.3, 1), middle_y=980), SealMatch.UNSURE, id="10 mm lower"),
        pytest.param(part(PageSide.LEFT, (0.3, 1), middle_y=1200), SealMatch.DIFFERS, id="38 mm lower"),
        pytest.param(part(PageSide.LEFT, (0.3, 1), radius=RADIUS * 1.2), SealMatch.DIFFERS, id="a larger seal"),
        pytest.param(part(PageSide.LEFT, (-0.3, 1)), SealMatch.DIFFERS, id="more than the other half"),
        pytest.param(part(PageSide.LEFT, (0.3, 1), cuts=(ink(OTHERS), ())), SealMatch.DIFFERS, id="other strokes"),
        pytest.param(part(PageSide.LEFT, (0.3, 1), cuts=(ink(()), ())), SealMatch.RING, id="strokes on one side"),
    ],
)
def test_what_stands_beside_a_half(other: SealPart, match: SealMatch) -> None:
    assert join(placed(LEFT_HALF, other)).matches == (match,)


def test_a_ring_without_strokes_at_the_cut_proves_nothing() -> None:
    bare = [replace(one, outer=replace(one.outer, ink=ink(()))) for one in (LEFT_HALF, RIGHT_HALF) if one.outer]
    assert join(placed(*bare)).matches == (SealMatch.RING,)


def test_a_strip_gone_from_the_middle_does_not_close() -> None:
    assert SealMatch.DIFFERS in join(placed(FAN[0], FAN[2])).matches
    assert reasons(half_seal_findings(pages((FAN[0],), (FAN[2],)), required=False)) == [("p1", R.HALVES_DIFFER)]


def test_parts_that_no_cut_has_in_common_are_not_joined() -> None:
    assert joining_cuts(RIGHT_HALF, LEFT_HALF) is None
    with pytest.raises(ValueError, match="no cut"):
        join(placed(RIGHT_HALF, LEFT_HALF))
    assert circle_through([0j, 1 + 0j, 2 + 0j]) is None
    assert circle_through([0j]) is None


def test_the_findings_name_both_places() -> None:
    (found,) = half_seal_findings(pages((LEFT_HALF,), (RIGHT_HALF,)), required=False)
    assert (found.light, found.reason, found.expected) == (Light.GREEN, R.HALVES_FIT, "2")
    assert (found.page_id, found.box, found.other_page_id, found.other_box) == (
        "p1",
        LEFT_HALF.box,
        "p2",
        RIGHT_HALF.box,
    )


def test_without_halves_nothing_is_said_unless_the_guide_wants_them() -> None:
    assert half_seal_findings(pages((), ()), required=False) == ()
    (found,) = half_seal_findings(pages((), ()), required=True)
    assert (found.light, found.reason) == (Light.AMBER, R.HALVES_MISSING)


def test_what_does_not_fit_is_red_where_the_guide_wants_it() -> None:
    wrong = pages((LEFT_HALF,), (part(PageSide.LEFT, (0.3, 1), radius=RADIUS * 1.2),))
    assert [half_seal_findings(wrong, required=asked)[0].light for asked in (False, True)] == [Light.AMBER, Light.RED]


def test_a_half_without_the_other_is_told() -> None:
    assert reasons(half_seal_findings(pages((LEFT_HALF,), ()), required=False)) == [("p1", R.HALF_ALONE)]
    first_gone = half_seal_findings(pages((FAN[1],), (FAN[2],)), required=False)
    assert (("p1", R.HALF_ALONE)) in reasons(first_gone)
    last_gone = half_seal_findings(pages((FAN[0],), (FAN[1],)), required=False)
    assert (("p2", R.HALF_ALONE)) in reasons(last_gone)


def test_a_page_put_between_is_told() -> None:
    found = half_seal_findings(pages((LEFT_HALF,), (), (RIGHT_HALF,)), required=False)
    assert reasons(found) == [("p1", R.HALVES_FIT), ("p2", R.HALF_NOT_ON_PAGE)]
    after = pages((LEFT_HALF,), (RIGHT_HALF,), ())
    assert reasons(half_seal_findings(after, required=False)) == [("p1", R.HALVES_FIT)]
    assert ("p3", R.HALF_NOT_ON_PAGE) in reasons(half_seal_findings(after, required=True))


def test_a_page_nobody_read_yet_is_not_judged() -> None:
    read = pages((LEFT_HALF,), (), (RIGHT_HALF,))
    read[1] = ("p2", None)
    assert reasons(half_seal_findings(read, required=True)) == [("p1", R.HALVES_FIT)]


def test_a_half_that_could_not_be_measured_is_told() -> None:
    half = (Seal(Box(WIDTH - 120, 700, 119, 300), 0.9, SealShape.HALF),)
    assert reasons(half_seal_findings(pages((), seals=half), required=False)) == [("p1", R.HALF_ALONE)]
    foot = (Seal(Box(600, HEIGHT - 100, 300, 100), 0.9, SealShape.HALF),)
    assert half_seal_findings(pages((), seals=foot), required=False) == ()


def test_two_seals_on_one_edge_go_on_each_in_its_own() -> None:
    low = part(PageSide.RIGHT, (-1, 0.1), middle_y=1700), part(PageSide.LEFT, (0.1, 1), middle_y=1700)
    found = half_seal_findings(pages((LEFT_HALF, low[0]), (low[1], RIGHT_HALF)), required=False)
    assert [one.reason for one in found] == [R.HALVES_FIT, R.HALVES_FIT]
