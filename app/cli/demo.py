"""`tongban demo`: sample station, simulated devices, stand-in platform; with a window or headless."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from app.cli.screen import require_screen
from app.domain.errors import PrintError
from app.domain.system_fault import system_fault


def register(commands: Any) -> None:
    """Add the command to the parser."""
    from resources.texts import text

    parser = commands.add_parser("demo", help=text("cli.help_demo"), data_dir=text("cli.help_demo_data_dir"))
    parser.add_argument("--headless", action="store_true", help=text("cli.help_headless"))
    parser.add_argument("--printer", metavar="ADDRESS", default="simulated:", help=text("cli.help_demo_printer"))
    parser.add_argument("--out", metavar="DIR", help=text("cli.help_out"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Headless: play the visits and print the summary with `--json`. Else open the window (DeviceError `no_screen`)."""
    folder = Path(args.data_dir).expanduser() if args.data_dir else None
    if not args.headless:
        require_screen()
        from app.demo.window import run_window_demo

        _tell_account()
        return run_window_demo(folder, args.printer, _say)
    from app.demo import headless

    out = Path(args.out) if args.out else Path(tempfile.mkdtemp(prefix="tongban-demo-papers-"))
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PrintError("cannot_save", system=system_fault(error)) from error
    summary = headless.run(folder, out, _say)
    if args.json:
        print(json.dumps(summary, ensure_ascii=False))
    else:
        _report(summary, out)
    return 0


def _tell_account() -> None:
    from app.demo import script
    from resources.texts import text

    account = script.account()
    _say(text("demo.account", login=account.login, password=account.password))


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _report(summary: Any, out: Path) -> None:
    from resources.texts import text

    for case in summary["cases"]:
        key = "demo.case_refused" if case["refused"] else "demo.case_done"
        print(text(key, visit=case["visit"], receipt=case["receipt_number"], platform=case["platform_number"]))
    print(text("demo.outbox", **summary["outbox"]))
    print(text("demo.papers_written", folder=str(out), count=sum(len(case["papers"]) for case in summary["cases"])))
