"""kill -9 while the real store drains to the real platform: everything arrives once."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from app.domain.case import CaseState
from app.domain.outbox import FactKind, OutboxState
from app.sandbox.application import SandboxSettings
from app.sandbox.server import SandboxServer
from app.system_clock import SystemClock
from tests.fakes.environment import ManualClock
from tests.fakes.local_store import small_store
from tests.integration.sync.rig import Window

CASES, SEED, MOST_RUNS = 8, 7, 20


def run_and_kill(folder: Path, url: str, after: int) -> bool:
    """One run of the station, killed when it says its `after`th receipt; whether it had finished before."""
    command = [sys.executable, "-m", "tests.integration.sync.killed_station", str(folder), url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as station:
        assert station.stdout is not None
        for _ in range(after):
            if not station.stdout.readline():
                assert station.wait() == 0
                return True
        station.kill()
        return False


@pytest.mark.timeout(120)
def test_a_station_killed_again_and_again_delivers_everything_once(tmp_path: Path) -> None:
    store = small_store(tmp_path)
    window = Window(ManualClock(SystemClock().now()), store=store, vault=store.vault)
    for _ in range(CASES):
        window.receive(pages=1)
    store.close()
    chance, kills = random.Random(SEED), 0

    with SandboxServer(SandboxSettings()) as sandbox:
        while not run_and_kill(tmp_path, sandbox.url, chance.randint(2, 10)):
            kills += 1
            assert kills < MOST_RUNS, "it never finishes"

        reopened = small_store(tmp_path)
        after = Window(store=reopened, vault=reopened.vault)
        stored = Counter(row["case_id"] for row in sandbox.ledger.cases())
        try:
            assert kills > 2
            assert stored == Counter(window.received)
            assert {after.case(case_id).state for case_id in window.received} == {CaseState.SUBMITTED}
            assert {row.state for row in after.rows()} == {OutboxState.DONE}
            for row in after.rows():
                if row.fact.kind is FactKind.PAGE:
                    assert sandbox.ledger.blob(row.fact.blob_sha256) == reopened.vault.get(row.fact.blob_sha256)
            for case_id in window.received:
                states = [change.after for change in after.timeline(case_id)]
                assert states == [CaseState.RECEIVED, CaseState.SUBMITTED]
        finally:
            reopened.close()
