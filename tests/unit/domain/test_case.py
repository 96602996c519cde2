"""The life of a case."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.domain.case import TRANSITIONS, CaseState, check_transition
from app.domain.errors import RuleError

S = CaseState
ENDS = {S.ABANDONED, S.ADVISED, S.REVOKED}


def reachable(start: CaseState) -> set[CaseState]:
    seen: set[CaseState] = set()
    waiting = [start]
    while waiting:
        state = waiting.pop()
        if state not in seen:
            seen.add(state)
            waiting += TRANSITIONS[state]
    return seen


def refused(*states: CaseState) -> list[tuple[CaseState, CaseState]]:
    """The steps of a way that may not be taken."""
    return [(before, after) for before, after in pairwise(states) if not passes(before, after)]


def passes(before: CaseState, after: CaseState) -> bool:
    try:
        check_transition(before, after)
    except RuleError:
        return False
    return True


def test_every_state_has_its_row_and_is_reached_from_a_draft() -> None:
    assert set(TRANSITIONS) == set(CaseState)
    assert reachable(S.DRAFT) == set(CaseState)


def test_only_the_ends_lead_nowhere() -> None:
    assert {state for state, after in TRANSITIONS.items() if not after} == ENDS


def test_every_case_can_be_closed_unless_it_has_ended() -> None:
    for state in set(CaseState) - ENDS:
        assert S.CLOSED in reachable(state), state


def test_nothing_becomes_a_draft_again() -> None:
    assert all(S.DRAFT not in after for after in TRANSITIONS.values())


def test_a_number_is_allotted_once() -> None:
    assert [state for state, after in TRANSITIONS.items() if S.RECEIVED in after] == [S.DRAFT]


@pytest.mark.parametrize(
    "states",
    [
        (S.DRAFT, S.RECEIVED, S.SUBMITTED, S.ACCEPTED, S.DECIDED, S.DISPATCHED, S.ARRIVED, S.DELIVERED, S.CLOSED),
        (S.SUBMITTED, S.CORRECTION_ASKED, S.SUBMITTED, S.CORRECTION_ASKED, S.SUBMITTED, S.ACCEPTED),
        (S.SUBMITTED, S.DEEMED_ACCEPTED, S.DECIDED, S.CLOSED, S.REVOKED),
        (S.SUBMITTED, S.NOT_ACCEPTED, S.CLOSED),
        (S.SUBMITTED, S.FORWARDED, S.DEEMED_ACCEPTED, S.DECIDED),
        (S.SUBMITTED, S.FORWARDED, S.FORWARDED, S.WITHDRAWN, S.CLOSED),
        (S.RECEIVED, S.WITHDRAWN, S.CLOSED),
        (S.SUBMITTED, S.DECIDED, S.DELIVERED, S.CLOSED),
        (S.DRAFT, S.ABANDONED),
    ],
)
def test_the_ways_of_the_field(states: tuple[CaseState, ...]) -> None:
    assert refused(*states) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (S.DRAFT, S.SUBMITTED),
        (S.DRAFT, S.WITHDRAWN),
        (S.RECEIVED, S.ABANDONED),
        (S.RECEIVED, S.ACCEPTED),
        (S.ACCEPTED, S.CORRECTION_ASKED),
        (S.ACCEPTED, S.NOT_ACCEPTED),
        (S.DECIDED, S.WITHDRAWN),
        (S.CLOSED, S.SUBMITTED),
        (S.SUBMITTED, S.REVOKED),
        (S.ABANDONED, S.RECEIVED),
        (S.SUBMITTED, S.SUBMITTED),
    ],
)
def test_what_may_not_be(before: CaseState, after: CaseState) -> None:
    with pytest.raises(RuleError) as caught:
        check_transition(before, after)

    assert caught.value.code == "rule.transition"
    assert caught.value.details == {"before": before.value, "after": after.value}
