"""The queue: order per case, times, states that only go forward."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.errors import StoreError
from app.domain.outbox import LONGEST_WAIT, FactKind, OutboxCounts, OutboxState
from app.ports.store import Store, UnitOfWork
from tests.fakes.store_samples import NOW, draft, fact

LATER = NOW + timedelta(minutes=5)


def fill(unit: UnitOfWork, *keys: str) -> None:
    """Facts whose first letter names the case."""
    for case_id in sorted({key[0] for key in keys}):
        unit.cases.save(draft(case_id))
    for key in keys:
        unit.outbox.add(fact(key, key[0]), NOW)


def due(unit: UnitOfWork, limit: int = 10) -> list[str]:
    return [entry.fact.key for entry in unit.outbox.due(NOW, limit)]


def test_a_fact_comes_back_as_it_was_added(store: Store) -> None:
    told = fact("a1", "a", FactKind.PAGE, blob_sha256="ab" * 32)
    with store.unit_of_work() as unit:
        unit.cases.save(draft("a"))
        added = unit.outbox.add(told, NOW)
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.outbox.due(NOW, 1) == [added]
    assert (added.fact, added.state, added.created_at, added.attempts) == (told, OutboxState.WAITING, NOW, 0)


def test_facts_added_together_keep_their_order(store: Store) -> None:
    told = [fact(f"a{number}", "a") for number in (2, 1, 3)]
    with store.unit_of_work() as unit:
        unit.cases.save(draft("a"))
        unit.outbox.add_all(told[:0], NOW)
        unit.outbox.add_all(told, NOW)
        unit.commit()
    with store.unit_of_work() as unit:
        kept = unit.outbox.of_case("a")
        assert [entry.fact for entry in kept] == told
        assert [(entry.state, entry.created_at) for entry in kept] == [(OutboxState.WAITING, NOW)] * 3
        assert kept[0].sequence < kept[1].sequence < kept[2].sequence


def test_of_facts_added_together_all_are_kept_or_none(store: Store) -> None:
    with store.unit_of_work() as unit:
        fill(unit, "a1")
        unit.commit()
    with store.unit_of_work() as unit, pytest.raises(StoreError) as caught:
        unit.outbox.add_all([fact("a2", "a"), fact("a1", "a"), fact("a3", "a")], NOW)
    assert caught.value.code == "store.contradiction"
    with store.unit_of_work() as unit:
        assert [entry.fact.key for entry in unit.outbox.of_case("a")] == ["a1"]


def test_only_the_oldest_unfinished_row_of_a_case_is_due(store: Store) -> None:
    with store.unit_of_work() as unit:
        fill(unit, "a1", "b1", "a2", "b2", "c1")
        assert due(unit) == ["a1", "b1", "c1"]
        assert due(unit, limit=2) == ["a1", "b1"]
        unit.outbox.done(1, "proof", NOW)
        assert due(unit) == ["b1", "a2", "c1"]


def test_a_row_that_waits_its_time_holds_its_case_back(store: Store) -> None:
    with store.unit_of_work() as unit:
        fill(unit, "a1", "a2", "b1")
        unit.outbox.retry(1, LATER, "sync.no_route", "why")
        assert due(unit) == ["b1"]
        first = unit.outbox.due(LATER, 10)[0]
        assert (first.fact.key, first.attempts, first.next_at) == ("a1", 1, LATER)
        assert (first.error_code, first.error_detail) == ("sync.no_route", "why")


def test_a_time_set_by_a_clock_that_jumped_has_come(store: Store) -> None:
    with store.unit_of_work() as unit:
        fill(unit, "a1", "b1")
        first, second = unit.outbox.due(NOW, 10)
        unit.outbox.retry(first.sequence, NOW + LONGEST_WAIT, "sync.timeout", "")
        unit.outbox.retry(second.sequence, NOW + timedelta(days=3650), "sync.clock_skew", "")
        assert due(unit) == ["b1"]


def test_a_row_that_needs_the_clerk_holds_its_case_back_until_released(store: Store) -> None:
    with store.unit_of_work() as unit:
        fill(unit, "a1", "a2", "b1")
        unit.outbox.needs_clerk(1, "sync.refused", "number")
        assert due(unit) == ["b1"]
        (refused,) = unit.outbox.entries((OutboxState.NEEDS_CLERK,))
        assert (refused.error_code, refused.attempts) == ("sync.refused", 1)
        unit.outbox.release("a")
        assert due(unit) == ["a1", "b1"]
        assert unit.outbox.of_case("a")[0].error_code == ""


def test_release_makes_a_waiting_row_due_now_and_leaves_done_ones(store: Store) -> None:
    with store.unit_of_work() as unit:
        fill(unit, "a1", "a2")
        unit.outbox.done(1, "proof", NOW)
        unit.outbox.retry(2, LATER, "sync.no_route", "")
        unit.outbox.release("a")
        assert due(unit) == ["a2"]
        assert unit.outbox.of_case("a")[0].state is OutboxState.DONE


def test_the_clerk_can_ask_for_everything_that_waits_at_once(store: Store) -> None:
    with store.unit_of_work() as unit:
        fill(unit, "a1", "b1", "c1")
        unit.outbox.retry(1, LATER, "sync.no_route", "")
        unit.outbox.needs_clerk(2, "sync.refused", "")
        unit.outbox.hasten()
        assert due(unit) == ["a1", "c1"]


def test_done_is_final(store: Store) -> None:
    with store.unit_of_work() as unit:
        fill(unit, "a1")
        unit.outbox.done(1, "proof", NOW)
        unit.outbox.retry(1, LATER, "sync.no_route", "late answer")
        unit.outbox.needs_clerk(1, "sync.refused", "late answer")
        unit.outbox.done(1, "second proof", LATER)
        (entry,) = unit.outbox.entries((OutboxState.DONE,))
    assert (entry.receipt, entry.done_at, entry.attempts, entry.error_code) == ("proof", NOW, 0, "")


def test_lost_pages_are_sent_again_before_what_waits_for_them(store: Store) -> None:
    with store.unit_of_work() as unit:
        unit.cases.save(draft("a"))
        unit.outbox.add(fact("case", "a"), NOW)
        unit.outbox.add(fact("p1", "a", FactKind.PAGE, blob_sha256="1" * 64), NOW)
        unit.outbox.add(fact("p2", "a", FactKind.PAGE, blob_sha256="2" * 64), NOW)
        unit.outbox.add(fact("complete", "a", FactKind.COMPLETE), NOW)
        for sequence in (1, 2, 3):
            unit.outbox.done(sequence, "proof", NOW)
        assert unit.outbox.reopen_pages("a", ["2" * 64, "3" * 64]) == 1
        assert unit.outbox.reopen_pages("b", ["1" * 64]) == 0
        assert due(unit) == ["p2"]
        reopened = unit.outbox.of_case("a")[2]
    assert (reopened.state, reopened.receipt, reopened.done_at) == (OutboxState.WAITING, "", None)


def test_a_key_is_taken_once(store: Store) -> None:
    with store.unit_of_work() as unit:
        fill(unit, "a1")
        with pytest.raises(StoreError, match=r"store\.contradiction"):
            unit.outbox.add(fact("a1", "a"), NOW)


def test_a_fact_of_no_case_is_refused(store: Store) -> None:
    with store.unit_of_work() as unit, pytest.raises(StoreError, match=r"store\.contradiction"):
        unit.outbox.add(fact("a1", "nobody"), NOW)


@pytest.mark.parametrize("call", ["done", "retry", "needs_clerk"])
def test_an_unknown_row_is_named(store: Store, call: str) -> None:
    arguments = {"done": (9, "proof", NOW), "retry": (9, NOW, "", ""), "needs_clerk": (9, "", "")}[call]
    with store.unit_of_work() as unit, pytest.raises(StoreError) as caught:
        getattr(unit.outbox, call)(*arguments)
    assert caught.value.code == "store.outbox_unknown"


def test_entries_are_oldest_first_and_limited(store: Store) -> None:
    with store.unit_of_work() as unit:
        fill(unit, "b1", "a1", "b2")
        unit.outbox.done(2, "", NOW)
        both = (OutboxState.WAITING, OutboxState.DONE)
        assert [entry.sequence for entry in unit.outbox.entries(both)] == [1, 2, 3]
        assert [entry.sequence for entry in unit.outbox.entries((OutboxState.WAITING,), limit=1)] == [1]
        assert [entry.fact.key for entry in unit.outbox.of_case("b")] == ["b1", "b2"]


def test_counts(store: Store) -> None:
    with store.unit_of_work() as unit:
        assert unit.outbox.counts() == OutboxCounts(0, 0, 0, 0, 0)
        fill(unit, "a1", "a2", "b1", "c1")
        unit.outbox.add(fact("a3", "a", FactKind.PAGE, blob_sha256="1" * 64), NOW)
        unit.outbox.done(1, "", NOW)
        unit.outbox.needs_clerk(4, "sync.refused", "")
        assert unit.outbox.counts() == OutboxCounts(
            waiting=3, done=1, needs_clerk=1, waiting_bytes=2 + 2 + 2 + 150, waiting_cases=2
        )
