"""Kill a clerk's visit at random moments, restart, compare. Then plant bugs and see them found."""

from __future__ import annotations

import os
import random
import select
import signal
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.faults.clerk_log import ClerkLog
from tests.faults.tally import Tally
from tests.faults.visit_check import Findings, check, drain
from tests.faults.visit_clerk import Plant, VisitClerk, work
from tests.faults.window import CLERK, LOGIN, PASSWORD, Window, accounts

LONGEST_LIFE = 0.6
READY_TIMEOUT = 30.0
MOST_KILLS_FOR_A_PLANT = 60


class ClerkStoppedError(Exception):
    """The program gave an error to the clerk instead of being killed at work."""


PLANTS = {
    "tells_too_early": Plant(tells_too_early=True),
    "forgetful_vault": Plant(forgetful_vault=True),
    "two_transactions": Plant(two_transactions=True),
}


def run(seconds: float, kills: int, seed: int) -> Tally:
    """Kill for about `seconds` or `kills` times, then look for the planted bugs."""
    dice = random.Random(seed)
    tally = Tally("visit", seed)
    _warm_up()
    with tempfile.TemporaryDirectory(prefix="tongban-faults-") as name:
        folder = _station(Path(name))
        end = time.monotonic() + seconds
        while time.monotonic() < end and tally.kills < kills:
            _kill_once(folder, dice, Plant())
            tally.kills += 1
            if _count(tally, check(folder)):
                break
        delivered = check(folder)
        tally.left_in_queue = drain(folder, delivered)
        _count(tally, delivered)
    tally.faults = tally.kills
    for plant, bug in PLANTS.items():
        tally.mutations[plant] = "found" if _found(bug, dice) else "missed"
    return tally


def _warm_up() -> None:
    """One visit in this process: the killed ones then spend their short lives working, not importing."""
    with tempfile.TemporaryDirectory(prefix="tongban-faults-") as name:
        folder = _station(Path(name))
        store = accounts(folder / "data").unlock(LOGIN, PASSWORD)
        log = ClerkLog(folder / "log")
        VisitClerk(Window(store, folder / "tray"), log, random.Random(0), Plant()).visit()
        log.close()
        store.close()


def _found(bug: Plant, dice: random.Random) -> bool:
    with tempfile.TemporaryDirectory(prefix="tongban-faults-") as name:
        folder = _station(Path(name))
        for _ in range(MOST_KILLS_FOR_A_PLANT):
            try:
                _kill_once(folder, dice, bug)
            except ClerkStoppedError:
                return True
            if check(folder).any:
                return True
    return False


def _station(folder: Path) -> Path:
    accounts(folder / "data").initialise(CLERK, PASSWORD).close()
    return folder


def _count(tally: Tally, findings: Findings) -> bool:
    tally.acknowledged = findings.acknowledged
    tally.lost = len(findings.lost)
    tally.doubled = len(findings.doubled)
    tally.damaged = len(findings.damaged)
    tally.notes = [*findings.lost, *findings.doubled, *findings.damaged][:20]
    return findings.any


def _kill_once(folder: Path, dice: random.Random, plant: Plant) -> None:
    """Start the clerk in a child process, let it work for a random while, kill it without warning."""
    seed, life = dice.randrange(2**32), dice.uniform(0.0, LONGEST_LIFE)
    reading, writing = os.pipe()
    child = _forked(lambda: work(folder, seed, plant, writing))
    os.close(writing)
    try:
        if not select.select([reading], [], [], READY_TIMEOUT)[0] or not os.read(reading, 1):
            raise RuntimeError("the clerk did not come to work")
        time.sleep(life)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise ClerkStoppedError("the clerk ended by itself, see its traceback above")


def _forked(work_of_child: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        work_of_child()
    except BaseException:  # noqa: BLE001 - a forked child must never return into the parent's code
        traceback.print_exc()
    os._exit(1)
