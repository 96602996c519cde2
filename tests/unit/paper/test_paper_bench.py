"""The benchmark of papers gives its figures; what they are depends on the machine."""

from __future__ import annotations

import pytest

from app.bench import paper


def test_the_figures_stand_beside_their_floors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "SETS", 1)
    monkeypatch.setattr(paper, "LABELS", 2)

    pages, label = paper.run()

    assert (pages.name, pages.unit, pages.better) == ("pages", "pages/s", "higher")
    assert (label.name, label.unit, label.better) == ("label_p95", "ms", "lower")
    for metric in (pages, label):
        assert metric.value > 0
        assert metric.ratio == pytest.approx(metric.value / metric.floor)
