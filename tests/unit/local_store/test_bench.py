"""The benchmark itself: every figure the project promises, each beside its floor."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from app.bench import store, store_audit, store_search
from app.bench.store_rows import plain_copy
from app.ports.store import CaseQuery
from local_store.keys.data_key import DataKey, KeyPurpose
from tests.fakes.local_store import small_store


def test_every_promised_figure_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, few in {"COMMITS": 2, "CAPTURES": 1}.items():
        monkeypatch.setattr(store, name, few)
    for name, few in {"CASES": 40, "SEARCHES": 3, "STARTS": 1, "SAVES": 3}.items():
        monkeypatch.setattr(store_search, name, few)
    metrics = {metric.name: metric for metric in store.run()}
    assert all(metric.floor > 0 and metric.ratio == metric.value / metric.floor for metric in metrics.values())
    assert {name: metric.goal for name, metric in metrics.items()} == {
        "commit": 2.0,
        "commit_p95": None,
        "encrypted": 1.3,
        "capture": 1.5,
        "capture_p95": None,
        "vault": 0.7,
        "start_100k": 1.2,
        "search_p50": None,
        "search_p95": None,
        "search_ms": 1.0,
        "search_worst": None,
        "list_ms": 1.0,
        "draft_save": 1.2,
    }


def test_both_sides_of_a_search_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_search, "CASES", 60)
    key = DataKey.fresh()
    with closing(small_store(tmp_path / "data", key)) as opened:
        store_search.fill(opened, 60)
        with opened.unit_of_work() as unit:
            ours = {words: [one.id for one in unit.cases.find(CaseQuery(words))] for words in store_search.questions()}
    database = key.derived(KeyPurpose.DATABASE)
    with closing(plain_copy(tmp_path / "data" / "store.db", database, tmp_path / "plain.db")) as bare:
        floor = {words: [row[0] for row in bare.execute(*store_search.floor_question(bare, words))] for words in ours}
    assert floor == ours
    assert all(ours.values())


def test_an_audit_chain_is_looked_through() -> None:
    metrics = {metric.name: metric for metric in store_audit.run(500)}
    assert set(metrics) == {"audit_rate", "audit_s", "audit_memory"}
    assert all(metric.floor > 0 for metric in metrics.values())
