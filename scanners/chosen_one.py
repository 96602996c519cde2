"""Whatever the settings name at the moment: opened when first asked for, another one once they name another."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Opened = TypeVar("Opened")


class ChosenOne(Generic[Opened]):
    """Holds what is open for the setting as it is now. Safe to ask from several threads."""

    def __init__(
        self, chosen: Callable[[], str], open_one: Callable[[str], Opened], end: Callable[[Opened], None]
    ) -> None:
        """`chosen` gives the setting, empty for none, and is asked each time; `end` is done to what was replaced."""
        self._chosen = chosen
        self._open = open_one
        self._end = end
        self._lock = threading.Lock()
        self._opened: tuple[str, Opened] | None = None

    def now(self) -> Opened | None:
        """What the setting names, None when it names nothing."""
        chosen = self._chosen()
        with self._lock:
            replaced = self._opened if self._opened is not None and self._opened[0] != chosen else None
            if replaced is not None:
                self._opened = None
            if chosen and self._opened is None:
                self._opened = (chosen, self._open(chosen))
            opened = self._opened
        if replaced is not None:
            self._end(replaced[1])
        return opened[1] if opened is not None else None

    def close(self) -> None:
        """End what is open; the next question opens it again."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None:
            self._end(opened[1])
