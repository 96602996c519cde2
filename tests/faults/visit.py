"""Kill a clerk's visit at random moments, restart, compare. Then plant bugs and see them found."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.faults import visit_clerk, window_clerk, window_plants
from tests.faults.clerk_log import ASKED, Line, Tell
from tests.faults.findings import Findings
from tests.faults.lives import ClerkStoppedError, Span, live
from tests.faults.screen import screen
from tests.faults.station import FaultStation
from tests.faults.tally import Tally
from tests.faults.visit_check import check, drain

SHARE_KILLED_AT_START = 0.1
MOST_KILLS_FOR_A_PLANT = 60


@dataclass(frozen=True, slots=True)
class Kind:
    """What is killed: `work` is one life of it; it is killed within `longest` seconds, at its start or at work."""

    work: Callable[[FaultStation, int, str, Tell], None]
    plants: tuple[str, ...]
    longest: float


KINDS = {
    "services": Kind(visit_clerk.work, visit_clerk.PLANTS, 0.6),
    "window": Kind(window_clerk.work, tuple(window_plants.PLANTS), 3.0),
}
# In the order they take turns.
SHARES = ("services", "services", "window", "services")


@dataclass(slots=True)
class Victim:
    """One kind at a station of its own, with all it was told."""

    kind: Kind
    station: FaultStation
    lines: list[Line] = field(default_factory=list)

    def kill_once(self, dice: random.Random, plant: str = "") -> Findings:
        """Let the clerk work for a random while, kill, look what is left."""
        seed, at_work = dice.randrange(2**32), dice.random() >= SHARE_KILLED_AT_START
        longest = 2 * self.kind.longest if plant else self.kind.longest  # a planted bug must be met, not outlived
        span = Span(dice.uniform(0.0, longest), at_work or bool(plant))
        self.lines += live(partial(self.kind.work, self.station, seed, plant), span)
        findings = check(self.station, self.lines)
        self.lines.append(Line(False, ASKED, "", " ".join(findings.asked)))
        return findings


def run(kinds: Sequence[str], seconds: float, kills: int, seed: int) -> Tally:
    """Kill for about `seconds` or `kills` times, then look for the planted bugs."""
    dice, tally = random.Random(seed), Tally("visit", seed)
    _warm_up()
    with screen():
        _kill(kinds, time.monotonic() + seconds, kills, dice, tally)
        for name in kinds:
            for plant in KINDS[name].plants:
                tally.mutations[plant] = "found" if _found(KINDS[name], plant, dice) else "missed"
    return tally


def _kill(kinds: Sequence[str], end: float, kills: int, dice: random.Random, tally: Tally) -> None:
    turns = [name for name in SHARES if name in kinds]
    with tempfile.TemporaryDirectory(prefix="tongban-faults-") as folder:
        victims = {name: Victim(KINDS[name], _station(Path(folder) / name)) for name in kinds}
        while time.monotonic() < end and tally.kills < kills:
            name = turns[tally.kills % len(turns)]
            tally.count_kill(name)
            if victims[name].kill_once(dice).any:
                break
        for victim in victims.values():
            findings = check(victim.station, victim.lines)
            tally.left_in_queue += drain(victim.station, findings)
            tally.add(findings)


def _station(folder: Path) -> FaultStation:
    folder.mkdir()
    return FaultStation.set_up(folder)


@contextmanager
def _fresh_station() -> Iterator[FaultStation]:
    with tempfile.TemporaryDirectory(prefix="tongban-faults-") as folder:
        yield FaultStation.set_up(Path(folder))


def _warm_up() -> None:
    """The killed ones then spend their short lives working, not importing."""
    with _fresh_station() as station:
        visit_clerk.warm_up(station)
    window_clerk.warm_up()


def _found(kind: Kind, plant: str, dice: random.Random) -> bool:
    with _fresh_station() as station:
        if window_plants.PLANTS.get(plant, window_plants.NO_PLANT).at_receipt:
            visit_clerk.fill_a_draft(station)
        victim = Victim(kind, station)
        try:
            return any(victim.kill_once(dice, plant).any for _ in range(MOST_KILLS_FOR_A_PLANT))
        except ClerkStoppedError:
            return True
