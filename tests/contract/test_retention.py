"""Cases past their time: only what rests and is delivered is found, and all of it goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.case import CaseState
from app.domain.errors import StoreError
from app.domain.store_upkeep import RESTED
from app.ports.store import CaseQuery, Store
from tests.fakes.store_samples import (
    NOW,
    attempt,
    change,
    custody_event,
    draft,
    fact,
    page,
    paper,
    reading,
    received,
)

LATER = NOW + timedelta(days=400)


def put(store: Store, case_id: str, state: CaseState, *, done: bool = True, number: str = "") -> None:
    """A case with something of every kind."""
    with store.unit_of_work() as unit:
        unit.cases.save(received(case_id, number=number or f"YZ12A{case_id}", state=state))
        unit.cases.add_change(change(f"change-{case_id}", case_id))
        unit.pages.add(page(f"page-{case_id}", case_id))
        unit.readings.save(f"page-{case_id}", reading("合伙协议样本"))
        unit.custody.add(custody_event(f"custody-{case_id}", case_id))
        unit.papers.add(paper(f"paper-{case_id}", case_id))
        unit.papers.add_attempt(attempt(f"attempt-{case_id}", f"paper-{case_id}"))
        entry = unit.outbox.add(fact(f"fact-{case_id}", case_id), NOW)
        if done:
            unit.outbox.done(entry.sequence, "receipt", NOW)
        unit.commit()


def past(store: Store, limit: int = 10) -> list[str]:
    with store.unit_of_work() as unit:
        return list(unit.retention.past(LATER, limit))


@pytest.mark.parametrize("state", list(CaseState))
def test_only_what_rests_is_past_its_time(store: Store, state: CaseState) -> None:
    put(store, "1", state)
    assert past(store) == (["1"] if state in RESTED else [])


def test_what_is_not_delivered_stays(store: Store) -> None:
    put(store, "1", CaseState.CLOSED, done=False)
    assert past(store) == []
    with store.unit_of_work() as unit, pytest.raises(StoreError, match=r"store\.case_unsent"):
        unit.retention.remove("1")


def test_the_period_runs_from_the_last_change(store: Store) -> None:
    put(store, "1", CaseState.CLOSED)
    with store.unit_of_work() as unit:
        case = unit.cases.get("1")
        assert list(unit.retention.past(case.updated_at, 10)) == []
        assert list(unit.retention.past(case.updated_at + timedelta(seconds=1), 10)) == ["1"]


def test_the_longest_resting_come_first_and_no_more_than_asked(store: Store) -> None:
    with store.unit_of_work() as unit:
        for number in (3, 1, 2):
            at = NOW + timedelta(days=number)
            unit.cases.save(replace(draft(f"case-{number}", at=at), state=CaseState.ABANDONED))
        unit.commit()
    assert past(store, 2) == ["case-1", "case-2"]


def test_everything_of_the_case_goes_and_nothing_else(store: Store) -> None:
    put(store, "1", CaseState.CLOSED)
    put(store, "2", CaseState.CLOSED)
    with store.unit_of_work() as unit:
        unit.retention.remove("1")
        unit.commit()
    with store.unit_of_work() as unit:
        assert [one.id for one in unit.cases.find(CaseQuery(words="合伙协议"))] == ["2"]
        assert [one.id for one in unit.cases.find(CaseQuery())] == ["2"]
        for found in (
            unit.cases.changes,
            unit.pages.of_case,
            unit.readings.of_case,
            unit.custody.of_case,
            unit.papers.of_case,
            unit.outbox.of_case,
        ):
            assert not found("1")
            assert found("2")
        assert [paper.id for paper, _ in unit.papers.unsettled()] == ["paper-2"]
        with pytest.raises(StoreError, match=r"store\.case_unknown"):
            unit.cases.get("1")


def test_a_case_that_is_not_there_is_told(store: Store) -> None:
    with store.unit_of_work() as unit, pytest.raises(StoreError, match=r"store\.case_unknown"):
        unit.retention.remove("none")
