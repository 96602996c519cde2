"""A web server for one phone: it takes pictures and gives nothing back but words.

Whoever does not know the token gets no answer at all: the connection is closed without a byte. The first phone that
opens the link is the only one it answers from then on.
"""

from __future__ import annotations

import queue
import secrets
import socket
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from resources.texts import text
from scanners.drivers.phone_link.page import page
from scanners.drivers.phone_link.upload import boundary_of, files_in
from scanners.imaging.signature import FileKind, file_kind_or_none

MOST_BYTES = 30 * 1024 * 1024  # a request
MOST_PICTURES, MOST_REQUESTS, MOST_WRONG = 50, 200, 20
_MOST_AT_ONCE = 4
_WAITING = 4  # pictures that nobody has taken over yet
_SILENCE_S, _UPLOAD_S = 20.0, 120.0
_CHUNK = 64 * 1024
_MOST_DRAINED = 4 * MOST_BYTES  # a browser reads no answer before it has sent everything
_KINDS = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP})
_HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Connection", "close"),
)


@dataclass(frozen=True, slots=True)
class Received:
    """A picture as the phone sent it."""

    data: bytes
    kind: FileKind


@dataclass
class LinkState:
    """What is known of the one link; `lock` guards the counts."""

    lasts_s: float
    token: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    pictures: queue.Queue[Received] = field(default_factory=lambda: queue.Queue(_WAITING))
    lock: threading.Lock = field(default_factory=threading.Lock)
    phone: str = ""
    requests: int = 0
    taken: int = 0
    wrong: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ends = time.monotonic() + self.lasts_s

    @property
    def over(self) -> bool:
        """Whether its time has passed, or the phone has asked more often than anybody taking pictures would."""
        return time.monotonic() >= self.ends or self.requests > MOST_REQUESTS

    def admits(self, client: str, path: str) -> bool:
        """Whether this is the phone; the first one that knows the token is it."""
        known = secrets.compare_digest(path.encode("utf-8", "replace"), f"/{self.token}".encode())
        with self.lock:
            if not known and client == self.phone:
                return False  # its browser looks for an icon
            if not known:
                self.wrong[client] = self.wrong.get(client, 0) + 1
                return False
            self.phone = self.phone or client
            self.requests += 1
            return client == self.phone and not self.over

    def refuses(self, client: str) -> bool:
        """Whether somebody has guessed often enough not to be listened to any more."""
        return self.over or self.wrong.get(client, 0) >= MOST_WRONG

    def keep(self, data: bytes) -> bool:
        """Take a picture over; False for what is none, or when there are too many."""
        kind = file_kind_or_none(data)
        if kind not in _KINDS or kind is None or self.taken >= MOST_PICTURES:
            return False
        try:
            self.pictures.put(Received(data, kind), timeout=_SILENCE_S)
        except queue.Full:
            return False
        with self.lock:
            self.taken += 1
        return True


class PhoneLinkServer(ThreadingHTTPServer):
    """Listens on one address of the hall until `stop`."""

    daemon_threads = True
    allow_reuse_address = False

    def __init__(self, host: str, port: int, state: LinkState) -> None:
        """Raises OSError when the address cannot be listened on."""
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.state = state
        self._places = threading.BoundedSemaphore(_MOST_AT_ONCE)
        super().__init__((host, port), _Handler)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    @property
    def url(self) -> str:
        """What the phone opens."""
        host, port = self.server_address[:2]
        shown = f"[{host!s}]" if self.address_family == socket.AF_INET6 else str(host)
        return f"http://{shown}:{port}/{self.state.token}"

    def stop(self) -> None:
        """Listen no more."""
        self.shutdown()
        self.server_close()

    def server_bind(self) -> None:
        """Bind, without the look-up of the host's name that `HTTPServer` makes: it may take minutes offline."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer on a thread of its own; more than a few at once are dropped."""
        if self.state.refuses(str(client_address[0])) or not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Give the place back when done."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a phone that hung up in the middle: it will try again."""


class _Handler(BaseHTTPRequestHandler):
    server: PhoneLinkServer
    timeout = _SILENCE_S

    def do_GET(self) -> None:
        """Show the form."""
        if self._is_the_phone():
            self._answer(200, "")

    def do_POST(self) -> None:
        """Take pictures."""
        if not self._is_the_phone():
            return
        boundary = boundary_of(self.headers.get("Content-Type", ""))
        body = self._body()
        if boundary is None or body is None:
            self._answer(400, text("phone_link.too_large", megabytes=MOST_BYTES // (1024 * 1024)))
            return
        files = files_in(body, boundary)
        kept = sum(self.server.state.keep(one) for one in files)
        if kept and kept == len(files):
            self._answer(200, text("phone_link.received", count=kept))
        else:
            self._answer(400, text("phone_link.not_all", kept=kept, refused=len(files) - kept))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer nothing to what is no request of ours."""
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: the path holds the token."""

    def _is_the_phone(self) -> bool:
        self.close_connection = True
        return self.server.state.admits(str(self.client_address[0]), self.path)

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or not 0 < int(length) <= _MOST_DRAINED:
            return None
        ends, left = time.monotonic() + _UPLOAD_S, int(length)
        parts = []
        while left:
            part = self.rfile.read1(min(left, _CHUNK))
            if not part or time.monotonic() > ends:
                return None
            if int(length) <= MOST_BYTES:
                parts.append(part)
            left -= len(part)
        return b"".join(parts) if parts else None

    def _answer(self, status: int, said: str) -> None:
        body = page(said)
        self.send_response_only(status)
        for name, value in _HEADERS:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
