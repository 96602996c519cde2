"""The connection to a print server: what may answer, and what is made of it."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.errors import PrintError
from app.domain.paper import PrintOutcome
from app.printing.cups_printer import CupsPrinter
from app.printing.ipp.connection import IppConnection, default_server
from app.printing.ipp.device_word import given_up_by_device
from app.printing.ipp.message import Tag, encode_request

Answering = Callable[[int, bytes], str]


@pytest.fixture
def answering() -> Iterator[Answering]:
    """A server that answers every request alike; gives its address."""
    servers: list[http.server.HTTPServer] = []

    def start(status: int, body: bytes) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing."""

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def answer(status: int) -> bytes:
    """An IPP answer of this status; on the wire it looks like a request of this operation."""
    return encode_request(status, 1, {Tag.OPERATION: ()})


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, answer(0x0401), "print.refused"),
        (200, answer(0x0507), "print.refused"),
        (200, answer(0x0406), "print.not_found"),
        (200, b"<html>", "print.bad_answer"),
        (200, b"", "print.bad_answer"),
        (401, b"", "print.refused"),
        (500, b"", "print.refused"),
    ],
)
def test_every_refusal_has_its_code(answering: Answering, status: int, body: bytes, code: str) -> None:
    with pytest.raises(PrintError) as caught:
        IppConnection(answering(status, body)).send("/", 0x4002, {})

    assert caught.value.code == code


def test_a_server_that_says_nonsense_is_no_missing_printer(answering: Answering) -> None:
    printer = CupsPrinter(answering(200, b"<html>"))

    for ask in (
        printer.printers,
        lambda: printer.print(b"%PDF", "hall", "x", "A4"),
        lambda: printer.follow("ipp://h/jobs/1", 0),
    ):
        with pytest.raises(PrintError) as caught:
            ask()
        assert caught.value.code == "print.bad_answer"


def test_a_server_that_hangs_is_given_up() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"

        assert CupsPrinter(address, timeout=0.1).printers() == ()
        assert CupsPrinter(address, timeout=0.1).follow("ipp://h/jobs/1", 0) is PrintOutcome.UNKNOWN


def test_a_missing_socket_is_no_server() -> None:
    with pytest.raises(PrintError) as caught:
        IppConnection("/nowhere/cups.sock").send("/", 0x4002, {})

    assert caught.value.code == "print.no_server"


def test_unknown_media_are_refused_before_anything_is_sent() -> None:
    with pytest.raises(PrintError) as caught:
        CupsPrinter("127.0.0.1:1").print(b"%PDF", "hall", "x", "A3")

    assert caught.value.code == "print.unknown_media"


@pytest.mark.parametrize(
    ("named", "server"),
    [
        ("hall.invalid:8631", "hall.invalid:8631"),
        ("hall.invalid/version=1.1", "hall.invalid"),
        ("/a/cups.sock", "/a/cups.sock"),
    ],
)
def test_the_environment_names_the_server(monkeypatch: pytest.MonkeyPatch, named: str, server: str) -> None:
    monkeypatch.setenv("CUPS_SERVER", named)

    assert default_server() == server


def test_without_a_name_it_is_this_machines_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUPS_SERVER", raising=False)

    assert default_server() in ("localhost", "/run/cups/cups.sock", "/var/run/cups/cups.sock")
    assert default_server() == "localhost" or Path(default_server()).is_socket()


@pytest.mark.parametrize(
    "device", ["usb://Maker/Model", "socket://127.0.0.1:9100", "ipps://127.0.0.1/ipp", "", "ipp:///x"]
)
def test_a_printer_that_cannot_be_asked_says_nothing(device: str) -> None:
    assert not given_up_by_device(device, "x", 0.1)


def test_a_printer_that_refuses_to_tell_says_nothing(answering: Answering) -> None:
    assert not given_up_by_device(f"ipp://{answering(200, answer(0x0401))}/ipp/print", "x", 1)
