"""One writer at a time in this process, in turn.

SQLite would make writers wait too, but by polling with growing pauses; this wakes the next one at once.
"""

from __future__ import annotations

import threading

from app.domain.errors import StoreError


class WriterGate:
    """Let one unit of work in at a time. Raises StoreError `store.busy` after `patience` seconds."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._owner = 0

    def enter(self) -> None:
        """Wait for the turn. A unit of work inside one of the same thread is a bug: it would wait for itself."""
        if self._owner == threading.get_ident():
            raise RuntimeError("a unit of work is already open in this thread")
        if not self._lock.acquire(timeout=self._patience):
            raise StoreError("busy", reason="another unit of work")
        self._owner = threading.get_ident()

    def leave(self) -> None:
        """Let the next one in."""
        self._owner = 0
        self._lock.release()
