"""Idempotency, refusals, lost pages, and ends at the worst moment."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from app.domain.case import CaseState
from app.domain.errors import StoreError, SyncError
from app.domain.outbox import FactKind, OutboxEntry, OutboxState
from app.domain.platform import PlatformReceipt
from app.platform.client.gateway import HttpPlatformGateway
from app.platform.encoder import canonical_json
from app.sandbox.server import SandboxServer
from app.services.sync_outbox import SyncOutbox
from tests.integration.sync.rig import PROVINCE, Window
from tests.integration.sync.test_storm import PowerCut


def altered(row: OutboxEntry, key: str | None = None, **changes: object) -> OutboxEntry:
    """The row's fact with another body."""
    key = key or row.fact.key
    body = canonical_json(json.loads(row.fact.body) | {"key": key} | changes)
    fact = dataclasses.replace(row.fact, key=key, body=body, body_sha256=hashlib.sha256(body).hexdigest())
    return dataclasses.replace(row, fact=fact)


def refused(gateway: HttpPlatformGateway, row: OutboxEntry) -> str:
    with pytest.raises(SyncError) as raised:
        gateway.deliver(row, None)
    return raised.value.code


def test_the_same_fact_again_gets_the_same_receipt(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway
) -> None:
    window.receive()
    window.outbox(gateway).drain()

    for row in window.rows():
        blob = window.vault.get(row.fact.blob_sha256) if row.fact.kind is FactKind.PAGE else None
        assert gateway.deliver(row, blob).text == row.receipt

    assert len(sandbox.ledger.cases()) == 1
    assert window.pull(gateway).applied == 1


def test_another_body_under_an_old_key_is_refused(window: Window, gateway: HttpPlatformGateway) -> None:
    window.receive(pages=0)
    window.outbox(gateway).drain()

    assert refused(gateway, altered(window.row(FactKind.CASE), due_on="2030-01-01")) == "sync.key_conflict"
    assert refused(gateway, altered(window.row(FactKind.COMPLETE), blobs=["0" * 64])) == "sync.key_conflict"


def test_a_case_under_another_key_is_refused(window: Window, gateway: HttpPlatformGateway) -> None:
    window.receive(pages=0)
    window.outbox(gateway).drain()

    assert refused(gateway, altered(window.row(FactKind.CASE), key="another")) == "sync.refused"


def test_a_refused_number_waits_for_the_clerk_and_lets_the_others_pass(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway
) -> None:
    other = Window()
    other.ids.count = 500
    other.receive(pages=0)
    other.outbox(gateway).drain()
    twin, healthy = window.receive(pages=1), window.receive(pages=1)

    report = window.outbox(gateway).drain()

    assert (report.needs_clerk, report.delivered, report.stopped_by) == (1, 4, "")
    waiting = window.row(FactKind.CASE)
    assert (waiting.state, waiting.error_code) == (OutboxState.NEEDS_CLERK, "sync.number_refused")
    assert window.case(twin.id).receipt_number == twin.receipt_number
    assert window.case(healthy.id).state is CaseState.SUBMITTED
    assert [row.state for row in window.rows(OutboxState.WAITING)] == [OutboxState.WAITING] * 3


def test_a_released_row_is_sent_again(window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway) -> None:
    case = window.receive(pages=1)
    refused_row = window.row(FactKind.CASE)
    with window.store.unit_of_work() as unit:
        unit.outbox.needs_clerk(refused_row.sequence, "sync.refused", "")
        unit.commit()
    assert window.outbox(gateway).drain().delivered == 0
    with window.store.unit_of_work() as unit:
        unit.outbox.release(case.id)
        unit.commit()

    assert window.outbox(gateway).drain().delivered == 4


