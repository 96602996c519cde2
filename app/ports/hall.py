"""The shared store of a hall, as one of its windows sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.ports.store import Store


class Leadership(Protocol):
    """At most one window of a hall speaks with the platform."""

    def held(self) -> bool:
        """Whether this window does; it takes it on when nobody has it. False while the server is away."""


class HallStore(Store, Protocol):
    """A store that many windows have open. Everything of it may raise StoreError `store.hall_away`."""

    @property
    def leadership(self) -> Leadership:
        """Who speaks with the platform."""

    def watch_cases(self, changed: Callable[[], None]) -> None:
        """Have `changed` called, on a thread of its own, when some window changed cases; until the store closes."""
