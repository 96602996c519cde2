"""The benchmark itself: every figure the project promises, each beside its floor."""

from __future__ import annotations

import pytest

from app.bench import store


def test_every_promised_figure_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, few in {"COMMITS": 2, "CAPTURES": 1, "SEARCHES": 5, "CASES": 30}.items():
        monkeypatch.setattr(store, name, few)
    metrics = {metric.name: metric for metric in store.run()}
    assert set(metrics) == {"commit", "encrypted", "capture", "vault", "search_p95"}
    assert all(metric.floor > 0 and metric.ratio == metric.value / metric.floor for metric in metrics.values())
    assert {name: metric.goal for name, metric in metrics.items() if metric.goal} == {
        "commit": 2.0,
        "encrypted": 1.3,
        "capture": 1.5,
        "vault": 0.7,
    }