def test_the_platforms_reason_is_kept_for_the_clerk(window: Window, gateway: HttpPlatformGateway) -> None:
    window.receive(pages=0)
    window.outbox(gateway).drain()
    row = altered(window.row(FactKind.CASE), key="another")
    with window.store.unit_of_work() as unit:
        unit.outbox.add(row.fact, window.clock.now())
        unit.commit()

    window.outbox(gateway).drain()

    assert window.rows(OutboxState.NEEDS_CLERK)[0].error_detail == "这一件平台已有。 (case_exists)"


def test_a_page_the_platform_lost_is_sent_again_before_the_case_is_complete(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway
) -> None:
    case = window.receive(pages=2)
    outbox = window.outbox(gateway)
    outbox.drain(limit=5)  # all but COMPLETE
    lost = window.row(FactKind.PAGE).fact.blob_sha256
    sandbox.ledger.lose_blob(lost)

    first = outbox.drain()

    assert (first.delivered, first.failed) == (1, 1)
    assert sandbox.ledger.blob(lost) == window.vault.get(lost)
    assert window.case(case.id).state is CaseState.RECEIVED
    window.clock.advance(timedelta(seconds=10))
    assert outbox.drain().delivered == 1
    assert window.case(case.id).state is CaseState.SUBMITTED


def test_a_missing_page_the_station_never_had_waits_for_the_clerk(window: Window, sandbox: SandboxServer) -> None:
    class Demanding:
        def deliver(self, entry: OutboxEntry, blob: bytes | None) -> PlatformReceipt:
            raise SyncError("missing_blobs", blobs=("f" * 64,))

    window.receive(pages=0)

    report = window.outbox(Demanding()).drain()  # type: ignore[arg-type]  # deliver is all a drain needs

    assert (report.needs_clerk, window.row(FactKind.CASE).error_code) == (1, "sync.pages_lost")


def test_a_page_that_cannot_be_read_waits_for_the_clerk(window: Window, gateway: HttpPlatformGateway) -> None:
    case = window.receive(pages=1)
    window.vault.damage(window.row(FactKind.PAGE).fact.blob_sha256)

    window.outbox(gateway).drain()

    row = window.row(FactKind.PAGE)
    assert (row.state, row.error_code) == (OutboxState.NEEDS_CLERK, "store.page_damaged")
    assert window.case(case.id).state is CaseState.RECEIVED


