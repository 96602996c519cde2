"""A station moves to new hardware while cases wait: the new machine goes on, nothing is lost or doubled."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.clerk import Role
from app.domain.errors import AccessError, StoreError
from app.domain.outbox import FactKind, OutboxState
from app.sandbox.server import SandboxServer
from local_store.restore.moving import move_away
from tests.integration.sync.rig import Window
from tests.unit.local_store.backup_station import ADMIN, new_station, reopened, restored

CASES, SENT_BEFORE = 6, 17


@pytest.mark.parametrize("unmarked", [0, 3])
def test_half_is_sent_by_the_old_machine_and_half_by_the_new_one(tmp_path: Path, unmarked: int) -> None:
    """`unmarked` facts reach the platform without the old machine learning of it (line cut, power cut)."""
    (tmp_path / "disk").mkdir()
    store = new_station(tmp_path / "old")
    old = Window(store=store, vault=store.vault)
    cases = [old.receive(pages=2).id for _ in range(CASES)]
    facts = len(old.rows(OutboxState.WAITING))
    with old.sandbox() as sandbox:
        gateway = old.gateway(sandbox.url)
        assert old.outbox(gateway).drain(limit=SENT_BEFORE).delivered == SENT_BEFORE
        for entry in old.rows(OutboxState.WAITING)[:unmarked]:
            blob = store.vault.get(entry.fact.blob_sha256) if entry.fact.kind is FactKind.PAGE else None
            gateway.deliver(entry, blob)
        with closing(store):
            move_away(store, tmp_path / "disk", 7, ADMIN)
        with pytest.raises(StoreError, match=r"store\.moved"):
            reopened(tmp_path / "old")

        assert restored(tmp_path / "disk", tmp_path / "new").letter == "B"
        with closing(reopened(tmp_path / "new")) as brought:
            new = Window(clock=old.clock, ids=old.ids, store=brought, vault=brought.vault)
            assert len(new.rows(OutboxState.WAITING)) == facts - SENT_BEFORE
            report = new.outbox(new.gateway(sandbox.url)).drain()
            assert (report.delivered, report.waiting, report.needs_clerk) == (facts - SENT_BEFORE, 0, 0)
            assert brought.upkeep.verify().whole
        assert_each_case_once(sandbox, cases)


def assert_each_case_once(sandbox: SandboxServer, cases: list[str]) -> None:
    stored = sandbox.ledger.cases()
    assert sorted(case["case_id"] for case in stored) == sorted(cases)
    assert {case["state"] for case in stored} == {"submitted"}
    assert len({case["receipt_number"] for case in stored}) == len(cases)


def test_a_move_that_was_not_finished_leaves_the_old_machine_working(tmp_path: Path) -> None:
    with closing(new_station(tmp_path / "old")) as store, pytest.raises(StoreError, match=r"store\.backup_absent"):
        move_away(store, tmp_path / "unplugged", 7, ADMIN)
    reopened(tmp_path / "old").close()


def test_only_an_admin_moves_a_station(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    clerk = replace(ADMIN, role=Role.SUPERVISOR)
    with closing(new_station(tmp_path / "old")) as store, pytest.raises(AccessError, match=r"access\.role"):
        move_away(store, tmp_path / "disk", 7, clerk)
    assert list((tmp_path / "disk").iterdir()) == []
    reopened(tmp_path / "old").close()
