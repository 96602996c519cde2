"""The command line. One module a command; only the module of the command asked for is loaded."""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import sys
from collections.abc import Mapping
from typing import Any

COMMANDS: Mapping[str, str] = {
    "run": "app.cli.run_window",
    "demo": "app.cli.demo",
    "doctor": "app.cli.doctor",
    "inspect": "app.cli.inspect",
    "read-id": "app.cli.read_id",
    "render": "app.cli.render",
    "sync": "app.cli.sync",
    "outbox": "app.cli.outbox",
    "sandbox": "app.cli.sandbox",
    "bench": "app.cli.bench",
}
DEFAULT = "run"
SUCCESS, FAILURE, BAD_USAGE = 0, 1, 2


class _Commands:
    """Gives every command the options all of them take."""

    def __init__(self, subparsers: Any) -> None:
        self._subparsers = subparsers

    def add_parser(self, name: str, **options: Any) -> argparse.ArgumentParser:
        """What the command modules call."""
        parser: argparse.ArgumentParser = self._subparsers.add_parser(name, parents=[_common_options()], **options)
        return parser


def run(arguments: list[str]) -> int:
    """Parse, run, report. 0 done, 1 failed (the error as JSON with `--json`), 2 bad usage."""
    from app.domain.errors import Cancelled, TongbanError

    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    args = _parser(arguments).parse_args(arguments or [DEFAULT])
    try:
        status: int = args.run(args)
    except Cancelled:
        return FAILURE
    except TongbanError as error:
        _report(error.code, error.details, as_json=args.json)
        return FAILURE
    except KeyboardInterrupt:
        return FAILURE
    return status


def _report(code: str, details: Mapping[str, object], *, as_json: bool) -> None:
    from resources.texts import error_text

    message = error_text(code, dict(details))
    if as_json:
        print(json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False))
    else:
        print(f"{message} ({code})", file=sys.stderr)


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    from resources.texts import text

    parser = argparse.ArgumentParser(prog="tongban", description=text("cli.description"))
    commands = _Commands(parser.add_subparsers(dest="command", required=True, metavar=text("cli.command")))
    asked = next((argument for argument in arguments if not argument.startswith("-")), DEFAULT)
    wanted = {asked: COMMANDS[asked]} if asked in COMMANDS else COMMANDS
    if not arguments:
        wanted = {DEFAULT: COMMANDS[DEFAULT]}
    for module in wanted.values():
        importlib.import_module(module).register(commands)
    return parser


def _common_options() -> argparse.ArgumentParser:
    from resources.texts import text

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data-dir", metavar="DIR", help=text("cli.help_data_dir"))
    common.add_argument("--login", help=text("cli.help_login"))
    common.add_argument("--password-fd", type=int, metavar="FD", help=text("cli.help_password_fd"))
    common.add_argument("--json", action="store_true", help=text("cli.help_json"))
    return common
