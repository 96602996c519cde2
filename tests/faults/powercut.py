"""Cut the power at every crossing to the disk: whatever it may hold then, what was told is there. Then plant bugs."""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path

from tests.faults import store_plants
from tests.faults.clerk_log import Line, Tell
from tests.faults.findings import Findings
from tests.faults.lives import Span, live
from tests.faults.powercut_disk import Disk, Entry, Kept, read_journal
from tests.faults.store_check import check
from tests.faults.store_clerk import ENDED, SCENARIOS, Hand, furnish, life, newest_backup
from tests.faults.store_disk import NOTHING, arm, mark, start_again_preloaded
from tests.faults.store_station import StoreStation
from tests.faults.tally import Tally

KINDS = tuple(SCENARIOS)
LONGEST_LIFE = 60.0
MOST_TRIES_FOR_A_PLANT = 60
ENOUGH = 10  # bad ends after which there is enough to mend
# The torn states of one moment are many: so many of them in a long run.
TORN_STATES = 2


@dataclass(frozen=True, slots=True)
class Cut:
    """The power goes before entry number `at`; of what was not synced then, that much is kept."""

    at: int
    kept: Kept


@dataclass(frozen=True, slots=True)
class Recording:
    """A whole life of one scenario: the disk before it, what was told before, the journal of it."""

    folder: Path
    disk: Disk
    lines: tuple[Line, ...]
    journal: tuple[Entry, ...]

    def all_cuts(self) -> list[Cut]:
        """Every moment, with nothing, all, and random parts kept of what was open."""
        kept = (Kept.NOTHING, Kept.ALL, *[Kept.PART] * TORN_STATES)
        return [Cut(at, one) for at in range(1, len(self.journal) + 1) for one in kept]

    def after(self, cuts: Sequence[Cut], dice: random.Random) -> Iterator[tuple[Cut, Findings]]:
        """What is found after each of them, earliest first. The disk is played once: ask once."""
        told, played = list(self.lines), 0
        for cut in sorted(cuts, key=lambda one: one.at):
            for entry in self.journal[played : cut.at]:
                if entry.kind == "A":
                    told.append(Line(*json.loads(entry.first)))
                else:
                    self.disk.play(entry)
            played = cut.at
            place = self.folder / f"cut-{cut.at}"
            self.disk.after_cut(place, cut.kept, dice)
            yield cut, check(StoreStation(place), told)
            shutil.rmtree(place)


@contextmanager
def recorded(scenario: str) -> Iterator[Recording]:
    """Let the clerk live that scenario undisturbed, on a furnished station."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="tongban-faults-", dir=memory if memory.is_dir() else None) as folder:
        station, lines, journal = StoreStation(Path(folder) / "station"), list[Line](), Path(folder) / "journal"
        station.folder.mkdir()
        if scenario != "set_up":
            furnish(station, lines.append)
        disk = Disk(station.folder)
        done = life(station, Hand("life"), SCENARIOS[scenario], newest_backup(lines))

        def work(tell: Tell) -> None:
            arm(station.folder, NOTHING, os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
            done(partial(_marked, tell))

        told = live(work, Span(LONGEST_LIFE, at_work=False))
        if not any(line.what == ENDED for line in told):
            raise RuntimeError(f"the scenario {scenario} did not come to its end: {told[-1:]}")
        yield Recording(Path(folder), disk, tuple(lines), tuple(read_journal(journal)))


def _marked(tell: Tell, line: Line) -> None:
    mark(json.dumps(astuple(line), ensure_ascii=False).encode())
    tell(line)


def run(kinds: Sequence[str], seconds: float, kills: int, seed: int) -> Tally:
    """Cut for about `seconds` or `kills` times, each scenario its share, then look for the planted bugs."""
    start_again_preloaded()
    dice, tally = random.Random(seed), Tally("powercut", seed)
    for number, scenario in enumerate(kinds):
        left = len(kinds) - number
        _cut(scenario, seconds / len(kinds), -(-(kills - tally.faults) // left), dice, tally)
    for name, plant in PLANTS.items():
        if plant.scenario in kinds:
            tally.mutations[name] = "found" if _found(plant, dice) else "missed"
    return tally


def _cut(scenario: str, seconds: float, most: int, dice: random.Random, tally: Tally) -> None:
    with recorded(scenario) as recording:
        cuts = recording.all_cuts()
        chosen = cuts if most >= len(cuts) else dice.sample(cuts, most)
        end, bad = time.monotonic() + seconds, 0
        for cut, findings in recording.after(chosen, dice):
            tally.count_kill(scenario)
            if findings.any:
                bad += 1
                tally.notes.append(f"{scenario} {cut}")
            tally.add(findings)
            if bad >= ENOUGH or time.monotonic() > end:
                return


@dataclass(frozen=True, slots=True)
class Plant:
    """A bug, and the scenario that meets it."""

    put_in: Callable[[], AbstractContextManager[None]]
    scenario: str = "day"


PLANTS = {
    "synchronous_normal": Plant(store_plants.synchronous_normal),
    "synchronous_off": Plant(store_plants.synchronous_off),
    "names_not_synced": Plant(store_plants.names_not_synced),
    "named_before_synced": Plant(store_plants.named_before_synced),
}


def _found(plant: Plant, dice: random.Random) -> bool:
    with plant.put_in(), recorded(plant.scenario) as recording:
        cuts = dice.sample(recording.all_cuts(), MOST_TRIES_FOR_A_PLANT)
        return any(findings.any for _, findings in recording.after(cuts, dice))
