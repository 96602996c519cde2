"""Time, randomness and background work, given from outside so that tests decide them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar

Result = TypeVar("Result")


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Now, in UTC."""


class IdSource(Protocol):
    """Fresh identifiers and random numbers."""

    def new_id(self) -> str:
        """A UUIDv7 as text."""

    def query_code(self) -> str:
        """Six digits with which the applicant asks for progress."""

    def fraction(self) -> float:
        """A random number in 0..1, for jitter."""


class TaskRunner(Protocol):
    """Background lanes: `store` (1), `device:<id>` (1 each), `imaging` (n), `network` (4), `paper` (1).

    Results come back on the main thread in the order they finish; work of one single-worker lane runs in order.
    """

    def submit(
        self,
        lane: str,
        work: Callable[[], Result],
        on_done: Callable[[Result], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        """Run `work` on a lane, then one of the two callbacks on the main thread."""
