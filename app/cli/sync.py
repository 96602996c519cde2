"""`tongban sync`: send what waits and take what is new, once or until stopped."""

from __future__ import annotations

import argparse
import json
import threading
from typing import Any

from app.cli.opening import opened


def register(commands: Any) -> None:
    """Add the command to the parser."""
    from resources.texts import text

    parser = commands.add_parser("sync", help=text("cli.help_sync"))
    parser.add_argument("--once", action="store_true", help=text("cli.help_once"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Synchronise; exit 1 when the line is down after the (last) round."""
    from resources.texts import error_text, text

    stop = threading.Event()
    with opened(args) as workspace:
        interval = workspace.manage_settings.current().number("platform.interval_seconds")
        while True:
            facts = workspace.synchronise(stop.is_set)
            reason = error_text(facts.reason, {}) if facts.reason else ""
            if args.json:
                print(json.dumps(_described(facts.online, facts.reason, facts.counts), ensure_ascii=False), flush=True)
            else:
                print(text("cli.sync_round", waiting=facts.counts.waiting, reason=reason), flush=True)
            if args.once or stop.wait(interval):
                return 0 if facts.online else 1


def _described(online: bool | None, reason: str, counts: Any) -> dict[str, object]:
    return {
        "online": online,
        "reason": reason,
        "waiting": counts.waiting,
        "done": counts.done,
        "needs_clerk": counts.needs_clerk,
    }
