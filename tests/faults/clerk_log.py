"""What the killed clerk was told, kept by the process that kills.

A line is sent before an action (tried) and after the program said it is done (told). What was sent before the kill
stays in the pipe.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import astuple, dataclass

READY, SEEN = "ready", "seen"
ASKED = "asked"  # noted by the killer: what the next window must ask about


@dataclass(frozen=True, slots=True)
class Line:
    """`told` is False for an action that was only tried; `value` is what it was to make true."""

    told: bool
    what: str
    case_id: str = ""
    name: str = ""
    value: str = ""


Tell = Callable[[Line], None]


class Teller:
    """The clerk's end of the pipe."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __call__(self, line: Line) -> None:
        left = memoryview((json.dumps(astuple(line), ensure_ascii=False) + "\n").encode())
        while left:
            left = left[os.write(self._descriptor, left) :]


def heard(sent: bytes) -> list[Line]:
    """The whole lines of what came through the pipe; half a line was never told."""
    whole, _, _half = sent.rpartition(b"\n")
    return [Line(*json.loads(raw)) for raw in whole.splitlines()]
