"""A window that worked alone hands its cases to the hall, cut off wherever that may be: none lost, none twice."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.case import CaseState
from app.domain.errors import StoreError
from app.domain.outbox import FactKind, OutboxState
from app.ports.store import CaseQuery, Store
from app.services.deliver_to_hall import DeliverToHall
from local_store.hall.store import HallStore
from local_store.store import SqlStore
from tests.fakes.environment import ManualClock
from tests.fakes.hall import emptied_hall, hall_store
from tests.fakes.local_store import small_store
from tests.fakes.postgres_server import PrivatePostgres
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

CASES = ("1", "2", "3")


@pytest.fixture
def hall(postgres: PrivatePostgres) -> Iterator[HallStore]:
    emptied_hall(postgres.url)
    with closing(hall_store(postgres.url)) as store:
        yield store


@pytest.fixture
def own(tmp_path: Path) -> Iterator[SqlStore]:
    with closing(small_store(tmp_path / "data")) as store:
        for number in CASES:
            take_in(store, number)
        yield store


def take_in(store: Store, number: str) -> None:
    """A case with something of every kind; its first fact has reached the platform."""
    contents = (number.encode(), number.encode() + b" straightened", number.encode() + b" paper")
    original, rendition, printed = store.vault.put_all([(content, "image/jpeg") for content in contents])
    with store.unit_of_work() as unit:
        unit.cases.save(received(number, number=f"YZ12B{number}"))
        unit.cases.add_change(change(f"change-{number}", number))
        unit.pages.add(replace(page(f"page-{number}", number), original=original, rendition=rendition))
        unit.readings.save(f"page-{number}", reading("合伙协议样本"))
        unit.custody.add(custody_event(f"custody-{number}", number))
        unit.papers.add(replace(paper(f"paper-{number}", number), sha256=printed.sha256))
        unit.papers.add_attempt(attempt(f"attempt-{number}", f"paper-{number}"))
        first = unit.outbox.add(fact(f"fact-{number}", number), NOW)
        unit.outbox.done(first.sequence, "proof", NOW)
        unit.outbox.add(fact(f"blob-{number}", number, FactKind.PAGE, blob_sha256=original.sha256), NOW)
        unit.commit()


def deliver(own: Store, hall: Store) -> int:
    return DeliverToHall(own, hall, ManualClock())(lambda: False)


def all_of(store: Store) -> list[str]:
    with store.unit_of_work() as unit:
        return sorted(line.id for line in unit.cases.find(CaseQuery()))


def assert_whole(hall: Store) -> None:
    """Every case is in the hall, once, with everything."""
    assert all_of(hall) == list(CASES)
    with hall.unit_of_work() as unit:
        for number in CASES:
            assert replace(unit.cases.get(number), revision=0) == received(number, number=f"YZ12B{number}")
            assert [one.id for one in unit.cases.changes(number)] == [f"change-{number}"]
            (there,) = unit.pages.of_case(number)
            assert hall.vault.get(there.original.sha256) == number.encode()
            assert there.rendition is not None
            assert hall.vault.get(there.rendition.sha256) == number.encode() + b" straightened"
            assert list(unit.readings.of_case(number)) == [f"page-{number}"]
            assert [one.id for one in unit.custody.of_case(number)] == [f"custody-{number}"]
            assert [hall.vault.get(one.sha256) for one in unit.papers.of_case(number)] == [number.encode() + b" paper"]
            assert [one.id for one in unit.papers.attempts(f"paper-{number}")] == [f"attempt-{number}"]
            entries = unit.outbox.of_case(number)
            states = [(f"fact-{number}", OutboxState.DONE, "proof"), (f"blob-{number}", OutboxState.WAITING, "")]
            assert [(one.fact.key, one.state, one.receipt) for one in entries] == states
    assert hall.upkeep.verify().whole


def test_everything_goes_and_nothing_stays(own: SqlStore, hall: HallStore) -> None:
    assert deliver(own, hall) == len(CASES)
    assert_whole(hall)
    assert all_of(own) == []
    assert deliver(own, hall) == 0


def test_nothing_goes_while_the_server_is_away(own: SqlStore, hall: HallStore, postgres: PrivatePostgres) -> None:
    postgres.stop(signal.SIGQUIT)
    try:
        with pytest.raises(StoreError, match=r"store\.hall_away"):
            deliver(own, hall)
        assert all_of(own) == list(CASES)
    finally:
        postgres.start()
    assert deliver(own, hall) == len(CASES)
    assert_whole(hall)


def test_a_case_that_went_but_was_not_let_go_is_there_once(
    own: SqlStore, hall: HallStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cut:
        cut.setattr(DeliverToHall, "_let_go", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            deliver(own, hall)
    assert len(all_of(hall)) == 1
    assert all_of(own) == list(CASES)
    assert deliver(own, hall) == len(CASES)
    assert_whole(hall)
    assert all_of(own) == []


def test_what_the_hall_made_of_a_case_meanwhile_is_kept(
    own: SqlStore, hall: HallStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cut:
        cut.setattr(DeliverToHall, "_let_go", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            deliver(own, hall)
    (went,) = all_of(hall)
    with hall.unit_of_work() as unit:
        unit.cases.save(replace(unit.cases.get(went), state=CaseState.WITHDRAWN))
        unit.commit()
    assert deliver(own, hall) == len(CASES)
    with hall.unit_of_work() as unit:
        assert unit.cases.get(went).state is CaseState.WITHDRAWN


def test_a_case_whose_page_was_lost_goes_all_the_same_and_is_named(own: SqlStore, hall: HallStore) -> None:
    with own.unit_of_work() as unit:
        unit.cases.save(draft("4"))
        unit.pages.add(page("page-4", "4"))  # its bytes were never put
        unit.commit()
    assert deliver(own, hall) == len(CASES) + 1
    assert {damage.case for damage in hall.upkeep.verify().damages} == {"4"}


def test_it_stops_between_cases_when_asked(own: SqlStore, hall: HallStore) -> None:
    answers = iter((False, True))
    assert DeliverToHall(own, hall, ManualClock())(lambda: next(answers)) == 1
    assert len(all_of(own)) == len(CASES) - 1
