"""What the killed clerk was told, kept outside the program under test.

A line is written before an action ("tries") and after the program said it is done ("told"). A kill does not lose
what was written to a file, so the log needs no fsync.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Line:
    """`told` is False for an action that was only tried; `value` is what it was to make true."""

    told: bool
    what: str
    case_id: str
    name: str
    value: str


class ClerkLog:
    """Appends to the log."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, line: Line) -> None:
        """One line, whole or not at all."""
        words = [line.told, line.what, line.case_id, line.name, line.value]
        os.write(self._handle, (json.dumps(words, ensure_ascii=False) + "\n").encode())

    def close(self) -> None:
        os.close(self._handle)


def read(path: Path) -> Iterator[Line]:
    """All whole lines so far."""
    if not path.exists():
        return
    for raw in path.read_text(encoding="utf-8").splitlines():
        yield Line(*json.loads(raw))
