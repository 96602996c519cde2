"""Who may begin a unit of work in this process.

One writer at a time over a file, in turn: SQLite would make writers wait too, but by polling with growing pauses; this
wakes the next one at once. Over a server all at once, for the server has locks by row.
"""

from __future__ import annotations

import threading
import time
from typing import Protocol

from app.domain.errors import StoreError


class UnitGate(Protocol):
    """Lets units of work in, until it is closed."""

    def enter(self) -> None:
        """Begin one. Raises StoreError `store.busy`, `store.closed`; RuntimeError for one inside another."""

    def leave(self) -> None:
        """It is over."""

    def close(self) -> None:
        """Wait for what is under way; whoever comes after that is refused. Raises StoreError `store.busy`."""


class WriterGate:
    """Lets one unit of work in at a time, until it is closed."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._owner = 0
        self._closed = False

    def enter(self) -> None:
        """Wait for the turn. Raises StoreError `store.busy` after the patience in seconds, `store.closed`.

        A unit of work inside one of the same thread is a bug: it would wait for itself.
        """
        if self._owner == threading.get_ident():
            raise RuntimeError("a unit of work is already open in this thread")
        if not self._lock.acquire(timeout=self._patience):
            raise StoreError("busy", reason="another unit of work")
        if self._closed:
            self._lock.release()
            raise StoreError("closed")
        self._owner = threading.get_ident()

    def leave(self) -> None:
        """Let the next one in."""
        self._owner = 0
        self._lock.release()

    def close(self) -> None:
        """Wait for the one inside; whoever comes after that is refused, also who waits already."""
        self.enter()
        self._closed = True
        self.leave()


class OpenGate:
    """Lets one unit of work of each thread in, until it is closed; `patience` is how long closing waits, in seconds."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._changed = threading.Condition()
        self._inside: set[int] = set()
        self._closed = False

    def enter(self) -> None:
        """Begin a unit of work of this thread. Raises StoreError `store.closed`.

        One inside one of the same thread is a bug: it may wait for a row the other holds.
        """
        with self._changed:
            if threading.get_ident() in self._inside:
                raise RuntimeError("a unit of work is already open in this thread")
            if self._closed:
                raise StoreError("closed")
            self._inside.add(threading.get_ident())

    def leave(self) -> None:
        """It is over."""
        with self._changed:
            self._inside.discard(threading.get_ident())
            self._changed.notify_all()

    def close(self) -> None:
        """Wait for those inside; whoever comes after that is refused. Raises StoreError `store.busy`."""
        until = time.monotonic() + self._patience
        with self._changed:
            self._closed = True
            while self._inside:
                if not self._changed.wait(until - time.monotonic()):
                    self._closed = False
                    raise StoreError("busy", reason="another unit of work")
