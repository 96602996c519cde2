"""The lanes as one session uses them: when it ends, its work may end too, but nothing comes back to its screens."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from app.domain.errors import TongbanError
from app.ports.environment import TaskRunner

_LOG = logging.getLogger(__name__)
Result = TypeVar("Result")


class SessionLanes:
    """`TaskRunner` over another one. Not thread-safe: used on the main thread, as every runner is."""

    def __init__(self, runner: TaskRunner) -> None:
        """`runner` does the work."""
        self._runner = runner
        self._open = 0
        self._when_quiet: Callable[[], None] | None = None

    def submit(
        self,
        lane: str,
        work: Callable[[], Result],
        on_done: Callable[[Result], object],
        on_error: Callable[[Exception], object],
    ) -> None:
        """As the runner below; after `end` nothing is taken any more."""
        if self._when_quiet is not None:
            return

        def done(result: Result) -> None:
            if self._delivers():
                on_done(result)

        def failed(error: Exception) -> None:
            if self._delivers():
                on_error(error)
            else:
                _LOG.log(_weight(error), "work of a session that has ended failed: %s", error)

        self._open += 1
        self._runner.submit(lane, work, done, failed)

    def end(self, when_quiet: Callable[[], None]) -> None:
        """Take no more work and deliver nothing; `when_quiet` is called once, when all that was submitted is done."""
        self._when_quiet = when_quiet
        if not self._open:
            when_quiet()

    def _delivers(self) -> bool:
        self._open -= 1
        if self._when_quiet is not None and not self._open:
            self._when_quiet()
        return self._when_quiet is None


def _weight(error: Exception) -> int:
    """What the program knows how to say is no surprise when nobody is there to hear it."""
    return logging.INFO if isinstance(error, TongbanError) else logging.ERROR
