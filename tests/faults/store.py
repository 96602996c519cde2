"""Spoil the store at every crossing to the disk, open it again, compare. Then plant bugs and see them found."""

from __future__ import annotations

import errno
import itertools
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from app.domain.errors import TongbanError
from tests.faults import store_plants
from tests.faults.clerk_log import Line, Tell
from tests.faults.findings import Findings
from tests.faults.lives import ClerkStoppedError, Span, live
from tests.faults.store_check import check
from tests.faults.store_clerk import CRASHED, ENDED, REFUSED, SCENARIOS, Hand, furnish, life, newest_backup
from tests.faults.store_disk import NOTHING, Action, Plan, Side, arm, crossed, start_again_preloaded
from tests.faults.store_rot import check_rotten, turn_bits
from tests.faults.store_station import ADMIN, PASSWORD, StoreStation
from tests.faults.tally import Tally

LONGEST_LIFE = 60.0
ENOUGH = 10  # bad ends after which there is enough to mend
MOST_TRIES_FOR_A_PLANT = 150
ROTTEN = 300
JUMPS = 60
COPIES = 10
WORN = 200
# What is told at the chosen crossing, and at which crossings.
PLANS = {
    "kill": Plan(Action.KILL),
    "tear": Plan(Action.TEAR),
    "full": Plan(Action.FILL, error=errno.ENOSPC),
    "broken": Plan(Action.FAIL_ONCE),
    "dying": Plan(Action.FAIL_ON),
    "read_only": Plan(Action.FAIL_ON, error=errno.EROFS),
    "unreadable": Plan(Action.FAIL_ONCE, side=Side.READS),
}
# rotten: bits turned on the disk; clock: jumps between acts; second_copy: another program at the same time;
# worn: one station through many lives and faults.
KINDS = (*PLANS, "rotten", "clock", "second_copy", "worn")
# A clerk may meet these only while there is no reserve yet to give up.
WITHOUT_RESERVE = ("set_up", "restore")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its kind, the scenario it meets, and at which crossing (or a number to throw dice with)."""

    kind: str
    scenario: str
    at: int


@dataclass(slots=True)
class Ground:
    """Where the suite works: the furnished station and what was told about it."""

    folder: Path
    template: StoreStation
    lines: list[Line]
    crossings: dict[tuple[str, Side], int] = field(default_factory=dict)
    used: Iterator[int] = field(default_factory=itertools.count)
    worn: StoreStation | None = None
    worn_lines: list[Line] = field(default_factory=list)

    def fresh(self, scenario: str) -> tuple[StoreStation, list[Line]]:
        """A station for one scenario and what was told there already."""
        place = self.folder / str(next(self.used))
        if scenario == "set_up":
            place.mkdir()
            return StoreStation(place), []
        return self.template.copied_to(place), list(self.lines)

    def count(self) -> None:
        """Go through every scenario without a fault and count its crossings."""
        for scenario in SCENARIOS:
            station, lines = self.fresh(scenario)
            told = self.live(station, scenario, lines, NOTHING)
            counted = next(line for line in told if line.what == CROSSED)
            self.crossings[scenario, Side.CHANGES] = int(counted.name)
            self.crossings[scenario, Side.READS] = int(counted.value)

    def live(
        self, station: StoreStation, scenario: str, lines: Sequence[Line], plan: Plan, hand: Hand | None = None
    ) -> list[Line]:
        """One life with that fault; what the clerk was told."""
        done = life(station, hand or Hand("life"), SCENARIOS[scenario], newest_backup(lines))

        def work(tell: Tell) -> None:
            arm(station.folder, plan)
            done(partial(_with_crossings, tell))

        return live(work, Span(LONGEST_LIFE, at_work=False))


CROSSED = "crossed"


def _with_crossings(tell: Tell, line: Line) -> None:
    if line.what == ENDED:
        tell(Line(False, CROSSED, "", str(crossed(Side.CHANGES)), str(crossed(Side.READS))))
    tell(line)


def run(kinds: Sequence[str], seconds: float, kills: int, seed: int) -> Tally:
    """Spoil for about `seconds` or `kills` times, then look for the planted bugs."""
    start_again_preloaded()
    dice, tally = random.Random(seed), Tally("store", seed)
    end, bad = time.monotonic() + seconds, 0
    with _ground() as ground:
        for fault in itertools.islice(_faults(ground, kinds, kills, dice), kills):
            if time.monotonic() > end:
                break
            bad += meet(ground, fault, tally, dice).any
            if bad >= ENOUGH:
                break
        for name, plant in PLANTS.items():
            if plant.kind in kinds:
                tally.mutations[name] = "found" if _found(ground, plant, dice) else "missed"
    return tally


@contextmanager
def _ground() -> Iterator[Ground]:
    # In memory where there is such a folder: a killed program leaves what it wrote either way.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="tongban-faults-", dir=memory if memory.is_dir() else None) as folder:
        template, lines = StoreStation(Path(folder) / "template"), list[Line]()
        template.folder.mkdir()
        furnish(template, lines.append)
        ground = Ground(Path(folder), template, lines)
        ground.count()
        yield ground


def _faults(ground: Ground, kinds: Sequence[str], most: int, dice: random.Random) -> Iterator[Fault]:
    """Every kill first, then all others in any order; a short run takes the kinds in turns."""
    by_kind = {kind: _all_of(kind, ground) for kind in kinds}
    for faults in by_kind.values():
        dice.shuffle(faults)
    kills = by_kind.get("kill", [])
    if most >= len(kills) + len(kinds):
        yield from kills
        others = [fault for kind, faults in by_kind.items() if kind != "kill" for fault in faults]
        dice.shuffle(others)
        yield from others
        return
    for turn in itertools.zip_longest(*by_kind.values()):
        yield from (fault for fault in turn if fault is not None)


def _all_of(kind: str, ground: Ground) -> list[Fault]:
    if kind in PLANS:
        side = PLANS[kind].side
        counts = ((scenario, ground.crossings[scenario, side]) for scenario in SCENARIOS)
        return [Fault(kind, scenario, at) for scenario, count in counts for at in range(1, count + 1)]
    scenarios, times = {
        "rotten": (("day",), ROTTEN),
        "clock": (("day", "upkeep", "accounts"), JUMPS),
        "second_copy": (("day", "accounts"), COPIES),
        "worn": (("day", "accounts", "rotation", "upkeep"), WORN),
    }[kind]
    return [Fault(kind, scenario, at) for at in range(times) for scenario in scenarios]


def meet(ground: Ground, fault: Fault, tally: Tally, dice: random.Random) -> Findings:
    """Let one fault happen and count what it did."""
    try:
        findings = _MEETINGS.get(fault.kind, _planned)(ground, fault, dice)
    except ClerkStoppedError as error:
        findings = Findings(damaged=[str(error)])
    if fault.kind in ("kill", "tear"):
        tally.count_kill(fault.kind)
    else:
        tally.count_fault(fault.kind)
    if findings.any:
        tally.notes.append(f"at {fault}")
    tally.add(findings)
    return findings


def _planned(ground: Ground, fault: Fault, _dice: random.Random) -> Findings:
    """A fault of the disk at one crossing of a scenario."""
    station, lines = ground.fresh(fault.scenario)
    plan = PLANS[fault.kind]
    plan = Plan(plan.action, fault.at, plan.side, plan.error)
    told = ground.live(station, fault.scenario, lines, plan)
    findings = check(station, [*lines, *told])
    if fault.kind == "full" and fault.scenario not in WITHOUT_RESERVE:
        refused = [line.name for line in told if line.what == REFUSED and line.value == "store.disk_full"]
        again = [act for act in dict.fromkeys(refused) if refused.count(act) > 1]
        findings.damaged += [f"{act} refused again, in spite of the reserve" for act in again]
    return findings


def _rotten(ground: Ground, fault: Fault, dice: random.Random) -> Findings:
    """Bits turn in what a killed (or ended) program left."""
    station, lines = ground.fresh(fault.scenario)
    last = ground.crossings[fault.scenario, Side.CHANGES]
    plan = Plan(Action.KILL, last - dice.randrange(12, 60)) if fault.at % 2 else NOTHING
    lines += ground.live(station, fault.scenario, lines, plan)
    return check_rotten(station, lines, turn_bits(station, dice))


def _clock(ground: Ground, fault: Fault, dice: random.Random) -> Findings:
    station, lines = ground.fresh(fault.scenario)
    told = ground.live(station, fault.scenario, lines, NOTHING, Hand("life", jumps=dice))
    findings = check(station, [*lines, *told])
    findings.damaged += [f"{line.name}: {line.value}" for line in told if line.what == REFUSED]
    return findings


def _second_copy(ground: Ground, fault: Fault, _dice: random.Random) -> Findings:
    """The second program is refused, the first works on."""
    station, lines = ground.fresh(fault.scenario)
    first = station.credentials().unlock(ADMIN.login, PASSWORD)
    told = ground.live(station, fault.scenario, lines, NOTHING)
    findings = Findings()
    try:
        with first.unit_of_work() as unit:
            unit.notes.put("first", "works on")
            unit.commit()
        first.close()
    except TongbanError as error:
        findings.damaged.append(f"the first copy: {error}")
    if {line.value for line in told if line.what == REFUSED} != {"store.in_use"}:
        findings.damaged.append("the second copy was let in")
        return findings
    return check(station, [*lines, *told])


def _worn(ground: Ground, fault: Fault, dice: random.Random) -> Findings:
    """One station through it all, life after life, any fault anywhere."""
    if ground.worn is None:
        ground.worn, ground.worn_lines = ground.fresh("day")
    kind = dice.choice(list(PLANS))
    plan = PLANS[kind]
    plan = Plan(plan.action, dice.randrange(1, ground.crossings[fault.scenario, plan.side]), plan.side, plan.error)
    hand = Hand(f"{fault.scenario}{fault.at}", _last_password(ground.worn, ground.worn_lines))
    told = ground.live(ground.worn, fault.scenario, ground.worn_lines, plan, hand)
    ground.worn_lines += [line for line in told if line.what not in (REFUSED, CRASHED)]
    findings = check(ground.worn, [*ground.worn_lines, *(line for line in told if line.what in (REFUSED, CRASHED))])
    findings.acknowledged = sum(line.told for line in told)
    return findings


def _last_password(station: StoreStation, lines: Sequence[Line]) -> str:
    """The one that opens: the last told, or one tried since."""
    tried = [PASSWORD, *(line.value for line in lines if line.what == "password")]
    for password in reversed(tried):
        try:
            station.credentials().verify(ADMIN.login, password)
        except TongbanError:
            continue
        return password
    return PASSWORD


Meeting = Callable[[Ground, Fault, random.Random], Findings]
_MEETINGS: dict[str, Meeting] = {"rotten": _rotten, "clock": _clock, "second_copy": _second_copy, "worn": _worn}


@dataclass(frozen=True, slots=True)
class Plant:
    """A bug, the faults that meet it, and the scenario they meet it in."""

    put_in: Callable[[], AbstractContextManager[None]]
    kind: str
    scenario: str = "day"


PLANTS = {
    "facts_in_a_transaction_of_their_own": Plant(store_plants.facts_in_a_transaction_of_their_own, "kill"),
    "page_written_late": Plant(store_plants.page_written_late, "kill"),
    "error_swallowed": Plant(store_plants.error_swallowed, "broken"),
    "reserve_not_given_up": Plant(store_plants.reserve_not_given_up, "full"),
    "damage_not_looked_for": Plant(store_plants.damage_not_looked_for, "rotten"),
    "log_not_looked_through": Plant(store_plants.log_not_looked_through, "rotten"),
    "lock_not_held": Plant(store_plants.lock_not_held, "second_copy"),
}


def _found(ground: Ground, plant: Plant, dice: random.Random) -> bool:
    faults = [fault for fault in _all_of(plant.kind, ground) if fault.scenario == plant.scenario]
    dice.shuffle(faults)
    with plant.put_in():
        tally = Tally("plant", 0)
        return any(meet(ground, fault, tally, dice).any for fault in faults[:MOST_TRIES_FOR_A_PLANT])
