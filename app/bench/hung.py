"""`tongban bench hung`: how late a key is through while a driver hangs, over the same while none does.

The camera of the settings is a pipe that nobody writes to: the real driver hangs in its worker process while opening
it, is killed after its patience and hangs again. `key` is the median key, `key_late` the 95th of a hundred. Starts of
both sides take turns. Needs a display, as `tongban bench start`, and a system with named pipes.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.bench.metric import Metric
from app.bench.start import Facts, median_of, nothing, set_up_station, taken_in_turns

RUNS = 5
GOAL = 1.5


def run() -> list[Metric]:
    """Both figures, in milliseconds."""
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as name:
        pipe = Path(name) / "camera"
        os.mkfifo(pipe)
        folder = set_up_station(Path(name) / "station", **{"scanner.camera": str(pipe)})
        taken = taken_in_turns(("keys", "keys_hung"), folder, RUNS, nothing)
    if not all(facts["hung"] for facts in taken["keys_hung"]) or any(facts["hung"] for facts in taken["keys"]):
        raise RuntimeError("the camera did not hang when it should, or did when it should not")
    return [_metric("key", taken, "key_ms"), _metric("key_late", taken, "key_late_ms")]


def _metric(name: str, taken: Mapping[str, Sequence[Facts]], fact: str) -> Metric:
    ours, floor = median_of(taken, "keys_hung", fact), median_of(taken, "keys", fact)
    return Metric(name, ours, "ms", floor, ours / floor, "lower", GOAL)
