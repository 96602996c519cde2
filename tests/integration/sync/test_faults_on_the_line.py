"""Every fault becomes one error class, leaves the row waiting (or with the clerk) and loses nothing."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.case import CaseState
from app.domain.errors import SettingsError, SyncError
from app.domain.outbox import FactKind, OutboxState
from app.platform.client.gateway import HttpPlatformGateway
from app.platform.client.line import LineTimeouts
from app.sandbox.faults import Fault, FaultKind
from app.sandbox.server import SandboxServer
from app.services.sync_outbox import LAST_REASON, NOT_BEFORE
from tests.integration.sync.rig import Window
from tests.integration.sync.tls import TlsPlatform

BROKEN = [
    (FaultKind.ERROR_500, "sync.unavailable"),
    (FaultKind.BUSY_503, "sync.unavailable"),
    (FaultKind.UNAUTHORISED_401, "sync.unauthorised"),
    (FaultKind.STATION_UNKNOWN, "sync.station_unknown"),
    (FaultKind.CLOCK_SKEW, "sync.clock_skew"),
    (FaultKind.HTML_200, "sync.captive_portal"),
    (FaultKind.REDIRECT_302, "sync.captive_portal"),
    (FaultKind.DROP, "sync.interrupted"),
    (FaultKind.HANG, "sync.timeout"),
    (FaultKind.DRIP, "sync.stalled"),
    (FaultKind.DROP_ANSWER, "sync.interrupted"),
    (FaultKind.HALF_BODY, "sync.interrupted"),
    (FaultKind.HALF_JSON, "sync.bad_answer"),
    (FaultKind.WRONG_ECHO, "sync.bad_answer"),
    (FaultKind.WRONG_MARK, "sync.bad_answer"),
    (FaultKind.ERROR_AFTER, "sync.unavailable"),
]


@pytest.mark.parametrize("kind", [FactKind.CASE, FactKind.PAGE, FactKind.COMPLETE])
@pytest.mark.parametrize(("fault", "code"), BROKEN)
def test_a_fault_keeps_the_row_waiting_and_the_next_try_succeeds(
    window: Window,
    sandbox: SandboxServer,
    gateway: HttpPlatformGateway,
    fault: FaultKind,
    code: str,
    kind: FactKind,
) -> None:
    case = window.receive(pages=1)
    path = {FactKind.CASE: "/v1/cases/", FactKind.PAGE: "/v1/blobs/", FactKind.COMPLETE: "/complete"}[kind]
    method = {FactKind.CASE: "PUT", FactKind.PAGE: "PUT", FactKind.COMPLETE: "POST"}[kind]
    sandbox.faults.set(Fault(fault, method=method, path=path, seconds=5.0))

    window.outbox(gateway).drain()

    spoilt = window.row(kind)
    assert (spoilt.state, spoilt.error_code, spoilt.attempts) == (OutboxState.WAITING, code, 1)
    assert spoilt.next_at is not None
    assert spoilt.next_at > window.clock.now()
    assert window.case(case.id).state is CaseState.RECEIVED

    window.drain_until_empty(gateway)
    assert window.case(case.id).state is CaseState.SUBMITTED
    assert len(sandbox.ledger.cases()) == 1


@pytest.mark.parametrize(("fault", "code"), BROKEN)
def test_a_pull_that_fails_moves_nothing(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway, fault: FaultKind, code: str
) -> None:
    case = window.receive(pages=0)
    window.outbox(gateway).drain()
    sandbox.faults.set(Fault(fault, seconds=5.0))
    before = window.timeline(case.id)

    report = window.pull(gateway)

    # An answer without key or hash has no echo to get wrong.
    expected = "" if fault is FaultKind.WRONG_ECHO else code
    assert report.stopped_by == expected
    assert window.note(LAST_REASON) == expected
    if expected:
        assert window.timeline(case.id) == before
        window.clock.advance(timedelta(minutes=10))
        assert window.pull(gateway).applied == 1


def test_a_slow_answer_is_waited_for(window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway) -> None:
    window.receive(pages=0)
    sandbox.faults.set(Fault(FaultKind.DELAY, seconds=0.2))

    assert window.outbox(gateway).drain().delivered == 2


def test_a_dripping_answer_ends_within_its_time(window: Window, sandbox: SandboxServer) -> None:
    gateway = window.gateway(sandbox.url, LineTimeouts(connect=1.0, read=5.0, stall=5.0, answer=0.3))
    sandbox.faults.set(Fault(FaultKind.DRIP, seconds=30.0))
    started = time.monotonic()

    with pytest.raises(SyncError) as raised:
        gateway.changes("")

    assert raised.value.code == "sync.stalled"
    assert time.monotonic() - started < 2.0


def test_a_connection_serves_again_after_a_stall(window: Window, sandbox: SandboxServer) -> None:
    gateway = window.gateway(sandbox.url)
    sandbox.faults.set(Fault(FaultKind.DRIP, seconds=30.0))
    with pytest.raises(SyncError):
        gateway.changes("")

    assert gateway.changes("").changes == ()


def test_a_platform_that_asks_for_rest_gets_it(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway
) -> None:
    for _ in range(3):
        window.receive(pages=0)
    sandbox.faults.set(Fault(FaultKind.BUSY_503, seconds=120.0))
    outbox = window.outbox(gateway)

    assert outbox.drain().stopped_by == "sync.unavailable"
    served = sandbox.faults.injected
    sandbox.faults.set(Fault(FaultKind.ERROR_500, times=100))
    window.clock.advance(timedelta(seconds=119))
    assert outbox.drain().stopped_by == "sync.unavailable"
    assert window.pull(gateway).stopped_by == "sync.unavailable"
    assert sandbox.faults.injected == served, "the platform was called while it rested"

    sandbox.faults.clear()
    window.clock.advance(timedelta(seconds=2))
    assert outbox.drain().waiting == 0
    assert window.note(NOT_BEFORE) == ""


def test_a_rest_is_never_longer_than_a_quarter_of_an_hour(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway
) -> None:
    window.receive(pages=0)
    sandbox.faults.set(Fault(FaultKind.BUSY_503, seconds=86_400.0))

    window.outbox(gateway).drain()

    assert window.row(FactKind.CASE).next_at == window.clock.now() + timedelta(minutes=15)


def test_one_bad_row_does_not_stop_the_others(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway
) -> None:
    poison, *others = [window.receive(pages=0) for _ in range(4)]
    sandbox.faults.set(Fault(FaultKind.ERROR_500, times=100, path=poison.id))

    report = window.outbox(gateway).drain()

    assert (report.delivered, report.failed, report.stopped_by) == (6, 1, "")
    assert [window.case(case.id).state for case in others] == [CaseState.SUBMITTED] * 3


def test_three_failures_in_a_row_end_the_drain(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway
) -> None:
    for _ in range(10):
        window.receive(pages=0)
    sandbox.faults.set(Fault(FaultKind.ERROR_500, times=100))

    report = window.outbox(gateway).drain()

    assert (report.failed, report.stopped_by, sandbox.faults.injected) == (3, "sync.unavailable", 3)


@pytest.mark.parametrize(
    "fault", [FaultKind.UNAUTHORISED_401, FaultKind.STATION_UNKNOWN, FaultKind.CLOCK_SKEW, FaultKind.HTML_200]
)
def test_what_holds_for_every_row_ends_the_drain_at_once(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway, fault: FaultKind
) -> None:
    for _ in range(5):
        window.receive(pages=0)
    sandbox.faults.set(Fault(fault, times=100))

    report = window.outbox(gateway).drain()

    assert (report.failed, sandbox.faults.injected) == (1, 1)
    assert report.stopped_by == window.row(FactKind.CASE).error_code == window.note(LAST_REASON)


def test_nobody_listens(window: Window) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        gateway = window.gateway(f"http://127.0.0.1:{taken.getsockname()[1]}")
        for _ in range(3):
            window.receive(pages=0)

        report = window.outbox(gateway).drain()

    assert (report.failed, report.stopped_by) == (1, "sync.no_route")
    assert not gateway.check().online


def test_a_name_that_does_not_resolve(window: Window) -> None:
    window.receive(pages=0)

    window.outbox(window.gateway("https://platform.invalid")).drain()

    assert window.row(FactKind.CASE).error_code == "sync.dns"


def test_a_platform_that_does_not_even_accept(window: Window) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [_begun(port) for _ in range(4)]
        gateway = window.gateway(f"http://127.0.0.1:{port}", LineTimeouts(connect=0.2, read=0.2, stall=5, answer=5))

        status = gateway.check()

        for one in waiting:
            one.close()
    assert status.reason == "sync.timeout"


def _begun(port: int) -> socket.socket:
    caller = socket.socket()
    caller.setblocking(False)
    caller.connect_ex(("127.0.0.1", port))
    return caller


def test_a_platform_that_stops_reading_is_a_stall(window: Window) -> None:
    with _Deaf() as deaf:
        gateway = window.gateway(deaf.url, LineTimeouts(connect=0.2, read=30.0, stall=0.3, answer=30.0))
        window.receive(pages=0)
        row = window.row(FactKind.CASE)
        huge = b"0" * (32 * 1024 * 1024)
        page = row.fact.__class__("key", row.fact.case_id, FactKind.PAGE, b"{}", "", "0" * 64, len(huge))
        entry = row.__class__(99, page, OutboxState.WAITING, row.created_at)
        started = time.monotonic()

        with pytest.raises(SyncError) as raised:
            gateway.deliver(entry, huge)

    assert raised.value.code == "sync.stalled"
    assert time.monotonic() - started < 5.0


class _Deaf:
    """Answers the question for a blob with 404, then takes a connection's bytes no more."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> _Deaf:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._listening.close()

    def _serve(self) -> None:
        caller, _ = self._listening.accept()
        with caller:
            caller.recv(65536)
            caller.sendall(b"HTTP/1.1 404 Not Found\r\nX-Tongban-Platform: yunzhou;v1\r\nContent-Length: 0\r\n\r\n")
            self._over.wait()


