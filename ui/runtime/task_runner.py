"""Background lanes of the window on Qt's thread pools."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, QThreadPool, Signal, Slot

Result = TypeVar("Result")

_WIDTHS = {"store": 1, "paper": 1, "network": 4, "imaging": max(1, (os.cpu_count() or 2) - 1)}


def lane_width(lane: str) -> int:
    """How many workers a lane has: one for a device, the store and paper; several for imaging and network."""
    return _WIDTHS.get(lane, 1)


class QtTaskRunner(QObject):
    """Runs blocking work beside the window; see `app.ports.environment.TaskRunner`.

    Work of a one-worker lane runs in the order it was submitted. Results are delivered on the thread this object
    lives in, by one queued signal, so a callback may touch widgets. An exception of the work goes to `on_error`;
    an exception of a callback goes where every exception of a slot goes (`sys.excepthook`).

    Signals:
        busy_changed(str, int): a lane now has this many pieces of work not yet delivered.
    """

    busy_changed = Signal(str, int)
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Lanes are made when first used."""
        super().__init__(parent)
        self._lanes: dict[str, QThreadPool] = {}
        self._open: dict[str, int] = {}
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def submit(
        self,
        lane: str,
        work: Callable[[], Result],
        on_done: Callable[[Result], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        """Run `work` on a lane, then one of the two callbacks on this object's thread.

        Call from this object's thread. After `close` work is not taken any more: RuntimeError.
        """
        if self._closed:
            raise RuntimeError("the task runner is closed")
        self._count(lane, +1)
        self._pool(lane).start(partial(self._work, lane, work, on_done, on_error))

    def busy(self, lane: str) -> bool:
        """Whether the lane has work that is not yet delivered."""
        return self._open.get(lane, 0) > 0

    def close(self, seconds: float = 10.0) -> tuple[str, ...]:
        """Take no more work, let what was submitted finish, deliver its results.

        The store lane is waited for as long as it takes (it is what must not be lost); every other lane at most
        `seconds` together. Returns the lanes that still ran then.
        """
        self._closed = True
        store = self._lanes.get("store")
        if store is not None:
            store.waitForDone(-1)
        deadline = time.monotonic() + seconds
        stuck = tuple(
            lane
            for lane, pool in self._lanes.items()
            if not pool.waitForDone(max(0, round((deadline - time.monotonic()) * 1000)))
        )
        QCoreApplication.sendPostedEvents(self)
        return stuck

    def _pool(self, lane: str) -> QThreadPool:
        pool = self._lanes.get(lane)
        if pool is None:
            pool = self._lanes[lane] = QThreadPool(self)
            pool.setMaxThreadCount(lane_width(lane))
            pool.setExpiryTimeout(-1)
        return pool

    def _work(
        self,
        lane: str,
        work: Callable[[], Result],
        on_done: Callable[[Result], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        QThread.currentThread().setObjectName(lane)
        try:
            outcome: Callable[[], None] = partial(on_done, work())
        except Exception as error:  # noqa: BLE001 - whatever it is, it goes to the one who asked
            outcome = partial(on_error, error)
        self._finished.emit((lane, outcome))

    @Slot(object)
    def _deliver(self, finished: tuple[str, Callable[[], None]]) -> None:
        lane, outcome = finished
        self._count(lane, -1)
        outcome()

    def _count(self, lane: str, change: int) -> None:
        self._open[lane] = self._open.get(lane, 0) + change
        self.busy_changed.emit(lane, self._open[lane])
