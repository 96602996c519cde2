"""`tongban sandbox`: the stand-in platform alone."""

from __future__ import annotations

import argparse
import json
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.sandbox.application import SandboxSettings


def register(commands: Any) -> None:
    """Add the command to the parser."""
    from resources.texts import text

    parser = commands.add_parser("sandbox", help=text("sandbox.help"))
    parser.add_argument("--port", type=_port, default=8780, metavar="N", help=text("sandbox.help_port"))
    parser.add_argument("--province", default="yunzhou", metavar="ID", help=text("sandbox.help_province"))
    parser.add_argument("--database", type=Path, metavar="FILE", help=text("sandbox.help_database"))
    parser.add_argument("--station", action="append", default=[], metavar="CODE", help=text("sandbox.help_station"))
    parser.add_argument("--accept-after", type=int, default=0, metavar="N", help=text("sandbox.help_accept_after"))
    parser.add_argument(
        "--wipe", type=_machine, action="append", default=[], metavar="CODE:ID", help=text("sandbox.help_wipe")
    )
    parser.add_argument("--seed", type=Path, metavar="DIR", help=text("sandbox.help_seed"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM. Raises SettingsError for a taken port or an unknown province."""
    from app.sandbox.seed import plant
    from app.sandbox.server import SandboxServer

    over = threading.Event()
    with SandboxServer(_settings(args), port=args.port) as server:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: over.set())
        for station, installation in args.wipe:
            server.wipes.issue(station, installation)
        planted = plant(server.ledger, args.seed) if args.seed else 0
        if args.json:
            print(json.dumps({"url": server.url, "cases": planted, "signing_key": server.signing_key}), flush=True)
        else:
            print(server.url, flush=True)
        over.wait()
    return 0


def _port(written: str) -> int:
    port = int(written)
    if not 0 <= port <= 0xFFFF:
        raise ValueError(written)
    return port


def _machine(written: str) -> tuple[str, str]:
    station, _, installation = written.partition(":")
    if not station or not installation:
        raise ValueError(written)
    return station, installation


def _settings(args: argparse.Namespace) -> SandboxSettings:
    from app.domain.case import CaseState
    from app.sandbox.application import SandboxSettings
    from app.sandbox.ledger import ScriptStep

    script = (ScriptStep(args.accept_after, CaseState.ACCEPTED),) if args.accept_after else ()
    return SandboxSettings(args.province, args.database, frozenset(args.station), script)
