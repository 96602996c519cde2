"""Task runners that tests can follow: one that does everything at once, one that waits to be told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Work = Callable[[], Any]


class InlineTaskRunner:
    """Runs the work and its callback before `submit` returns. `lanes` tells where work was sent."""

    def __init__(self) -> None:
        self.lanes: list[str] = []

    def submit(
        self, lane: str, work: Work, on_done: Callable[[Any], object], on_error: Callable[[Exception], object]
    ) -> None:
        self.lanes.append(lane)
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - as the real runner does
            on_error(error)
        else:
            on_done(result)


class ManualTaskRunner:
    """Keeps the work until `step` runs the oldest of a lane (or of all), so that a test holds time still."""

    def __init__(self) -> None:
        self.pending: list[tuple[str, Work, Callable[[Any], object], Callable[[Exception], object]]] = []

    def submit(
        self, lane: str, work: Work, on_done: Callable[[Any], object], on_error: Callable[[Exception], object]
    ) -> None:
        self.pending.append((lane, work, on_done, on_error))

    def waiting(self, lane: str) -> int:
        """How many pieces of work wait on a lane."""
        return sum(one[0] == lane for one in self.pending)

    def step(self, lane: str = "") -> None:
        """Run the oldest piece of work of `lane`, of any lane when it is empty."""
        at = next(index for index, one in enumerate(self.pending) if not lane or one[0] == lane)
        _, work, on_done, on_error = self.pending.pop(at)
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - as the real runner does
            on_error(error)
        else:
            on_done(result)

    def run_all(self) -> None:
        """Run until nothing waits; bounded."""
        for _ in range(500):
            if not self.pending:
                return
            self.step()
        raise AssertionError("work keeps making work")
