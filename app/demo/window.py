"""The demonstration with a window: the platform runs, the card reader has a deck of sample cards."""

from __future__ import annotations

from pathlib import Path

from app.composition import run_window
from app.demo import script
from app.demo.surroundings import surroundings
from resources.texts import text


def run_window_demo(folder: Path | None) -> int:
    """Open the window at the demo station; returns when it is closed."""
    with surroundings(folder) as around:
        around.platform.start()
        around.open().close()
        account = script.account()
        return run_window(around.options, text("demo.sign_in", login=account.login, password=account.password))
