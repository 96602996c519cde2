"""The demonstration with a window: the platform runs, the card reader has a deck of sample cards."""

from __future__ import annotations

from pathlib import Path

from app.composition import run_window
from app.demo.surroundings import surroundings


def run_window_demo(folder: Path | None) -> int:
    """Open the window at the demo station, the demo clerk's name already filled in; returns when it is closed."""
    with surroundings(folder) as around:
        around.platform.start()
        around.open().close()
        return run_window(around.options)
