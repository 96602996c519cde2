"""Rings of garbage hold Qt objects: they go on the window's thread, whoever allocates."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ui.runtime.garbage import GarbageCollection
from ui.shell import application


class Ring:
    """Garbage as soon as nobody holds it, found by the collector only."""

    def __init__(self, gone: list[int]) -> None:
        self.own = self
        self.gone = gone

    def __del__(self) -> None:
        self.gone.append(threading.get_ident())


class Window:
    """All that `_settle` asks of one."""

    warm = False

    def warm_up(self) -> None:
        self.warm = True


@pytest.fixture
def garbage(qapp: object) -> Iterator[GarbageCollection]:
    looking = GarbageCollection()
    yield looking
    looking.stop()
    gc.unfreeze()


def test_a_ring_goes_on_the_windows_thread_whoever_allocates(garbage: GarbageCollection, qtbot: QtBot) -> None:
    window, gone = Window(), list[int]()
    application._settle(window, garbage)  # type: ignore[arg-type]
    Ring(gone)

    kept: list[list[int]] = []
    lane = threading.Thread(target=lambda: kept.extend([number] for number in range(300_000)))  # as one loads a library
    lane.start()
    lane.join()
    assert window.warm
    assert gone == []

    qtbot.waitUntil(lambda: bool(gone))
    assert gone == [threading.get_ident()]


def test_python_looks_itself_again_afterwards(qapp: object) -> None:
    looking = GarbageCollection()
    assert not gc.isenabled()

    looking.stop()

    assert gc.isenabled()
