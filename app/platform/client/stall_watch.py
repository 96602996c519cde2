"""Ends an exchange in which nothing moves any more.

A time-out of `requests` bounds one wait for the other side. A server that sends a byte now and then, or a
firewall that swallows the answer after the body was sent, would hold a thread for hours; the watch cuts the
connection's socket instead.
"""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import requests
from requests.adapters import HTTPAdapter


class StallWatch:
    """Watches one exchange at a time: `with watch: ...`; `fired` tells whether it had to cut.

    `stall` seconds may pass from the start, and after every block sent, until the next block; once the body has
    been sent the whole answer must be there within `answer` seconds.
    """

    def __init__(self, stall: float, answer: float) -> None:
        self._stall = stall
        self._answer = answer
        self._changed = threading.Condition()
        self._over = threading.Event()
        self._deadline = 0.0
        self._connection: Any = None
        self.fired = False

    def __enter__(self) -> StallWatch:
        """Start watching."""
        self._over = threading.Event()
        self.fired = False
        self.moved()
        threading.Thread(target=self._guard, args=(self._over,), name="stall-watch", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop watching: the connection may serve the next exchange."""
        with self._changed:
            self._over.set()
            self._connection = None
            self._changed.notify()

    def moved(self) -> None:
        """A block of the request has left."""
        self._deadline = time.monotonic() + self._stall

    def sent(self) -> None:
        """The request has left whole; now the answer's time runs."""
        with self._changed:
            self._deadline = time.monotonic() + self._answer
            self._changed.notify()

    def announce(self, connection: Any) -> None:
        """The connection (of http.client's kind) this exchange uses.

        While it sends, a block may take as long as the watch allows: the library would give it only the time for
        connecting, which is too short for 16 KiB on a line of 2 kB/s.
        """
        self._connection = connection
        if connection.sock is not None:
            connection.sock.settimeout(2 * self._stall)

    def reported(self, body: bytes | None) -> io.BytesIO | None:
        """The body as a stream that tells the watch of its progress."""
        if body is None:
            self.sent()
            return None
        return _ReportedBody(body, self)

    def _guard(self, over: threading.Event) -> None:
        with self._changed:
            while not over.is_set():
                left = self._deadline - time.monotonic()
                if left <= 0:
                    self.fired = True
                    self._cut()
                    return
                self._changed.wait(left)

    def _cut(self) -> None:
        sock = getattr(self._connection, "sock", None)
        if isinstance(sock, socket.socket):
            try:
                # Of the plain socket also under TLS: the other thread is inside the TLS object.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
            except OSError:
                # The other side was faster; the exchange ends by itself.
                return


class _ReportedBody(io.BytesIO):
    def __init__(self, body: bytes, watch: StallWatch) -> None:
        super().__init__(body)
        self._watch = watch

    def read(self, size: int | None = -1, /) -> bytes:
        block = super().read(size)
        if block:
            self._watch.moved()
        else:
            self._watch.sent()
        return block


class WatchedAdapter(HTTPAdapter):
    """Transport that tells the watch which connection is in use; never retries, keeps one connection a host."""

    def __init__(self, watch: StallWatch) -> None:
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)
        self._watch = watch
        self._classes: dict[type, type] = {}

    def get_connection_with_tls_context(
        self,
        request: requests.PreparedRequest,
        verify: bool | str | None,
        proxies: Mapping[str, str] | None = None,
        cert: str | tuple[str, str] | None = None,
    ) -> Any:
        """The pool of this host, with connections that announce themselves."""
        pool: Any = super().get_connection_with_tls_context(request, verify, proxies, cert)
        plain = pool.ConnectionCls
        if plain not in self._classes.values():
            pool.ConnectionCls = self._classes.setdefault(plain, _announcing(plain, self._watch))
        return pool


def _announcing(plain: Any, watch: StallWatch) -> type:
    def putrequest(connection: Any, *arguments: Any, **options: Any) -> None:
        watch.announce(connection)
        plain.putrequest(connection, *arguments, **options)

    def connect(connection: Any) -> None:
        plain.connect(connection)
        watch.announce(connection)

    return type(plain.__name__, (plain,), {"putrequest": putrequest, "connect": connect})
