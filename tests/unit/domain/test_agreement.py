"""Which agreement holds for whom, where and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.agreement import UNDELEGATED_POWERS, Agreement, PostagePayer, Power
from app.domain.guide import Provenance, ProvenanceKind

AGREEMENT = Agreement(
    id="sample",
    collecting_division="990100",
    handling_division="310000",
    item_codes=(),
    powers=frozenset({Power.RECEIVE}),
    recognitions=frozenset(),
    transfer_days=2,
    postage_payer=PostagePayer.HALL,
    contact_name="样本",
    contact_phone="000-00000001",
    valid_from=date(2025, 1, 1),
    valid_until=date(2026, 12, 31),
    provenance=Provenance(ProvenanceKind.INVENTED, ""),
)
DAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("outer", "inner", "covered"),
    [
        ("310000", "310000", True),
        ("310000", "310101", True),
        ("310000", "320000", False),
        ("310101", "310000", False),
        ("340100", "340104", True),
        ("340100", "340200", False),
        ("310115", "310115123", True),
        ("310115100000", "310115100001", True),
        ("310115100000", "310115101001", False),
        ("310115", "310115100001", True),
        ("310110", "310115", False),
        ("110100", "110101", True),
        ("500100", "500103", True),
    ],
)
def test_a_division_covers_all_below_it_and_nothing_beside(outer: str, inner: str, covered: bool) -> None:
    assert replace(AGREEMENT, handling_division=outer).covers("X", inner, DAY) is covered
    assert replace(AGREEMENT, collecting_division=outer).made_by(inner) is covered


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2024, 12, 31), False),
        (date(2025, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_both_ends_are_included(day: date, holds: bool) -> None:
    assert AGREEMENT.covers("X", "310101", day) is holds


def test_without_an_end_it_goes_on() -> None:
    assert replace(AGREEMENT, valid_until=None).covers("X", "310101", date(2099, 1, 1))


def test_named_items_and_no_others() -> None:
    named = replace(AGREEMENT, item_codes=("A", "B"))

    assert named.covers("B", "310101", DAY)
    assert not named.covers("C", "310101", DAY)
    assert AGREEMENT.covers("C", "310101", DAY), "no items named: all of them"


def test_a_window_without_agreement_may_receive_and_verify_only() -> None:
    assert frozenset({Power.RECEIVE, Power.VERIFY_ORIGINALS}) == UNDELEGATED_POWERS
