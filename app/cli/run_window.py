"""`tongban run`: the window application."""

from __future__ import annotations

import argparse
import gc
from typing import Any

from app.cli.opening import data_folder
from app.cli.screen import require_screen


def register(commands: Any) -> None:
    """Add the command to the parser."""
    from resources.texts import text

    parser = commands.add_parser("run", help=text("cli.help_run"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Open the window; returns when it is closed. Raises DeviceError (`device.no_screen`)."""
    require_screen()
    gc.disable()  # what is loaded now stays: searching it for garbage is 6 % of the start; the window looks itself
    try:
        from app.composition import Options, run_window

        return run_window(Options(data_folder(args)))
    finally:
        gc.enable()
