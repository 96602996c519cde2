"""`tongban bench`: every name on the list can be run."""

from __future__ import annotations

import importlib

import pytest

from app.cli.bench import BENCHES


@pytest.mark.parametrize("name", BENCHES)
def test_every_benchmark_has_a_run(name: str) -> None:
    assert callable(importlib.import_module(BENCHES[name]).run)


@pytest.mark.parametrize("name", ["preview", "text", "hung"])
def test_what_the_clerk_feels_is_a_benchmark(name: str) -> None:
    assert name in BENCHES
