"""A hall of sixty windows on one PostgreSQL server: processes of windows are killed, the server crashes.

What a clerk was told is there, and whole; no number is given twice; what all windows count together misses nothing.
"""

from __future__ import annotations

import os
import random
import select
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

from local_store.repositories import station
from tests.fakes.hall import hall_store
from tests.fakes.postgres_server import PrivatePostgres
from tests.faults.clerk_log import Line, Tell, Teller, heard
from tests.faults.hall_check import check_hall
from tests.faults.hall_window import HallWindow, windows_at_work
from tests.faults.lives import READY_TIMEOUT, forked
from tests.faults.tally import Tally

WINDOWS, SERVER = "windows", "server"
KINDS = (WINDOWS, SERVER)
PROCESSES = 6
_KILL_SECONDS = (0.5, 3.0)  # between two kills of windows
_CRASH_EVERY = 12  # kills
_GLANCE = 0.1
_PLANTED_SECONDS = 0.5
_PLANTED_PROCESSES = 2


@dataclass
class Hall:
    """The processes of windows under way, and what all that ever were have told."""

    url: str
    work: Callable[[str, str, Tell], None] = windows_at_work
    lines: list[Line] = field(default_factory=list)
    _running: dict[int, tuple[int, bytearray]] = field(default_factory=dict)  # by the pipe: process and what came
    _begun: int = 0

    def open_windows(self, processes: int) -> None:
        """So many more processes begin to work."""
        for _ in range(processes):
            reading, writing = os.pipe()
            name, self._begun = f"windows-{self._begun}", self._begun + 1

            def at_work(writing: int = writing, name: str = name) -> None:
                self.work(self.url, name, Teller(writing))

            self._running[reading] = (forked(at_work), bytearray())
            os.close(writing)

    def wait(self) -> None:
        """Until all are at work."""
        until = time.monotonic() + READY_TIMEOUT
        while not all(sent for _, sent in self._running.values()):
            if time.monotonic() > until:
                raise RuntimeError("the windows did not come to work")
            self.listen(_GLANCE)

    def listen(self, seconds: float) -> None:
        """Keep what the windows tell, for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            for reading in select.select(list(self._running), [], [], left)[0]:
                self._running[reading][1].extend(os.read(reading, 1 << 16))

    def kill(self, chosen: random.Random) -> None:
        """One process of windows that is at work is gone from one moment to the next."""
        at_work = [reading for reading, (_, sent) in self._running.items() if sent]
        self._end(chosen.choice(sorted(at_work or self._running)))

    def close(self) -> None:
        """So are all that are left."""
        for reading in list(self._running):
            self._end(reading)

    def _end(self, reading: int) -> None:
        process, sent = self._running.pop(reading)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        with os.fdopen(reading, "rb") as rest:
            sent += rest.read()
        self.lines += heard(bytes(sent))


def run(kinds: Sequence[str], seconds: float, kills: int, seed: int) -> Tally:
    """Sixty windows for so long, faults of these kinds among them; then whether a planted bug would be noticed."""
    tally, chosen = Tally("hall", seed), random.Random(seed)
    with _server() as server:
        hall_store(server.url).close()  # so that no window waits for the tables to be made
        hall = Hall(server.url)
        try:
            _spoil(hall, server, tally, kinds, (seconds, kills, chosen))
        finally:
            hall.close()
        tally.add(check_hall(server.url, hall.lines))
        tally.mutations["notes_without_turn"] = "noticed" if _planted_is_noticed(server) else "missed"
    return tally


def _spoil(
    hall: Hall, server: PrivatePostgres, tally: Tally, kinds: Sequence[str], bounds: tuple[float, int, random.Random]
) -> None:
    seconds, kills, chosen = bounds
    hall.open_windows(PROCESSES)
    hall.wait()
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and tally.kills < kills:
        hall.listen(min(left, chosen.uniform(*_KILL_SECONDS)))
        if SERVER in kinds and (WINDOWS not in kinds or tally.kills % _CRASH_EVERY == _CRASH_EVERY // 2):
            server.stop(signal.SIGQUIT)
            server.start()
            tally.count_kill(SERVER)
        else:
            hall.kill(chosen)
            hall.open_windows(1)
            tally.count_kill(WINDOWS)


def _planted_is_noticed(server: PrivatePostgres) -> bool:
    """Whether windows that read a note without a turn are found out."""
    hall = Hall(server.create_database("planted"), _without_turns)
    try:
        hall.open_windows(_PLANTED_PROCESSES)
        hall.wait()
        hall.listen(_PLANTED_SECONDS)
    finally:
        hall.close()
    return bool(check_hall(hall.url, hall.lines).doubled)


def _without_turns(url: str, name: str, tell: Tell) -> None:
    with patch.object(station, "take_turn"):
        windows_at_work(url, name, tell, HallWindow.only_count)


@contextmanager
def _server() -> Iterator[PrivatePostgres]:
    server = PrivatePostgres()
    try:
        yield server
    finally:
        server.remove()
