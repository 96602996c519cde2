"""`tongban bench start`: from spawning the program to a field that takes a key, over a bare PySide6 window.

Needs a display (an X server, or `QT_QPA_PLATFORM=offscreen`). Runs alternate, so that a slow spell of the machine
hits both sides; the median of each side counts.
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
from collections.abc import Callable
from pathlib import Path

from app.bench.metric import Metric
from app.bench.start_probe import LOGIN, PASSWORD

RUNS = 7
COLD_RUNS = 3
WARM_GOAL, COLD_GOAL = 1.7, 1.5


def run() -> list[Metric]:
    """All figures; times in milliseconds."""
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as name:
        folder = _station(Path(name))
        warm, bare, facts, bare_facts = _pairs("sign_in", folder, RUNS, _nothing)
        metrics = [_metric("warm", warm, bare, WARM_GOAL)]
        if hasattr(os, "posix_fadvise"):
            cold, bare_cold, *_ = _pairs("sign_in", folder, COLD_RUNS, _forget_files)
            metrics.append(_metric("cold", cold, bare_cold, COLD_GOAL))
        metrics.append(_intake(folder, bare))
        value, floor = facts["resident_kib"] / 1024, bare_facts["resident_kib"] / 1024
        metrics.append(Metric("memory", value, "MiB", floor, value / floor if floor else 0.0, "lower"))
    return metrics


def _intake(folder: Path, bare: float) -> Metric:
    times = []
    for _ in range(RUNS):
        _, facts = _start("intake", folder)
        times.append((facts["taken_at"] - facts["unlocked_at"]) * 1000)
    return _metric("intake", statistics.median(times), bare, None)


def _metric(name: str, value: float, floor: float, goal: float | None) -> Metric:
    return Metric(name, value, "ms", floor, value / floor, "lower", goal)


def _pairs(
    mode: str, folder: Path, runs: int, before: Callable[[], None]
) -> tuple[float, float, dict[str, float], dict[str, float]]:
    ours, bare = [], []
    facts: dict[str, float] = {}
    bare_facts: dict[str, float] = {}
    for _ in range(runs):
        before()
        passed, bare_facts = _start("bare", folder)
        bare.append(passed)
        before()
        passed, facts = _start(mode, folder)
        ours.append(passed)
    return statistics.median(ours), statistics.median(bare), facts, bare_facts


def _start(mode: str, folder: Path) -> tuple[float, dict[str, float]]:
    command = [sys.executable, "-m", "app.bench.start_probe", mode, str(folder)]
    spawned = time.time()
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=_environment())
    facts: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return (facts["taken_at"] - spawned) * 1000, facts


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    if sys.platform == "linux" and not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return environment


def _station(folder: Path) -> Path:
    """A set-up station whose password costs next to nothing."""
    from app.composition import Door, Options
    from app.domain.clerk import Role
    from app.ports.store import NewAccount
    from local_store.keys.password import PasswordStrength

    cheap = PasswordStrength(passes=1, memory_kib=64, lanes=1)
    account = NewAccount(LOGIN, LOGIN, "0001", Role.ADMIN, PASSWORD)
    Door(Options(folder, strength=cheap)).set_up(account, {"station.code": "YZ12"}).close()
    return folder


def _nothing() -> None:
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
