"""Each single thing the platform must give back: one of them wrong, and the fact is not proved."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping

import pytest

from app.domain.errors import SyncError
from app.domain.outbox import FactKind
from app.platform.client.gateway import HttpPlatformGateway
from app.platform.client.line import HttpLine, RawAnswer
from app.sandbox.server import SandboxServer
from tests.integration.sync.rig import Window

OTHER = "0" * 64


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (FactKind.CASE, "case_id", "another"),
        (FactKind.CASE, "key", "another"),
        (FactKind.CASE, "body_sha256", OTHER),
        (FactKind.PAGE, "key", "another"),
        (FactKind.PAGE, "sha256", OTHER),
        (FactKind.PAGE, "size", 1),
        (FactKind.COMPLETE, "case_id", "another"),
        (FactKind.COMPLETE, "key", "another"),
        (FactKind.COMPLETE, "body_sha256", OTHER),
        (FactKind.COMPLETE, "state", "received"),
        (FactKind.COMPLETE, "blobs", [OTHER]),
    ],
)
def test_one_wrong_field_of_a_receipt_is_enough(
    window: Window,
    gateway: HttpPlatformGateway,
    monkeypatch: pytest.MonkeyPatch,
    kind: FactKind,
    name: str,
    value: object,
) -> None:
    window.receive(pages=1)
    window.outbox(gateway).drain()
    row = window.row(kind)
    blob = window.vault.get(row.fact.blob_sha256) if kind is FactKind.PAGE else None
    honest = HttpLine.exchange

    def lying(line: HttpLine, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> RawAnswer:
        answer = honest(line, method, path, headers, body)
        return dataclasses.replace(answer, body=json.dumps(json.loads(answer.body) | {name: value}).encode())

    gateway.deliver(row, blob)
    monkeypatch.setattr(HttpLine, "exchange", lying)

    with pytest.raises(SyncError) as raised:
        gateway.deliver(row, blob)
    assert raised.value.code == "sync.bad_answer"


@pytest.mark.parametrize("name", ["X-Idempotency-Key", "X-Blob-SHA256", "X-Blob-Size"])
@pytest.mark.parametrize("value", ["1", None])
def test_one_wrong_header_about_a_blob_is_enough(
    window: Window,
    sandbox: SandboxServer,
    gateway: HttpPlatformGateway,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str | None,
) -> None:
    window.receive(pages=1)
    window.outbox(gateway).drain()
    row = dataclasses.replace(window.row(FactKind.PAGE), attempts=1)
    honest = HttpLine.exchange

    def lying(line: HttpLine, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> RawAnswer:
        answer = honest(line, method, path, headers, body)
        kept = {known: given for known, given in answer.headers.items() if known.lower() != name.lower()}
        cased = {known.title().replace("Sha256", "SHA256"): given for known, given in kept.items()}
        return dataclasses.replace(answer, headers=cased | ({name: value} if value else {}))

    monkeypatch.setattr(HttpLine, "exchange", lying)

    with pytest.raises(SyncError) as raised:
        gateway.deliver(row, window.vault.get(row.fact.blob_sha256))
    assert (raised.value.code, "not echoed" in str(raised.value.details["detail"])) == ("sync.bad_answer", True)


def test_a_page_without_its_bytes_is_a_mistake_of_the_caller(window: Window, gateway: HttpPlatformGateway) -> None:
    window.receive(pages=1)

    with pytest.raises(ValueError, match="bytes"):
        gateway.deliver(window.row(FactKind.PAGE), None)


def test_a_large_answer_is_not_read_to_its_end(
    window: Window, gateway: HttpPlatformGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.platform.client.line._LARGEST_ANSWER", 10)

    assert gateway.check().reason == "sync.bad_answer"


def test_a_large_fact_is_sent_packed_and_stored_plain(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.receive(pages=3)
    sent: list[tuple[str | None, int]] = []
    honest = HttpLine.exchange

    def watched(line: HttpLine, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> RawAnswer:
        sent.append((headers.get("Content-Encoding"), len(body or b"")))
        return honest(line, method, path, headers, body)

    monkeypatch.setattr(HttpLine, "exchange", watched)
    window.outbox(gateway).drain()

    plain = window.row(FactKind.CASE).fact.body
    assert sent[0][0] == "gzip"
    assert sent[0][1] < len(plain) / 2
    assert bytes(sandbox.ledger.cases()[0]["body"]) == plain
    assert sent[1][0] is None