@pytest.fixture(scope="module")
def tls_platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TlsPlatform]:
    with TlsPlatform(tmp_path_factory.mktemp("tls")) as platform:
        yield platform


def test_a_certificate_nobody_vouches_for_stops_everything(window: Window, tls_platform: TlsPlatform) -> None:
    for _ in range(3):
        window.receive(pages=0)

    report = window.outbox(window.gateway(tls_platform.url)).drain()

    assert (report.failed, report.stopped_by, tls_platform.served) == (1, "sync.certificate", 0)


def test_a_certificate_the_province_vouches_for_is_taken(window: Window, tls_platform: TlsPlatform) -> None:
    gateway = HttpPlatformGateway(
        tls_platform.url, "YZ12", "yunzhou", window.clock, session_factory=tls_platform.trusting_session
    )

    assert gateway.check().reason == ""


def test_the_shells_proxy_has_no_say(
    window: Window, sandbox: SandboxServer, gateway: HttpPlatformGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    assert gateway.check().online


@pytest.mark.parametrize("address", ["http://platform.example", "ftp://127.0.0.1", "platform", "", "https://"])
def test_personal_data_travel_encrypted_or_not_at_all(window: Window, address: str) -> None:
    with pytest.raises(SettingsError) as raised:
        window.gateway(address)

    assert raised.value.code == "settings.platform_address"


def test_a_clock_that_is_wrong_shows_before_anything_is_sent(window: Window, sandbox: SandboxServer) -> None:
    other = Window()
    other.clock.advance(timedelta(minutes=11))

    assert other.gateway(sandbox.url).check().reason == "sync.clock_skew"


def test_a_station_the_province_does_not_know(window: Window, tmp_path: Path) -> None:
    with window.sandbox(stations=frozenset({"ZZ99"})) as sandbox:
        window.receive(pages=0)

        report = window.outbox(window.gateway(sandbox.url)).drain()

    assert report.stopped_by == "sync.station_unknown"
