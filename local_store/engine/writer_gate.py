"""One writer at a time in this process, in turn.

SQLite would make writers wait too, but by polling with growing pauses; this wakes the next one at once.
"""

from __future__ import annotations

import threading

from app.domain.errors import StoreError


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
