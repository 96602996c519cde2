"""One life of the program: started in a process of its own, killed without warning."""

from __future__ import annotations

import os
import select
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.clerk_log import Line, Tell, Teller, heard

READY_TIMEOUT = 30.0


class ClerkStoppedError(Exception):
    """The program gave an error to the clerk instead of being killed at work."""


@dataclass(frozen=True, slots=True)
class Span:
    """How long a life lasts, in seconds: from the start, or (`at_work`) from the first word of the clerk."""

    seconds: float
    at_work: bool = True


def live(work: Callable[[Tell], None], span: Span) -> list[Line]:
    """Run `work` in a fork of this process, kill -9 when its time is over; what the clerk was told till then.

    It may kill itself before. Raises ClerkStoppedError when it ends in any other way, RuntimeError when it never
    begins.
    """
    reading, writing = os.pipe()
    child = forked(lambda: work(Teller(writing)))
    os.close(writing)
    try:
        sent = _listen(reading, span)
    finally:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as rest:
        sent += rest.read()
    if not os.WIFSIGNALED(status):
        raise ClerkStoppedError("the clerk ended by itself, see its traceback above")
    return heard(sent)


def _listen(reading: int, span: Span) -> bytes:
    sent = b""
    if span.at_work:
        if not select.select([reading], [], [], READY_TIMEOUT)[0]:
            raise RuntimeError("the clerk did not come to work")
        sent = os.read(reading, 1 << 16)
    end = time.monotonic() + span.seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            more = os.read(reading, 1 << 16)
            if not more:
                break
            sent += more
    return sent


def forked(work_of_child: Callable[[], None]) -> int:
    """The number of a process that does this work and ends."""
    child = os.fork()
    if child:
        return child
    try:
        work_of_child()
    except BaseException:  # noqa: BLE001 - a forked child must never return into the parent's code
        traceback.print_exc()
    os._exit(1)
