"""One HTTP exchange with the platform: time limits, no redirects, no hidden retries, whole answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.errors import SyncError

if TYPE_CHECKING:
    import requests

    from app.platform.client.stall_watch import StallWatch

_LARGEST_ANSWER = 8 * 1024 * 1024
_READ_BLOCK = 64 * 1024


@dataclass(frozen=True, slots=True)
class LineTimeouts:
    """Limits in seconds.

    `connect` and `read` bound single waits for the other side (a server that drips bytes never exceeds `read`);
    `stall` is the longest time without any block of the request leaving, `answer` bounds the whole answer.
    """

    connect: float = 6.0
    read: float = 30.0
    stall: float = 30.0
    answer: float = 90.0


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """A whole answer; header names are found in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpLine:
    """Exchanges with one base address; every thread has a session (and its connections) of its own."""

    def __init__(self, base_url: str, timeouts: LineTimeouts, session_factory: Callable[[], requests.Session]) -> None:
        self._base_url = base_url.rstrip("/")
        self._timeouts = timeouts
        self._session_factory = session_factory
        self._local = threading.local()

    def exchange(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> RawAnswer:
        """Send one request and read the whole answer.

        Raises SyncError `sync.no_route`, `sync.dns`, `sync.timeout`, `sync.stalled`, `sync.interrupted`,
        `sync.certificate`, or `sync.bad_answer` for an answer that is too large or cannot be unpacked.
        """
        import requests

        from app.platform.client.line_faults import line_fault

        session, watch = self._session()
        with watch:
            try:
                answer = self._exchange(session, watch, method, path, headers, body)
            except (OSError, requests.exceptions.BaseHTTPError) as error:  # type: ignore[attr-defined]
                raise line_fault(error, stalled=watch.fired) from error
            if watch.fired:
                # http.client takes the end of the connection for the end of the head: no error, and no answer either.
                raise SyncError("stalled", detail="cut")
            return answer

    def _exchange(
        self,
        session: requests.Session,
        watch: StallWatch,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> RawAnswer:
        with session.request(
            method,
            self._base_url + path,
            data=watch.reported(body),
            headers=dict(headers),
            timeout=(self._timeouts.connect, self._timeouts.read),
            allow_redirects=False,
            stream=True,
        ) as response:
            return RawAnswer(response.status_code, response.headers, _whole_body(response))

    def _session(self) -> tuple[requests.Session, StallWatch]:
        """The session of this thread and the watch over its connections."""
        if not hasattr(self._local, "session"):
            from app.platform.client.stall_watch import StallWatch, WatchedAdapter

            watch = StallWatch(self._timeouts.connect + self._timeouts.stall, self._timeouts.answer)
            session = self._session_factory()
            # Proxies and credentials of the clerk's shell have no say on the way to the platform.
            session.trust_env = False
            for scheme in ("https://", "http://"):
                session.mount(scheme, WatchedAdapter(watch))
            self._local.session, self._local.watch = session, watch
        return self._local.session, self._local.watch


def _whole_body(response: requests.Response) -> bytes:
    body = bytearray()
    for block in response.iter_content(_READ_BLOCK):
        body += block
        if len(body) > _LARGEST_ANSWER:
            raise SyncError("bad_answer", detail=f"more than {_LARGEST_ANSWER} bytes", status=response.status_code)
    return bytes(body)