@pytest.mark.parametrize("step", range(12))
def test_the_power_may_go_at_any_step(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before and after each of the six deliveries of a case."""
    case = window.receive(pages=2)
    real, calls = HttpPlatformGateway.deliver, [0]

    def deliver(self: HttpPlatformGateway, entry: OutboxEntry, blob: bytes | None) -> PlatformReceipt:
        before, calls[0] = calls[0], calls[0] + 2
        if before == step:
            raise PowerCut
        receipt = real(self, entry, blob)
        if before + 1 == step:
            raise PowerCut
        return receipt

    monkeypatch.setattr(HttpPlatformGateway, "deliver", deliver)
    with pytest.raises(PowerCut):
        window.outbox(gateway).drain()
    monkeypatch.undo()

    report = window.outbox(window.gateway(sandbox.url)).drain()

    assert report.waiting == 0
    assert window.case(case.id).state is CaseState.SUBMITTED
    assert len(sandbox.ledger.cases()) == 1
    assert window.pull(gateway).applied == 1


@pytest.mark.parametrize("commit", range(6))
def test_a_full_disk_while_marking_loses_nothing(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway, commit: int
) -> None:
    case = window.receive(pages=2)
    outbox = window.outbox(gateway)
    outbox.drain(limit=commit)
    window.store.next_commit_error = StoreError("disk_full")

    with pytest.raises(StoreError):
        outbox.drain()

    assert window.outbox(gateway).drain().waiting == 0
    assert (window.case(case.id).state, len(sandbox.ledger.cases())) == (CaseState.SUBMITTED, 1)


def test_a_bug_in_one_row_is_reported_and_lets_the_others_pass(
    window: Window, gateway: HttpPlatformGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison, healthy = window.receive(pages=0), window.receive(pages=0)
    real = HttpPlatformGateway.deliver

    def deliver(self: HttpPlatformGateway, entry: OutboxEntry, blob: bytes | None) -> PlatformReceipt:
        if entry.fact.case_id == poison.id:
            raise ZeroDivisionError
        return real(self, entry, blob)

    monkeypatch.setattr(HttpPlatformGateway, "deliver", deliver)
    with pytest.raises(ZeroDivisionError):
        window.outbox(gateway).drain()

    assert window.outbox(gateway).drain().delivered == 2
    assert window.case(healthy.id).state is CaseState.SUBMITTED
    assert window.row(FactKind.CASE).error_code == "sync.internal"


@pytest.mark.parametrize(
    "changes", [{"key": "another"}, {"sha256": "0" * 64}, {"stored_blobs": ()}], ids=["key", "hash", "pages"]
)
def test_a_receipt_that_proves_something_else_proves_nothing(window: Window, changes: dict[str, object]) -> None:
    class Careless:
        def deliver(self, entry: OutboxEntry, blob: bytes | None) -> PlatformReceipt:
            fact = entry.fact
            honest = PlatformReceipt(fact.key, fact.blob_sha256 or fact.body_sha256)
            if fact.kind is FactKind.COMPLETE:
                whole = dataclasses.replace(honest, stored_blobs=tuple(json.loads(fact.body)["blobs"]))
                return dataclasses.replace(whole, **changes)  # type: ignore[arg-type]  # named as the fields are
            return honest

    case = window.receive(pages=1)

    window.outbox(Careless()).drain()  # type: ignore[arg-type]  # deliver is all a drain needs

    row = window.row(FactKind.COMPLETE)
    assert (row.state, row.error_code) == (OutboxState.WAITING, "sync.bad_answer")
    assert window.case(case.id).state is CaseState.RECEIVED


def test_a_second_drain_meanwhile_does_nothing(window: Window, gateway: HttpPlatformGateway) -> None:
    window.receive(pages=0)
    inner: list[int] = []
    outboxes: list[SyncOutbox] = []

    def cancelled() -> bool:
        if not inner:
            inner.append(outboxes[0].drain().delivered)
        return False

    outboxes.append(window.outbox(gateway))

    assert outboxes[0].drain(cancelled=cancelled).delivered == 2
    assert inner == [0]


def test_a_drain_stops_when_told(window: Window, gateway: HttpPlatformGateway) -> None:
    window.receive(pages=2)

    report = window.outbox(gateway).drain(cancelled=lambda: bool(window.rows(OutboxState.DONE)))

    assert (report.delivered, report.waiting) == (1, 5)


@contextmanager
def platform_process(database: Path, port: int = 0) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`tongban sandbox` as a process of its own."""
    arguments = ["sandbox", "--json", "--port", str(port), "--province", PROVINCE, "--database", str(database)]
    code = "import sys; from app.cli import run; sys.exit(run(sys.argv[1:]))"
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process, json.loads(process.stdout.readline())["url"]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_platform_killed_between_two_facts_has_kept_the_first(tmp_path: Path) -> None:
    window = Window()
    window.clock.moment = window.clock.moment.__class__.now(window.clock.moment.tzinfo)
    database = tmp_path / "platform.sqlite"
    case = window.receive(pages=2)
    with platform_process(database) as (process, url):
        window.outbox(window.gateway(url)).drain(limit=3)
        process.kill()
        process.wait()
        assert window.outbox(window.gateway(url)).drain().stopped_by == "sync.no_route"
    window.clock.advance(timedelta(minutes=5))
    with platform_process(database, int(url.rpartition(":")[2])) as (process, again):
        assert window.outbox(window.gateway(again)).drain().waiting == 0
        listed = requests.get(f"{again}/sandbox/cases", timeout=5).json()
        process.terminate()
        assert process.wait(10) == 0

    assert [(one["case_id"], one["state"]) for one in listed] == [(case.id, "submitted")]
