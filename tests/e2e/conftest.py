"""What the end-to-end tests of bad input share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.system_clock import SystemClock
from tests.e2e.station import (
    Clock,
    LogOfDay,
    paper_photograph,
)


@pytest.fixture
def log_of_day() -> Iterator[LogOfDay]:
    """The log never names anybody, whatever a test does."""
    import logging

    watch, root = LogOfDay(), logging.getLogger()
    level = root.level
    root.addHandler(watch)
    root.setLevel(logging.INFO)
    yield watch
    root.removeHandler(watch)
    root.setLevel(level)
    watch.assert_discreet()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    wrong = Clock()
    monkeypatch.setattr(SystemClock, "now", lambda _self: wrong.now())
    return wrong


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.jpg"
    path.write_bytes(paper_photograph())
    return path
