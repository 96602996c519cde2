"""The stand-in platform holds callers to the contract, and its desk works."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import json
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from app.cli import run as command_line
from app.domain.case import CaseState
from app.domain.errors import SettingsError
from app.domain.outbox import FactKind
from app.platform.client.gateway import HttpPlatformGateway
from app.platform.contract.answers import ErrorAnswer
from app.sandbox.refusal import Refusal
from app.sandbox.seed import plant
from app.sandbox.server import SandboxServer
from tests.integration.sync.rig import Window

Send = Callable[..., requests.Response]


@pytest.fixture
def send(window: Window, sandbox: SandboxServer) -> Send:
    """Send with honest headers, changed as told (None takes one away)."""

    def send(method: str, path: str, body: bytes = b"", **headers: str | None) -> requests.Response:
        honest: dict[str, str | None] = {
            "X-Station": "YZ12",
            "X-Sent-At": window.clock.now().isoformat(),
            "Idempotency-Key": "key-1",
            "X-Body-SHA256": hashlib.sha256(body).hexdigest(),
        }
        given = honest | {name.replace("_", "-"): value for name, value in headers.items()}
        kept = {name: value for name, value in given.items() if value is not None}
        return requests.request(method, sandbox.url + path, data=body, headers=kept, timeout=5)

    return send


def reason(answer: requests.Response) -> tuple[int, str]:
    assert answer.headers["X-Tongban-Platform"] == "yunzhou;v1"
    return answer.status_code, ErrorAnswer.model_validate_json(answer.content).error.code


@pytest.fixture
def fact(window: Window) -> dict[str, Any]:
    """The body of a received case's first fact."""
    window.receive(pages=1)
    loaded: dict[str, Any] = json.loads(window.row(FactKind.CASE).fact.body)
    return loaded


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"X_Station": None}, (400, "bad_request")),
        ({"X_Sent_At": None}, (400, "bad_request")),
        ({"X_Sent_At": "yesterday"}, (400, "bad_request")),
        ({"X_Sent_At": "2026-11-23T09:30:00"}, (400, "bad_request")),
        ({"X_Sent_At": "2026-11-23T01:19:59+00:00"}, (400, "clock_skew")),
        ({"X_Sent_At": "2026-11-23T01:40:01+00:00"}, (400, "clock_skew")),
        ({"Idempotency_Key": None}, (400, "bad_request")),
        ({"X_Body_SHA256": "0" * 64}, (422, "body_damaged")),
        ({"X_Body_SHA256": None}, (422, "body_damaged")),
        ({"Content_Encoding": "gzip"}, (422, "body_damaged")),
        ({"X_Station": "ZZ99"}, (400, "bad_request")),
    ],
)
def test_headers_are_demanded(
    send: Send, fact: dict[str, Any], headers: dict[str, str | None], expected: tuple[int, str]
) -> None:
    body = json.dumps(fact).encode()
    honest: dict[str, str | None] = {"Idempotency_Key": fact["key"]}

    assert reason(send("PUT", f"/v1/cases/{fact['case_id']}", body, **(honest | headers))) == expected


def test_ten_minutes_are_forgiven(send: Send) -> None:
    answer = send("GET", "/v1/changes?station=YZ12", X_Sent_At="2026-11-23T01:20:00+00:00")

    assert answer.json() == {"cursor": "", "more": False, "changes": []}


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("PUT", "/v1/cases/c", b"{}", (400, "bad_request")),
        ("PUT", "/v1/cases/c", b"not json", (400, "bad_request")),
        ("POST", "/v1/cases/c/complete", b'{"key":"key-1","case_id":"c","blobs":[]}', (404, "case_unknown")),
        ("POST", "/v1/cases/d/complete", b'{"key":"key-1","case_id":"c","blobs":[]}', (400, "bad_request")),
        ("PUT", f"/v1/blobs/{'0' * 64}", b"other bytes", (422, "body_damaged")),
        ("GET", "/v1/changes", b"", (400, "bad_request")),
        ("GET", "/v1/changes?station=ZZ99", b"", (400, "bad_request")),
        ("GET", "/v1/changes?station=YZ12&since=x", b"", (400, "bad_cursor")),
        ("GET", "/v1/changes?station=YZ12&limit=0", b"", (400, "bad_request")),
        ("GET", "/v1/changes?station=YZ12&limit=many", b"", (400, "bad_request")),
        ("GET", "/v1/nothing", b"", (404, "not_found")),
        ("DELETE", "/v1/health", b"", (405, "not_found")),
    ],
)
def test_what_is_not_in_the_contract_is_refused(
    send: Send, method: str, path: str, body: bytes, expected: tuple[int, str]
) -> None:
    assert reason(send(method, path, body)) == expected


def test_a_bomb_is_not_unpacked(send: Send) -> None:
    bomb = gzip.compress(b"0" * (5 * 1024 * 1024))

    assert reason(send("PUT", "/v1/cases/c", bomb, Content_Encoding="gzip")) == (413, "too_large")
    assert reason(send("PUT", "/v1/cases/c", b"0" * (5 * 1024 * 1024))) == (413, "too_large")


