"""Fifty cases through a line on which four requests in ten go wrong, with the power cut now and then."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest

from app.domain.case import CaseState
from app.domain.outbox import FactKind, OutboxEntry
from app.domain.platform import ChangePage, LineStatus, PlatformReceipt
from app.ports.platform import PlatformGateway
from app.sandbox.faults import Fault, FaultKind
from app.sandbox.server import SandboxServer
from tests.integration.sync.rig import Window

CASES, SEED, ROUNDS = 50, 20261123, 4000
WEATHER = [
    Fault(kind, seconds=1.0)
    for kind in FaultKind
    if kind not in (FaultKind.HANG, FaultKind.DRIP, FaultKind.DELAY)  # slow by nature; tested one by one
]


class PowerCut(BaseException):
    """The process ends here."""


class FailingPower:
    """A gateway in whose calls the power is cut: before the request, or after the answer and before it is marked."""

    def __init__(self, inner: PlatformGateway, chance: random.Random, probability: float) -> None:
        self._inner, self._chance, self._probability = inner, chance, probability
        self.cuts = 0

    def deliver(self, entry: OutboxEntry, blob: bytes | None) -> PlatformReceipt:
        self._maybe_cut()
        receipt = self._inner.deliver(entry, blob)
        self._maybe_cut()
        return receipt

    def changes(self, cursor: str) -> ChangePage:
        return self._inner.changes(cursor)

    def check(self) -> LineStatus:
        return self._inner.check()

    def _maybe_cut(self) -> None:
        if self._chance.random() < self._probability:
            self.cuts += 1
            raise PowerCut


def weathered(window: Window, sandbox: SandboxServer) -> FailingPower:
    """Receive all cases and drain until nothing waits, restarting after each cut; bounded."""
    power = FailingPower(window.gateway(sandbox.url), random.Random(SEED), 0.03)
    for number in range(CASES):
        window.receive(pages=1, name=f"样本{number}")
    sandbox.faults.storm(0.4, WEATHER, SEED)
    for _ in range(ROUNDS):
        try:
            report = window.outbox(power).drain()
        except PowerCut:
            continue
        window.pull(power)
        if report.waiting == 0:
            break
        window.clock.advance(timedelta(minutes=6))
    sandbox.faults.clear()
    window.clock.advance(timedelta(minutes=20))
    window.pull(power)
    return power


def doubled(sandbox: SandboxServer) -> list[str]:
    """Cases the platform has more than once."""
    stored = Counter(row["case_id"] for row in sandbox.ledger.cases())
    return sorted(case_id for case_id, times in stored.items() if times > 1)


@pytest.mark.timeout(60)
def test_nothing_is_lost_and_nothing_is_doubled(window: Window, sandbox: SandboxServer) -> None:
    power = weathered(window, sandbox)

    assert sandbox.faults.injected > 100
    assert power.cuts > 3
    stored = {row["case_id"]: row for row in sandbox.ledger.cases()}
    assert sorted(stored) == sorted(window.received)
    assert doubled(sandbox) == []
    assert {row["state"] for row in stored.values()} == {CaseState.SUBMITTED.value}
    numbers = {case_id: window.case(case_id).platform_number for case_id in window.received}
    assert numbers == {case_id: row["platform_number"] for case_id, row in stored.items()}
    assert {window.case(case_id).state for case_id in window.received} == {CaseState.SUBMITTED}
    for row in window.rows():
        if row.fact.kind is FactKind.PAGE:
            assert sandbox.ledger.blob(row.fact.blob_sha256) == window.vault.get(row.fact.blob_sha256)
    for case_id in window.received:
        remote = [change for change in window.timeline(case_id) if change.remote_sequence]
        assert [change.after for change in remote] == [CaseState.SUBMITTED]


@pytest.mark.timeout(60)
def test_the_storm_finds_a_platform_that_forgets_its_keys(window: Window) -> None:
    with window.sandbox(idempotency=False) as forgetful:
        weathered(window, forgetful)

        assert doubled(forgetful) != []
