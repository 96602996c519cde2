"""Background lanes: order, threads, errors, and nothing lost at the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from ui.runtime.task_runner import QtTaskRunner, lane_width


@pytest.fixture
def runner(qapp: QCoreApplication) -> Iterator[QtTaskRunner]:
    made = QtTaskRunner()
    yield made
    made.close()


def never(error: Exception) -> None:
    raise AssertionError(f"no error was expected, but {error!r} came")


def slowly(number: int) -> int:
    time.sleep(0.002)
    return number


def test_results_come_back_on_the_main_thread_in_order(runner: QtTaskRunner, qtbot: QtBot) -> None:
    came: list[tuple[int, bool, bool]] = []
    main = threading.get_ident()

    def work(number: int) -> tuple[int, int]:
        return number, threading.get_ident()

    for number in range(50):
        runner.submit(
            "store",
            partial(work, number),
            lambda got: came.append((got[0], got[1] != main, threading.get_ident() == main)),
            never,
        )
    qtbot.waitUntil(lambda: len(came) == 50)

    assert came == [(number, True, True) for number in range(50)]


def test_one_lane_does_not_wait_for_another(runner: QtTaskRunner, qtbot: QtBot) -> None:
    hold = threading.Event()
    came: list[str] = []
    runner.submit("device:reader", lambda: hold.wait(5), lambda _: came.append("device"), never)
    runner.submit("store", lambda: None, lambda _: came.append("store"), never)

    qtbot.waitUntil(lambda: came == ["store"])
    assert runner.busy("device:reader")
    hold.set()
    qtbot.waitUntil(lambda: came == ["store", "device"])
    assert not runner.busy("device:reader")


def test_network_and_imaging_have_several_workers(runner: QtTaskRunner, qtbot: QtBot) -> None:
    assert (lane_width("store"), lane_width("device:scanner"), lane_width("network")) == (1, 1, 4)
    together = threading.Barrier(4, timeout=5)
    came: list[int] = []
    for _ in range(4):
        runner.submit("network", together.wait, came.append, never)

    qtbot.waitUntil(lambda: len(came) == 4)


def test_an_exception_goes_to_whom_it_concerns(runner: QtTaskRunner, qtbot: QtBot) -> None:
    came: list[Exception] = []

    def fail() -> None:
        raise LookupError("x")

    runner.submit("store", fail, lambda _: never(AssertionError()), came.append)
    qtbot.waitUntil(lambda: len(came) == 1)

    assert isinstance(came[0], LookupError)


def test_closing_finishes_and_delivers_what_was_submitted(qapp: QCoreApplication) -> None:
    runner = QtTaskRunner()
    came: list[int] = []
    for number in range(20):
        runner.submit("store", partial(slowly, number), came.append, never)

    assert runner.close() == ()

    assert came == list(range(20))
    with pytest.raises(RuntimeError):
        runner.submit("store", lambda: 0, came.append, never)


def test_closing_does_not_wait_for_ever_for_a_device(qapp: QCoreApplication) -> None:
    runner = QtTaskRunner()
    hold = threading.Event()
    runner.submit("device:reader", lambda: hold.wait(10), lambda _: None, never)

    assert runner.close(seconds=0.05) == ("device:reader",)
    hold.set()
    runner.close()


def test_busy_is_told(runner: QtTaskRunner, qtbot: QtBot) -> None:
    seen: list[tuple[str, int]] = []
    runner.busy_changed.connect(lambda lane, count: seen.append((lane, count)))
    runner.submit("paper", lambda: None, lambda _: None, never)

    qtbot.waitUntil(lambda: seen == [("paper", 1), ("paper", 0)])