def test_a_case_without_its_pages_is_not_complete(send: Send, fact: dict[str, Any]) -> None:
    body, case_id = json.dumps(fact).encode(), fact["case_id"]
    blobs = [one["sha256"] for one in fact["blobs"]]
    stored = send("PUT", f"/v1/cases/{case_id}", body, Idempotency_Key=fact["key"])
    assert (stored.status_code, stored.json()["missing_blobs"]) == (201, blobs)

    def complete(*named: str) -> requests.Response:
        said = json.dumps({"key": "key-2", "case_id": case_id, "blobs": named}).encode()
        return send("POST", f"/v1/cases/{case_id}/complete", said, Idempotency_Key="key-2")

    assert reason(complete(blobs[0])) == (422, "blobs_differ")
    refused = complete(*blobs)
    assert reason(refused) == (409, "missing_blobs")
    assert refused.json()["missing_blobs"] == blobs


def test_asking_for_a_blob_proves_hash_size_and_key(send: Send) -> None:
    data = b"a page"
    path = f"/v1/blobs/{hashlib.sha256(data).hexdigest()}"

    assert send("HEAD", path).status_code == 404
    assert [send("PUT", path, data).status_code for _ in range(2)] == [201, 200]
    asked = send("HEAD", path)
    names = ("X-Blob-SHA256", "X-Blob-Size", "X-Idempotency-Key")
    assert [asked.headers[name] for name in names] == [path[-64:], "6", "key-1"]


def test_the_desk_decides_and_the_window_hears(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway
) -> None:
    case = window.receive(pages=0)
    window.outbox(gateway).drain()

    def decide(**order: str) -> int:
        return requests.post(f"{sandbox.url}/sandbox/decide", json={"case_id": case.id} | order, timeout=5).status_code

    assert decide(state="correction_asked", reason="缺页") == 200
    assert [decide(state=state) for state in ("draft", "received", "nonsense")] == [400, 400, 400]
    assert decide(case_id="nobody", state="accepted") == 404

    window.pull(gateway)
    last = window.timeline(case.id)[-1]
    assert (last.after, last.reason, last.actor) == (CaseState.CORRECTION_ASKED, "缺页", "办理地窗口（演示）")


def test_the_page_shows_the_cases_and_believes_no_text(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway
) -> None:
    assert "还没有收到件" in requests.get(sandbox.url, timeout=5).text
    case = window.receive(pages=0, name="<b>张䶮样本</b>")
    window.outbox(gateway).drain(limit=1)
    assert "材料还没有传完" in requests.get(sandbox.url, timeout=5).text
    window.outbox(gateway).drain()

    shown = requests.get(sandbox.url, timeout=5).text

    assert "&lt;b&gt;张䶮样本&lt;/b&gt;" in shown
    assert "<b>" not in shown
    assert case.receipt_number in shown
    assert "已提交" in shown


def test_faults_are_set_and_taken_back_over_http(window: Window, sandbox: SandboxServer) -> None:
    def faults(method: str, **order: object) -> dict[str, int]:
        answer: dict[str, int] = requests.request(
            method, f"{sandbox.url}/sandbox/faults", json=order or None, timeout=5
        ).json()
        return answer

    gateway = window.gateway(sandbox.url)
    assert faults("POST", kind="error_500", times=2) == {"pending": 1}
    assert gateway.check().reason == "sync.unavailable"
    assert faults("DELETE") == {"pending": 0}
    assert gateway.check().reason == ""


def test_a_number_carries_the_day_of_the_hall_and_not_of_greenwich(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway
) -> None:
    window.clock.advance(timedelta(hours=18))  # 19:30 on the 23rd in UTC, 03:30 on the 24th at the window
    window.receive(pages=0)
    window.outbox(gateway).drain()

    assert "20261124" in sandbox.ledger.cases()[0]["platform_number"]


def test_a_seeded_platform_knows_its_cases(window: Window, sandbox: SandboxServer, tmp_path: Path) -> None:
    window.receive(pages=1)
    row = window.row(FactKind.CASE)
    (tmp_path / "one.json").write_bytes(row.fact.body)

    assert [plant(sandbox.ledger, tmp_path) for _ in range(2)] == [1, 0]
    assert sandbox.ledger.cases()[0]["case_id"] == row.fact.case_id

    other = dataclasses.replace(row.fact, body=b"{}")
    (tmp_path / "two.json").write_bytes(other.body)
    with pytest.raises(SettingsError) as raised:
        plant(sandbox.ledger, tmp_path)
    assert (raised.value.code, raised.value.details["file"]) == ("settings.seed_file", "two.json")


def test_a_seed_that_contradicts_the_ledger_is_refused(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway, tmp_path: Path
) -> None:
    window.receive(pages=0)
    window.outbox(gateway).drain()
    changed = json.loads(window.row(FactKind.CASE).fact.body) | {"due_on": "2030-01-01"}
    (tmp_path / "one.json").write_text(json.dumps(changed), encoding="utf-8")

    with pytest.raises(Refusal):
        plant(sandbox.ledger, tmp_path)


def test_a_taken_port_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        status = command_line(["sandbox", "--json", "--port", str(port)])

    error = json.loads(capsys.readouterr().out)["error"]
    assert (status, error["code"]) == (1, "settings.port_taken")
    assert str(port) in error["message"]


def test_an_unknown_province_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["sandbox", "--json", "--port", "0", "--province", "atlantis"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "settings.province_unknown"
