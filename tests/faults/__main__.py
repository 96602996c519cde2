"""`python -m tests.faults SUITE`: see `--help`; `--json` writes the fields of `Tally`."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from dataclasses import asdict

from tests.faults.tally import Tally

SUITES = {
    "visit": "tests.faults.visit",
    "store": "tests.faults.store",
    "powercut": "tests.faults.powercut",
    "hall": "tests.faults.hall",
}


def main(arguments: list[str]) -> int:
    """Run one suite; 1 when anything was lost, doubled, damaged, left, a planted bug was missed, or too little met."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("suite", choices=sorted(SUITES))
    parser.add_argument("--kind", help="only these faults; by default all kinds of the suite take turns")
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--kills", type=int, default=100_000, help="stop after so many kills or other faults")
    parser.add_argument("--least", type=int, default=0, help="fail with fewer")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(arguments)
    suite = importlib.import_module(SUITES[args.suite])
    if args.kind and args.kind not in suite.KINDS:
        parser.error(f"{args.suite} has the kinds {' '.join(suite.KINDS)}")
    kinds = (args.kind,) if args.kind else tuple(suite.KINDS)
    tally: Tally = suite.run(kinds, args.seconds, args.kills, args.seed)
    tally.least = args.least
    if args.json:
        sys.stdout.write(json.dumps(asdict(tally), ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{name}: {value}\n" for name, value in asdict(tally).items())
    return 0 if tally.clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
