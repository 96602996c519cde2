"""All checks of the house, one after the other, with the time each takes.

Every step runs even after one has failed: one run tells all there is to mend.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass

from app.preparation.environment import Environment
from app.preparation.report import PreparationFailedError, elapsed, say
from resources.texts import text


@dataclass(frozen=True)
class Step:
    """One check: `program` of the environment with `arguments`; `{out}` stands for a fresh folder."""

    name: str
    program: str
    arguments: tuple[str, ...]
    limit_minutes: float = 10


STEPS = (
    Step("lint", "ruff", ("check", ".")),
    Step("format", "ruff", ("format", "--check", ".")),
    Step("types", "mypy", ()),
    Step("imports", "lint-imports", ("--no-logo",)),
    Step("dependencies", "deptry", (".",)),
    # A file's tests stay together: many share what is slow to start (an X server, a PostgreSQL, a printer).
    Step(
        "tests",
        "python",
        ("-m", "pytest", "-q", "-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"),
        limit_minutes=60,
    ),
    Step("demo", "python", ("-m", "app", "demo", "--headless", "--out", "{out}")),
    Step(
        "faults",
        "python",
        ("-m", "tests.faults", "visit", "--kills", "20", "--least", "20", "--seconds", "180", "--seed", "1", "--json"),
    ),
    Step(
        "store-faults",
        "python",
        ("-m", "tests.faults", "store", "--kills", "66", "--least", "66", "--seconds", "180", "--seed", "1", "--json"),
    ),
    Step(
        "power-cuts",
        "python",
        (
            "-m",
            "tests.faults",
            "powercut",
            "--kills",
            "60",
            "--least",
            "60",
            "--seconds",
            "180",
            "--seed",
            "1",
            "--json",
        ),
    ),
)


def chosen(names: Sequence[str]) -> tuple[Step, ...]:
    """The steps with these names, in the order of the house; all of them when none is named.

    Raises PreparationFailedError for a name that is no step's.
    """
    known = {step.name for step in STEPS}
    unknown = [name for name in names if name not in known]
    if unknown:
        words = text("bootstrap.step_unknown", names=" ".join(unknown), known=" ".join(s.name for s in STEPS))
        raise PreparationFailedError(words)
    return tuple(step for step in STEPS if not names or step.name in names)


def run_checks(environment: Environment, steps: Sequence[Step]) -> int:
    """Run them all, say how each went; 0 when all passed, else 1."""
    started = time.monotonic()
    results: list[tuple[Step, bool, str]] = []
    for number, step in enumerate(steps, start=1):
        step_started = time.monotonic()
        say(text("bootstrap.step_begins", number=number, count=len(steps), name=step.name))
        passed = _passes(environment, step)
        results.append((step, passed, elapsed(step_started)))
        say(_verdict(*results[-1]))
    say(text("bootstrap.summary", seconds=elapsed(started)))
    for result in results:
        say(_verdict(*result))
    failed = [step.name for step, passed, _ in results if not passed]
    if failed:
        say(text("bootstrap.summary_failed", names=" ".join(failed)))
        return 1
    say(text("bootstrap.summary_passed"))
    return 0


def _verdict(step: Step, passed: bool, seconds: str) -> str:
    if passed:
        return text("bootstrap.step_passed", name=step.name, seconds=seconds)
    return text("bootstrap.step_failed", name=step.name, seconds=seconds)


def _passes(environment: Environment, step: Step) -> bool:
    with tempfile.TemporaryDirectory(prefix="tongban-check-") as out:
        arguments = [argument.replace("{out}", out) for argument in step.arguments]
        # The environment's programs come first, for tests that start `python` or `ruff` by name.
        folder = str(environment.program(step.program).parent)
        variables = {**os.environ, "PATH": folder + os.pathsep + os.environ.get("PATH", os.defpath)}
        try:
            ended = subprocess.run(
                [str(environment.program(step.program)), *arguments],
                cwd=environment.root,
                env=variables,
                stdin=subprocess.DEVNULL,
                timeout=step.limit_minutes * 60,
                check=False,
            )
        except subprocess.TimeoutExpired:
            say(text("bootstrap.step_timed_out", name=step.name, minutes=step.limit_minutes))
            return False
        return ended.returncode == 0
