"""`tongban store ACTION`: keep the data of the station in order. One module an action."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.cli.parser import ChineseParser

ACTIONS: Mapping[str, str] = {
    "verify": "app.cli.store_verify",
    "backup": "app.cli.store_backup",
    "restore": "app.cli.store_restore",
    "move": "app.cli.store_move",
    "recovery-key": "app.cli.store_recovery_key",
    "recover": "app.cli.store_recover",
    "rotate-keys": "app.cli.store_rotate_keys",
    "join-hall": "app.cli.store_join_hall",
}
# Which options an action cannot do without.
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "backup": ("--out",),
    "move": ("--out",),
    "restore": ("--from", "--to"),
    "recover": ("--login", "--recovery-fd", "--new-password-fd"),
}


def register(commands: Any) -> None:
    """Add the command to the parser."""
    from resources.texts import text

    parser = commands.add_parser("store", help=text("store.help"))
    parser.add_argument("action", choices=list(ACTIONS), help=text("store.help_action"))
    parser.add_argument("--out", type=Path, metavar="FOLDER", help=text("store.help_out"))
    parser.add_argument("--from", dest="source", type=Path, metavar="FOLDER", help=text("store.help_from"))
    parser.add_argument("--to", dest="target", type=Path, metavar="DIR", help=text("store.help_to"))
    parser.add_argument("--keep", type=_count, default=7, metavar="N", help=text("store.help_keep"))
    parser.add_argument("--new", action="store_true", help=text("store.help_new"))
    parser.add_argument("--recovery-fd", type=int, metavar="FD", help=text("store.help_recovery_fd"))
    parser.add_argument("--new-password-fd", type=int, metavar="FD", help=text("store.help_new_password_fd"))
    parser.add_argument("--hall", action="store_true", help=text("store.help_hall"))
    parser.add_argument("--code-fd", type=int, metavar="FD", help=text("store.help_code_fd"))
    parser.add_argument("--database-password-fd", type=int, metavar="FD", help=text("store.help_database_password_fd"))
    parser.set_defaults(run=lambda args: run(parser, args))


def run(parser: ChineseParser, args: argparse.Namespace) -> int:
    """Do what was asked; bad usage when an option is missing."""
    from app.cli.store_hall import own_data_only
    from resources.texts import text

    given = {
        "--out": args.out,
        "--from": args.source,
        "--to": args.target,
        "--login": args.login,
        "--recovery-fd": args.recovery_fd,
        "--new-password-fd": args.new_password_fd,
    }
    needed = ("--out",) if args.new else _NEEDED.get(args.action, ())
    missing = [option for option in needed if given[option] is None]
    if missing:
        parser.error(f"the following arguments are required: {', '.join(missing)}")
    status: int = importlib.import_module(ACTIONS[args.action]).run(args)
    if own_data_only(args):
        print(text("store.hall_left_out"))
    return status


def _count(written: str) -> int:
    number = int(written)
    if number < 1:
        raise ValueError(written)
    return number
