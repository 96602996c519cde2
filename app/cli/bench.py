"""`tongban bench NAME`: benchmarks, each figure as a ratio to a floor measured in the same run."""

from __future__ import annotations

import argparse
import importlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.bench.metric import Metric

BENCHES = {
    "start": "app.bench.start",
    "page": "app.bench.page",
    "store": "app.bench.store",
    "audit": "app.bench.store_audit",
    "paper": "app.bench.paper",
    "text": "app.bench.text",
    "preview": "app.bench.preview",
    "hung": "app.bench.hung",
}


def register(commands: Any) -> None:
    """Add the command to the parser."""
    from resources.texts import text

    parser = commands.add_parser("bench", help=text("cli.help_bench"))
    parser.add_argument("name", choices=sorted(BENCHES), help=text("cli.help_bench_name"))
    parser.add_argument("--rows", type=int, help=text("cli.help_bench_rows"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run one benchmark and print its figures. A goal that is missed is printed, not hidden, and no failure."""
    bench = importlib.import_module(BENCHES[args.name])
    metrics: list[Metric] = bench.run(args.rows) if args.name == "audit" and args.rows else bench.run()
    if args.json:
        print(json.dumps({"bench": args.name, "metrics": [asdict(metric) for metric in metrics]}))
        return 0
    for metric in metrics:
        print(_line(metric))
    return 0


def _line(metric: Metric) -> str:
    from resources.texts import text

    key = "cli.bench_line" if metric.goal is None else "cli.bench_line_with_goal"
    words = asdict(metric) | {"verdict": text("cli.bench_met" if _met(metric) else "cli.bench_missed")}
    return text(key, **words)


def _met(metric: Metric) -> bool:
    if metric.goal is None:
        return True
    return metric.ratio <= metric.goal if metric.better == "lower" else metric.ratio >= metric.goal
