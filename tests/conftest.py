"""What holds for every test: nothing leaves this machine, and nothing is logged that nobody expected.

Fixtures for all:

`expect_log(logger, pattern)`
    This test makes `logger` (or one below it) log a warning or worse whose message matches the regular expression
    `pattern`. Without it such a record fails the test; with it, a record that does not come fails the test.
`project_root`
    The folder of the checkout.
`qapp_args`
    Arguments of the one application object of the tests that have a window.
`postgres`
    A PostgreSQL server of this run's own, started once.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.fakes.postgres_server import PrivatePostgres

# No time limit an example: the machine is shared, and a slow example is no wrong one. A failure says how to repeat it.
hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.load_profile("house")

ExpectLog = Callable[[str, str], None]


class _LogWatch(logging.Handler):
    """Keeps every record of level WARNING or above, and what the test said would come."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self.expected: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def expect(self, logger: str, pattern: str) -> None:
        self.expected.append((logger, pattern))

    def complaints(self) -> list[str]:
        unexpected = [
            f"unexpected {record.levelname} from {record.name}: {record.getMessage()}"
            for record in self.records
            if not any(_matches(record, *expectation) for expectation in self.expected)
        ]
        missing = [
            f"{logger} did not log /{pattern}/"
            for logger, pattern in self.expected
            if not any(_matches(record, logger, pattern) for record in self.records)
        ]
        return unexpected + missing


def _matches(record: logging.LogRecord, logger: str, pattern: str) -> bool:
    of_logger = record.name == logger or record.name.startswith(logger + ".")
    return of_logger and re.search(pattern, record.getMessage()) is not None


@pytest.fixture(autouse=True)
def _log_watch() -> Iterator[_LogWatch]:
    watch = _LogWatch()
    root = logging.getLogger()
    root.addHandler(watch)
    yield watch
    root.removeHandler(watch)
    complaints = watch.complaints()
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture
def expect_log(_log_watch: _LogWatch) -> ExpectLog:
    """Announce a warning or error that the code under test is to log."""
    return _log_watch.expect


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse and report any connection of this process to another machine; other names do not resolve.

    The report comes at the end of the test too, should the code under test have swallowed the refusal.
    """
    refused: list[str] = []
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name), refused))
    resolve = socket.getaddrinfo

    def resolve_here(host: Any, *rest: Any, **more: Any) -> Any:
        if host is not None and _address(host) is None and not _is_here(host):
            raise socket.gaierror(socket.EAI_NONAME, f"tests resolve no name but localhost: {host!r}")
        return resolve(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve_here)
    yield
    if refused:
        pytest.fail(f"tests talk to this machine only, not to {', '.join(refused)}", pytrace=False)


def _guarded(method: Callable[..., Any], refused: list[str]) -> Callable[..., Any]:
    def call(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            refused.append(str(address[0]))
            raise AssertionError(f"tests talk to this machine only, not to {address[0]}")
        return method(self, *arguments)

    return call


def _is_here(host: str | bytes) -> bool:
    address = _address(host)
    if address is None:
        return _decoded(host) in ("", "localhost")
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _address(host: str | bytes) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that `host` spells in digits; None when it is a name."""
    try:
        return ipaddress.ip_address(_decoded(host).partition("%")[0])
    except ValueError:
        return None


def _decoded(host: str | bytes) -> str:
    return host.decode("ascii") if isinstance(host, bytes) else host


@pytest.fixture
def project_root() -> Path:
    """The folder of the checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """What the application of pytest-qt is made with: the program's own style, on every system."""
    from ui.runtime.appearance import STYLE

    return ["tongban", *STYLE]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    """A PostgreSQL server of this run's own."""
    server = PrivatePostgres()
    yield server
    server.remove()
