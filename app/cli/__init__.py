"""The command line. One module a command; only the module of the command asked for is loaded."""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import os
import sys
from collections.abc import Mapping
from typing import Any

from app.cli.parser import BAD_USAGE, ChineseParser

__all__ = ["BAD_USAGE", "COMMANDS", "FAILURE", "SUCCESS", "run"]

COMMANDS: Mapping[str, str] = {
    "run": "app.cli.run_window",
    "demo": "app.cli.demo",
    "doctor": "app.cli.doctor",
    "inspect": "app.cli.inspect",
    "read-id": "app.cli.read_id",
    "render": "app.cli.render",
    "sync": "app.cli.sync",
    "outbox": "app.cli.outbox",
    "store": "app.cli.store",
    "sandbox": "app.cli.sandbox",
    "bench": "app.cli.bench",
}
DEFAULT = "run"
SUCCESS, FAILURE = 0, 1
HELP = ("-h", "--help")


class _Commands:
    """Gives every command the options all of them take, and its help as its description."""

    def __init__(self, subparsers: Any) -> None:
        self._subparsers = subparsers

    def add_parser(self, name: str, *, help: str, data_dir: str = "") -> argparse.ArgumentParser:
        """What the command modules call; `data_dir` is the help of that option where it means something of its own."""
        parser: argparse.ArgumentParser = self._subparsers.add_parser(name, help=help, description=help)
        _add_common_options(parser, data_dir)
        return parser


def run(arguments: list[str]) -> int:
    """Parse, run, report. 0 done, 1 failed (the error as JSON with `--json`), 2 bad usage."""
    from app.domain.errors import Cancelled, TongbanError

    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in HELP):
        arguments = [DEFAULT, *arguments]
    args = _parser(arguments[0]).parse_args(arguments)
    try:
        status: int = args.run(args)
        sys.stdout.flush()
    except Cancelled:
        return FAILURE
    except TongbanError as error:
        _report(error.code, error.details, as_json=args.json)
        return FAILURE
    except KeyboardInterrupt:
        return FAILURE
    except BrokenPipeError:  # the reader (`| head`) has seen enough; nothing more may be written, not at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILURE
    return status


def _report(code: str, details: Mapping[str, object], *, as_json: bool) -> None:
    from resources.texts import error_text

    message = error_text(code, dict(details))
    if as_json:
        print(json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False))
    else:
        print(f"{message} ({code})", file=sys.stderr)


def _parser(asked: str) -> argparse.ArgumentParser:
    """The parser for the command asked for; for all of them when it is none."""
    from resources.texts import text

    parser = ChineseParser(prog="tongban", description=text("cli.description"), epilog=text("cli.epilog"))
    commands = _Commands(parser.add_subparsers(dest="command", required=True, metavar=text("cli.command")))
    wanted = {asked: COMMANDS[asked]} if asked in COMMANDS else COMMANDS
    for module in wanted.values():
        importlib.import_module(module).register(commands)
    return parser


def _add_common_options(parser: argparse.ArgumentParser, data_dir: str) -> None:
    from resources.texts import text

    parser.add_argument("--data-dir", metavar="DIR", help=data_dir or text("cli.help_data_dir"))
    parser.add_argument("--login", metavar="NAME", help=text("cli.help_login"))
    parser.add_argument("--password-fd", type=int, metavar="FD", help=text("cli.help_password_fd"))
    parser.add_argument("--json", action="store_true", help=text("cli.help_json"))
