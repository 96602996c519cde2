"""Nothing is searched for garbage while the window is loaded, and everything is again afterwards."""

from __future__ import annotations

import gc

import pytest

from app import composition
from app.cli import run
from app.composition import Options


def test_the_collector_rests_only_while_the_window_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def window(_options: Options) -> int:
        seen.append(gc.isenabled())
        return 0

    monkeypatch.setattr(composition, "run_window", window)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")

    assert run(["run"]) == 0
    assert seen == [False]
    assert gc.isenabled()
