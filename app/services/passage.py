"""Who may pass while one store takes the place of another."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Passage:
    """Work of all threads passes beside each other; who wants it alone waits for those inside and keeps others out."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside: Counter[int] = Counter()
        self._owner = 0

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Inside until the block ends; a thread that is inside already, or has it alone, passes again."""
        me = threading.get_ident()
        with self._changed:
            self._changed.wait_for(lambda: self._owner in (0, me) or me in self._inside)
            self._inside[me] += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside[me] -= 1
                self._inside += Counter()  # drops those at zero
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else inside until the block ends. One thread only ever asks for it."""
        with self._changed:
            self._owner = threading.get_ident()
            self._changed.wait_for(lambda: not self._inside)
        try:
            yield
        finally:
            with self._changed:
                self._owner = 0
                self._changed.notify_all()
