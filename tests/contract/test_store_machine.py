"""Stores agree whatever is done in whatever order, and the machine that says so finds planted bugs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.domain.outbox import OutboxEntry
from local_store.outbox.repository import SqlOutboxRepository
from local_store.unit_of_work import SqlUnitOfWork
from tests.contract.store_machine import StoreMachine
from tests.faults import store_plants

# What is found need not be made smaller here: that it is found is the question.
QUICK = settings(
    max_examples=12,
    stateful_step_count=16,
    derandomize=True,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
    database=None,
)


def test_both_stores_say_the_same_through_restarts_and_kills() -> None:
    before = StoreMachine.compared
    run_state_machine_as_test(StoreMachine, settings=QUICK)
    assert StoreMachine.compared - before > 50


@contextmanager
def rollback_that_keeps() -> Iterator[None]:
    """A unit that is left without commit is kept."""
    genuine = SqlUnitOfWork.__exit__

    def leave(unit: SqlUnitOfWork, *what: Any) -> None:
        if what[0] is None and unit._connection is not None:
            unit.commit()
        genuine(unit, *what)

    with patch.object(SqlUnitOfWork, "__exit__", leave):
        yield


@contextmanager
def newest_first() -> Iterator[None]:
    """What is due comes in the wrong order."""
    genuine = SqlOutboxRepository.due

    def due(repository: SqlOutboxRepository, now: datetime, limit: int) -> Sequence[OutboxEntry]:
        return genuine(repository, now, limit)[::-1]

    with patch.object(SqlOutboxRepository, "due", due):
        yield


@pytest.mark.parametrize(
    "planted", [store_plants.facts_in_a_transaction_of_their_own, rollback_that_keeps, newest_first]
)
def test_the_machine_finds_a_planted_bug(planted: Callable[[], AbstractContextManager[None]]) -> None:
    with planted(), pytest.raises(AssertionError):
        run_state_machine_as_test(StoreMachine, settings=settings(QUICK, max_examples=200))
