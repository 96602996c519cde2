"""`tongban doctor`: is everything the window needs there, and what to do where it is not."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from app.cli.opening import data_folder, read_password


def register(commands: Any) -> None:
    """Add the command to the parser."""
    from resources.texts import text

    parser = commands.add_parser("doctor", help=text("cli.help_doctor"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print every check; 1 when one failed. With `--login` the store is opened, too."""
    from app.cli.check import Verdict
    from app.cli.doctor_checks import examine
    from app.cli.doctor_store import Account
    from resources.texts import text

    account = Account(args.login, read_password(args)) if args.login else None
    checks = examine(data_folder(args), account)
    if args.json:
        print(json.dumps({"checks": [asdict(check) for check in checks]}, ensure_ascii=False))
    else:
        for check in checks:
            verdict = text(f"doctor.verdict_{check.verdict.value}")
            print(text("doctor.line", verdict=verdict, name=text(f"doctor.name_{check.name}"), words=check.words))
    return 1 if any(check.verdict is Verdict.FAIL for check in checks) else 0
