"""Trust grades."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.verification import TrustGrade, Verification, VerificationVerdict, trust_grade

hashes = st.lists(st.sampled_from(["a1", "b2", "c3", "d4"]), unique=True).map(tuple)


def ticked(*page_hashes: str, verdict: VerificationVerdict = VerificationVerdict.MATCHES) -> Verification:
    return Verification(verdict, "", "c1", "王样本", datetime(2026, 11, 23, tzinfo=UTC), "12号窗口", page_hashes)


@pytest.mark.parametrize(
    ("verification", "pages", "grade"),
    [
        (None, ("a1",), TrustGrade.C),
        (ticked("a1"), ("a1",), TrustGrade.B),
        (ticked("a1", "b2"), ("b2", "a1"), TrustGrade.B),
        (ticked("a1", "b2"), ("a1",), TrustGrade.B),
        (ticked("a1"), ("a1", "b2"), TrustGrade.C),
        (ticked("a1"), ("b2",), TrustGrade.C),
        (ticked("a1"), (), TrustGrade.C),
        (ticked(), (), TrustGrade.C),
        (ticked("a1", verdict=VerificationVerdict.DIFFERS), ("a1",), TrustGrade.C),
    ],
)
def test_a_tick_lifts_only_the_pages_it_was_given_for(
    verification: Verification | None, pages: tuple[str, ...], grade: TrustGrade
) -> None:
    assert trust_grade(verification, pages) is grade


@given(hashes, hashes)
def test_what_somebody_made_himself_stays_d(attested: tuple[str, ...], pages: tuple[str, ...]) -> None:
    assert trust_grade(ticked(*attested), pages, self_made=True) is TrustGrade.D


@given(hashes, hashes, st.sampled_from(["a1", "b2", "c3", "d4", "e5"]))
def test_one_page_more_never_lifts(attested: tuple[str, ...], pages: tuple[str, ...], more: str) -> None:
    """Adding a page to a material that has some cannot make it more trusted."""
    if pages:
        assert trust_grade(ticked(*attested), (*pages, more)) >= trust_grade(ticked(*attested), pages)
