"""`python -m tests.faults SUITE --seconds N --seed S --json`; output format: docs/architecture.md."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from dataclasses import asdict

from tests.faults.tally import Tally

SUITES = {"visit": "tests.faults.visit"}


def main(arguments: list[str]) -> int:
    """Run one suite; 1 when anything was lost, doubled, damaged or left, or a planted bug was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("suite", choices=sorted(SUITES))
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--kills", type=int, default=100_000, help="stop after so many kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(arguments)
    tally: Tally = importlib.import_module(SUITES[args.suite]).run(args.seconds, args.kills, args.seed)
    if args.json:
        sys.stdout.write(json.dumps(asdict(tally), ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{name}: {value}\n" for name, value in asdict(tally).items())
    return 0 if tally.clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
