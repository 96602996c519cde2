"""One window of a hall speaks with the platform, and windows hear of each other's cases."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from local_store.hall.store import HallStore
from tests.fakes.hall import emptied_hall, hall_store
from tests.fakes.postgres_server import PrivatePostgres
from tests.fakes.store_samples import draft
from tests.faults.lives import forked

PATIENCE = 15.0


@pytest.fixture
def url(postgres: PrivatePostgres) -> str:
    emptied_hall(postgres.url)
    return postgres.url


@pytest.fixture
def windows(url: str) -> Iterator[tuple[HallStore, HallStore]]:
    with closing(hall_store(url)) as one, closing(hall_store(url)) as other:
        yield one, other


def eventually(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def save(store: HallStore, case_id: str) -> None:
    with store.unit_of_work() as unit:
        unit.cases.save(draft(case_id))
        unit.commit()


def test_one_window_leads_until_it_gives_up(windows: tuple[HallStore, HallStore]) -> None:
    one, other = windows
    assert one.leadership.held()
    assert not other.leadership.held()
    assert one.leadership.held()
    one.leadership.give_up()
    assert other.leadership.held()
    assert not one.leadership.held()


def test_closing_the_store_gives_up(url: str) -> None:
    with closing(hall_store(url)) as other:
        with closing(hall_store(url)) as one:
            assert one.leadership.held()
        assert other.leadership.held()


def test_a_killed_window_leads_no_more(url: str) -> None:
    reading, writing = os.pipe()

    def lead() -> None:
        os.write(writing, b"y" if hall_store(url).leadership.held() else b"n")
        signal.pause()

    window = forked(lead)
    try:
        assert os.read(reading, 1) == b"y"
        with closing(hall_store(url)) as other:
            assert not other.leadership.held()
            os.kill(window, signal.SIGKILL)
            assert eventually(other.leadership.held)
    finally:
        os.kill(window, signal.SIGKILL)
        os.waitpid(window, 0)
        os.close(reading)
        os.close(writing)


def test_nobody_leads_while_the_server_is_away_and_one_does_afterwards(
    windows: tuple[HallStore, HallStore], postgres: PrivatePostgres
) -> None:
    one, other = windows
    assert one.leadership.held()
    postgres.stop(signal.SIGQUIT)
    try:
        assert not one.leadership.held()
    finally:
        postgres.start()
    assert eventually(other.leadership.held)
    assert not one.leadership.held()


def test_a_case_changed_at_one_window_is_heard_at_another(windows: tuple[HallStore, HallStore]) -> None:
    one, other = windows
    heard = threading.Semaphore(0)
    other.watch_cases(heard.release)
    assert heard.acquire(timeout=PATIENCE)  # the first look
    save(one, "case-1")
    assert heard.acquire(timeout=PATIENCE)
    with one.unit_of_work() as unit:
        unit.cases.save(draft("case-2"))  # never committed
    assert not heard.acquire(timeout=1.5)


def test_a_watch_listens_again_when_the_server_is_back(
    windows: tuple[HallStore, HallStore], postgres: PrivatePostgres
) -> None:
    one, other = windows
    heard = threading.Semaphore(0)
    other.watch_cases(heard.release)
    assert heard.acquire(timeout=PATIENCE)
    postgres.stop(signal.SIGQUIT)
    postgres.start()
    assert heard.acquire(timeout=PATIENCE)  # what happened meanwhile is looked at
    save(one, "case-1") if eventually(lambda: answers(one)) else pytest.fail("the server did not come back")
    assert heard.acquire(timeout=PATIENCE)


def answers(store: HallStore) -> bool:
    """Whether the server is there for this window."""
    return store.leadership.held()
