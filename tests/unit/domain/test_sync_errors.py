"""How a failed delivery is treated."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import SyncError
from app.domain.sync_errors import Treatment, backoff, treatment


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        ("refused", Treatment.NEEDS_CLERK),
        ("number_refused", Treatment.NEEDS_CLERK),
        ("key_conflict", Treatment.NEEDS_CLERK),
        ("station_unknown", Treatment.STOP),
        ("clock_skew", Treatment.STOP),
        ("certificate", Treatment.STOP),
        ("no_platform", Treatment.STOP),
        ("no_route", Treatment.RETRY),
        ("timeout", Treatment.RETRY),
        ("server_error", Treatment.RETRY),
        ("never_heard_of", Treatment.RETRY),
    ],
)
def test_only_what_is_known_to_be_hopeless_is_not_tried_again(cause: str, expected: Treatment) -> None:
    assert treatment(SyncError(cause)) is expected


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_a_wait_lies_between_a_tenth_of_a_second_and_five_minutes(attempts: int, fraction: float) -> None:
    assert timedelta(seconds=0.1) <= backoff(attempts, fraction) <= timedelta(minutes=5)


@given(st.integers(0, 30), st.floats(0, 1))
def test_waits_grow_with_the_attempts(attempts: int, fraction: float) -> None:
    assert backoff(attempts, fraction) <= backoff(attempts + 1, fraction)


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 1), (1, 2), (2, 4), (8, 256), (9, 300), (1000, 300)])
def test_the_ceiling_doubles(attempts: int, seconds: int) -> None:
    assert backoff(attempts, 1.0) == timedelta(seconds=seconds)


def test_first_and_longest_wait_can_be_set() -> None:
    assert backoff(0, 1.0, first=5, longest=60) == timedelta(seconds=5)
    assert backoff(9, 0.5, first=5, longest=60) == timedelta(seconds=30)
