"""The parser of the command line: argparse, speaking Chinese."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

from resources.texts import text

BAD_USAGE = 2

# What argparse says of a wrong command line; anything else is passed on as it is.
_OF_ONE = r"argument (?P<name>.+?): "
_FAULTS = (
    (r"the following arguments are required: (?P<names>.+)", "cli.fault_required"),
    (r"unrecognized arguments: (?P<names>.+)", "cli.fault_unrecognized"),
    (_OF_ONE + r"invalid choice: (?P<value>.+) \(choose from (?P<choices>.+)\)", "cli.fault_choice"),
    (_OF_ONE + r"invalid \w+ value: (?P<value>.+)", "cli.fault_value"),
    (_OF_ONE + r"expected .+", "cli.fault_value_missing"),
    (_OF_ONE + r"ignored explicit argument (?P<value>.+)", "cli.fault_value_unwanted"),
)


class ChineseParser(argparse.ArgumentParser):
    """Headings, help and complaints in Chinese; options are never guessed from their beginning."""

    def __init__(self, **options: Any) -> None:
        """Takes what argparse takes; subcommands are made of the same class."""
        options["add_help"] = False
        super().__init__(allow_abbrev=False, formatter_class=_ChineseFormatter, **options)
        self._positionals.title = text("cli.heading_arguments")
        self._optionals.title = text("cli.heading_options")
        self.add_argument("-h", "--help", action="help", help=text("cli.help_help"))

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line and end with 2."""
        self.print_usage(sys.stderr)
        self.exit(BAD_USAGE, text("cli.bad_usage", program=self.prog, words=_in_chinese(message)) + "\n")


class _ChineseFormatter(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, text("cli.usage") if prefix is None else prefix)


def _in_chinese(message: str) -> str:
    for pattern, key in _FAULTS:
        found = re.fullmatch(pattern, message)
        if found:
            return text(key, **found.groupdict())
    return message
