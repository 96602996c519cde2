"""`tongban bench start`: from spawning the program to a field that takes a key, over a bare PySide6 window.

- `warm`, `cold`: the program as the command line starts it, until the sign-in field takes a key; before a cold start
  the files of the program, of Python and of /usr/lib are dropped from the page cache (as near as one comes without
  root or a reboot);
- `intake`: from the right password, whose price is taken out, to the first field of the intake screen;
- `stall`: the longest time the window's thread answered nothing in a whole visit played by keys (typing, item,
  photographs, verification, receiving, papers), over the same of a bare window that is left alone;
- `memory`: resident at the sign-in.

Needs a display (an X server, or `QT_QPA_PLATFORM=offscreen`). Starts of both sides take turns in changing order, so
that a slow spell of the machine hits both; the median of each side counts.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.bench.metric import Metric
from app.bench.start_probe import LOGIN, PASSWORD, PHOTOGRAPH

RUNS = 9
COLD_RUNS = 7
VISITS = 3
WARM_GOAL, COLD_GOAL = 1.7, 1.5

Facts = dict[str, float]
_OURS, _BARE = ("sign_in", "passed_ms"), ("bare", "passed_ms")


def run() -> list[Metric]:
    """All figures; times in milliseconds."""
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as name:
        folder = set_up_station(Path(name))
        warm = taken_in_turns(("sign_in", "bare", "intake"), folder, RUNS, nothing)
        ours, bare, intake = (median_of(warm, *what) for what in (_OURS, _BARE, ("intake", "unlocked_ms")))
        metrics = [_milliseconds("warm", ours, bare, WARM_GOAL)]
        if hasattr(os, "posix_fadvise"):
            cold = taken_in_turns(("sign_in", "bare"), folder, COLD_RUNS, _forget_files)
            metrics.append(_milliseconds("cold", median_of(cold, *_OURS), median_of(cold, *_BARE), COLD_GOAL))
        metrics.append(_milliseconds("intake", intake, bare, None))
        stalls = taken_in_turns(("visit", "idle"), folder, VISITS, nothing)
        stall, floor = median_of(stalls, "visit", "stall_ms"), median_of(stalls, "idle", "stall_ms")
        metrics.append(_milliseconds("stall", stall, floor, None))
        value, floor = (median_of(warm, mode, "resident_kib") / 1024 for mode in ("sign_in", "bare"))
        metrics.append(Metric("memory", value, "MiB", floor, value / floor if floor else 0.0, "lower"))
    return metrics


def _milliseconds(name: str, value: float, floor: float, goal: float | None) -> Metric:
    return Metric(name, value, "ms", floor, value / floor, "lower", goal)


def median_of(starts: Mapping[str, Sequence[Facts]], mode: str, fact: str) -> float:
    """The median of one fact over all starts of a mode."""
    return statistics.median(facts[fact] for facts in starts[mode])


def taken_in_turns(
    modes: Sequence[str], folder: Path, rounds: int, before: Callable[[], None]
) -> Mapping[str, list[Facts]]:
    """The facts of each start; `before` is done before each, the first of a round goes last in the next."""
    taken: dict[str, list[Facts]] = {mode: [] for mode in modes}
    for turn in range(rounds):
        for place in range(len(modes)):
            before()
            mode = modes[(turn + place) % len(modes)]
            taken[mode].append(_start(mode, folder))
    return taken


def _start(mode: str, folder: Path) -> Facts:
    command = [sys.executable, "-m", "app.bench.start_probe", mode, str(folder)]
    spawned = time.time()
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=_environment())
    facts: Facts = json.loads(done.stdout.splitlines()[-1])
    facts["passed_ms"] = (facts["taken_at"] - spawned) * 1000
    facts["unlocked_ms"] = (facts["taken_at"] - facts.get("unlocked_at", spawned)) * 1000
    return facts


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    if sys.platform == "linux" and not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return environment


def set_up_station(folder: Path, **settings: str) -> Path:
    """A set-up station whose password costs next to nothing, and a photograph to lie under its camera."""
    from app.composition import Door, Options
    from app.domain.clerk import Role
    from app.ports.store import NewAccount
    from local_store.keys.password import PasswordStrength

    cheap = PasswordStrength(passes=1, memory_kib=64, lanes=1)
    account = NewAccount(LOGIN, LOGIN, "0001", Role.ADMIN, PASSWORD)
    Door(Options(folder, strength=cheap)).set_up(account, {"station.code": "YZ12", **settings}).close()
    (folder / PHOTOGRAPH).write_bytes(_photograph())
    return folder


def _photograph() -> bytes:
    from scanners.simulated.sample_papers import draw_paper, sample_paper
    from scanners.simulated.sample_photos import PhotoSetting, photograph

    setting = PhotoSetting(width=2400, height=1800)
    return photograph(draw_paper(sample_paper("application_form"), dpi=200), setting).jpeg


def nothing() -> None:
    """Before a warm start."""


def _forget_files() -> None:
    """Drop program files from the page cache: as near to a cold start as a program can come without a reboot."""
    os.sync()
    roots = {Path(sysconfig.get_paths()[name]) for name in ("stdlib", "purelib", "platlib")}
    roots |= {Path(__file__).parents[2] / room for room in ("app", "ui", "resources", "local_store")}
    roots.add(Path("/usr/lib"))
    for root in roots:
        for path in root.rglob("*"):
            if path.suffix in {".so", ".pyc", ".py", ".ttf", ".json", ".qm"} or ".so." in path.name:
                _forget(path)


def _forget(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return  # a dangling link: nothing of it is in the cache
    try:
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)
