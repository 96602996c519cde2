"""The check runs every step, tells how each went, and fails when one fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.preparation.checks import STEPS, Step, chosen, run_checks
from app.preparation.environment import Environment
from app.preparation.report import PreparationFailedError

GOOD = Step("good", "good", ("{out}",))
BAD = Step("bad", "bad", ())


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """An environment with a program that succeeds, one that fails, and one that hangs."""
    made = Environment(tmp_path)
    folder = made.program("good").parent
    folder.mkdir(parents=True)
    scripts = {"good": '[ -d "$1" ] && echo ran > ran', "bad": "exit 3", "hangs": "exec sleep 60"}
    for name, script in scripts.items():
        file = folder / name
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
    return made


def test_all_passed(environment: Environment, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_checks(environment, (GOOD,)) == 0
    assert "全部通过。" in capfd.readouterr().out


def test_a_failed_step_fails_the_check_and_the_rest_still_runs(
    environment: Environment, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_checks(environment, (BAD, GOOD)) == 1

    last = capfd.readouterr().out.splitlines()[-1]
    assert last.endswith("bad")
    assert (environment.root / "ran").exists()


def test_a_hanging_step_is_ended(environment: Environment, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_checks(environment, (Step("hangs", "hangs", (), limit_minutes=0.005),)) == 1
    assert "hangs" in capfd.readouterr().out


def test_steps_are_chosen_by_name_in_the_order_of_the_house() -> None:
    assert [step.name for step in chosen(["tests", "lint"])] == ["lint", "tests"]
    assert chosen([]) == STEPS


def test_an_unknown_step_is_named_with_those_there_are() -> None:
    with pytest.raises(PreparationFailedError, match=r"tset.*lint format"):
        chosen(["lint", "tset"])
