"""Every state of a case says which term it is under."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.case import TRANSITIONS, CaseState
from app.domain.term import TERMS, Term, begins_anew, end_of_term
from tests.fakes.guides import WeekendCalendar, guide

MONDAY = date(2026, 11, 23)
S = CaseState


def test_every_state_has_its_term() -> None:
    assert set(TERMS) == set(CaseState)


def test_no_clock_runs_where_a_case_has_ended() -> None:
    assert {state for state, after in TRANSITIONS.items() if not after} <= {
        state for state, term in TERMS.items() if term is Term.OVER
    }


@pytest.mark.parametrize(
    ("state", "end"),
    [
        (S.SUBMITTED, date(2026, 11, 30)),
        (S.ACCEPTED, date(2026, 12, 2)),
        (S.DEEMED_ACCEPTED, date(2026, 12, 2)),
        (S.DECIDED, date(2026, 12, 7)),
        (S.CORRECTION_ASKED, None),
        (S.CLOSED, None),
    ],
)
def test_a_term_ends_after_its_working_days(state: CaseState, end: date | None) -> None:
    found = end_of_term(state, MONDAY, guide(promised_days=7), WeekendCalendar().day)
    assert (found.on if found else None) == end


def test_a_decision_without_its_guide_has_no_known_end() -> None:
    assert end_of_term(S.ACCEPTED, MONDAY, None, WeekendCalendar().day) is None


def test_a_term_over_years_not_yet_published_is_estimated() -> None:
    found = end_of_term(S.ACCEPTED, MONDAY, guide(promised_days=60), WeekendCalendar().day)
    assert found is not None
    assert found.estimated


@pytest.mark.parametrize(
    ("before", "after", "anew"),
    [
        (S.RECEIVED, S.SUBMITTED, False),
        (S.CORRECTION_ASKED, S.SUBMITTED, True),
        (S.SUBMITTED, S.FORWARDED, True),
        (S.FORWARDED, S.FORWARDED, False),
        (S.SUBMITTED, S.ACCEPTED, True),
        (S.DECIDED, S.DISPATCHED, False),
    ],
)
def test_another_term_begins_with_another_duty(before: CaseState, after: CaseState, anew: bool) -> None:
    assert begins_anew(before, after) is anew
