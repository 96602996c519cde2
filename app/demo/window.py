"""The demonstration with a window: the platform runs, the card reader has a deck of sample cards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.composition import run_window
from app.demo import script
from app.demo.surroundings import surroundings
from resources.texts import text


def run_window_demo(folder: Path | None, printer: str, say: Callable[[str], None]) -> int:
    """Open the window at the demo station; returns when it is closed. `printer` as for `surroundings`."""
    with surroundings(folder, printer) as around:
        where = str(around.options.data_folder)
        say(text("demo.data_kept", folder=where) if folder else text("demo.data_removed", folder=where))
        around.platform.start()
        around.open().close()
        account = script.account()
        return run_window(around.options, text("demo.sign_in", login=account.login, password=account.password))
