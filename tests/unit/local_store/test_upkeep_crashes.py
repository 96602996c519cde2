"""Killed at every crossing while a backup is made, brought back, or cases are let go."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.case import CaseState
from app.ports.store import CaseQuery
from local_store.restore.restoring import check_backup
from tests.unit.local_store.backup_station import KEEP, add_case, new_station, nobody, reopened, restored
from tests.unit.local_store.test_crashes import killed_everywhere


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A station with one finished case, and a backup of it."""
    place = tmp_path / "template"
    (place / "disk").mkdir(parents=True)
    with closing(new_station(place / "data")) as store:
        add_case(store, 1)
        with store.unit_of_work() as unit:
            for entry in unit.outbox.of_case("case-1"):
                unit.outbox.done(entry.sequence, "receipt", entry.created_at)
            unit.cases.save(replace(unit.cases.get("case-1"), state=CaseState.CLOSED))
            unit.commit()
        store.upkeep.back_up(place / "disk", KEEP, nobody)
    for path in (place / "data" / "vault").rglob("*"):
        os.utime(path, (1, 1))
    return place


def cases_in(root: Path) -> list[str]:
    """The cases of a store that must be whole."""
    with closing(reopened(root)) as store:
        assert store.upkeep.verify().whole
        with store.unit_of_work() as unit:
            return sorted(one.id for one in unit.cases.find(CaseQuery()))


def test_a_backup_is_the_one_before_or_the_new_one(tmp_path: Path, template: Path) -> None:
    (template / "other").mkdir()
    killed, _ = killed_everywhere(tmp_path / "runs", "back_up", template)
    assert len(killed) > 40
    whole = [sorted(place.glob("other/*/backup-*Z/manifest.json")) for place in killed]
    for manifest in (one for manifests in whole for one in manifests):
        check_backup(manifest.parent)
    counts = [len(manifests) for manifests in whole]
    assert set(counts) == {1, 2}  # never none
    for place in (killed[0], killed[counts.index(2)], killed[-1]):
        restored(place / "other", place / "new")
        assert cases_in(place / "new") == (["case-1"] if place == killed[0] else ["case-1", "case-2"])
        with closing(reopened(place / "data")) as store:  # the next one sweeps what was left
            store.upkeep.back_up(place / "other", 1, nobody)
        assert not list((place / "other").rglob("*.tmp*"))
        assert len(list(place.glob("other/*/backup-*"))) == 1


def test_a_store_is_brought_back_whole_or_not_at_all(tmp_path: Path, template: Path) -> None:
    killed, acknowledged = killed_everywhere(tmp_path / "runs", "restore", template)
    assert len(killed) > 30
    seen = set()
    for place in killed:
        there = (place / "new").exists()
        seen.add(there)
        assert there or place.name not in acknowledged
        if not there:
            restored(place / "disk", place / "new")
        assert cases_in(place / "new") == ["case-1"]
        assert not list(place.glob("new.*"))
    assert seen == {True, False}


def test_a_case_is_there_whole_or_gone_for_good(tmp_path: Path, template: Path) -> None:
    killed, _ = killed_everywhere(tmp_path / "runs", "let_go", template)
    assert len(killed) > 10
    seen = []
    for place in killed:
        seen.append(cases_in(place / "data"))
        with closing(reopened(place / "data")) as store:
            store.upkeep.let_go()
            files = store.vault.files()
        assert len(files) == 3 * len(seen[-1])
    assert seen == sorted(seen, reverse=True)
    assert {len(cases) for cases in seen} == {0, 1}
