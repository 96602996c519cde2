"""HTTP to one scanner: every request bounded in time and size, and given up at once when the clerk says so."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.domain.errors import Cancelled, DeviceError
from app.ports.document_source import never_cancelled
from scanners.drivers.escl.bounded_xml import MAX_BYTES

if TYPE_CHECKING:
    import requests

_LOOK_EVERY_S = 0.05
_BLOCK = 64 * 1024
_LONGEST_REST_S = 5.0
_ACCESS_DENIED = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class EsclPatience:
    """How long things may take, in seconds.

    `connect_s` and `query_s` are for a connection and a short answer; `stall_s` and `page_s` for a page without any
    byte, and whole; a busy scanner is asked for `busy_s`, every `rest_s`; `farewell_s` is for stopping a job. `page_s`
    stays below the patience of the worker process, so that the cause is told and not only the hang.
    """

    connect_s: float = 3.0
    query_s: float = 10.0
    stall_s: float = 60.0
    page_s: float = 110.0
    busy_s: float = 15.0
    rest_s: float = 1.0
    farewell_s: float = 3.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `location` is the path of a created job, `rest_s` how long the scanner asks to be left alone."""

    status: int
    body: bytes
    location: str = ""
    rest_s: float | None = None


@dataclass(slots=True)
class EsclClient:
    """Speaks to the scanner at `address`, from one thread.

    Raises `Cancelled`, and `DeviceError`: `scanner_offline`, `scanner_certificate`, `scanner_hung`, `transfer_cut`,
    `scanner_bad_answer`, `document_too_large`.
    """

    address: str
    patience: EsclPatience
    cancelled: Callable[[], bool] = never_cancelled
    _session: requests.Session | None = field(default=None, init=False)

    def query(self, resource: str) -> bytes:
        """The body of a short answer. Raises `access_denied`, `not_a_scanner`, `busy`, `scanner_error` too."""
        answer = self._exchange("GET", f"{self._root()}/{resource}", most=MAX_BYTES, within_s=self.patience.query_s)
        if answer.status != 200:
            raise fault_of_status(answer.status)
        return answer.body

    def create_job(self, ticket: bytes) -> Answer:
        """Ask for a scan. A job that is made after the clerk has stopped is deleted."""
        path = f"{self._root()}/ScanJobs"
        answer = self._started("POST", path, body=ticket, most=MAX_BYTES, within_s=self.patience.page_s)
        try:
            return self._awaited(answer, self.patience.page_s, self.cancelled)
        except (Cancelled, DeviceError):
            answer.add_done_callback(self._undo)
            raise

    def next_document(self, job: str, most: int) -> Answer:
        """Ask for the next page of a job, of at most `most` bytes; the scanner answers when it is scanned."""
        return self._exchange("GET", f"{job}/NextDocument", most=most, within_s=self.patience.page_s)

    def delete_job(self, job: str) -> None:
        """Stop a job, whatever the clerk has said."""
        within_s = self.patience.farewell_s
        self._awaited(self._started("DELETE", job, most=MAX_BYTES, within_s=within_s), within_s, never_cancelled)

    def rest(self, seconds: float) -> None:
        """Leave the scanner alone for a while."""
        until = time.monotonic() + min(max(seconds, _LOOK_EVERY_S), _LONGEST_REST_S)
        while time.monotonic() < until:
            if self.cancelled():
                raise Cancelled("scan")
            time.sleep(_LOOK_EVERY_S)

    def _root(self) -> str:
        return urlsplit(self.address).path

    def _exchange(self, method: str, path: str, *, most: int, within_s: float) -> Answer:
        if self.cancelled():
            raise Cancelled("scan")
        return self._awaited(self._started(method, path, most=most, within_s=within_s), within_s, self.cancelled)

    def _started(
        self, method: str, path: str, *, most: int, within_s: float, body: bytes | None = None
    ) -> Future[Answer]:
        """Run a request on a thread of its own: a scanner may take a minute before its first byte.

        One that is given up ends by itself: nothing it does can outlast its own limits.
        """
        result: Future[Answer] = Future()
        limits = _Limits(most, min(self.patience.stall_s, within_s), time.monotonic() + within_s)

        def run() -> None:
            try:
                result.set_result(self._request(method, path, body, limits))
            except BaseException as error:  # noqa: BLE001 - carried over to the thread that asked
                result.set_exception(error)

        threading.Thread(target=run, daemon=True).start()
        return result

    def _awaited(self, result: Future[Answer], within_s: float, cancelled: Callable[[], bool]) -> Answer:
        deadline = time.monotonic() + within_s
        while not wait((result,), _LOOK_EVERY_S).done:
            if cancelled():
                raise Cancelled("scan")
            if time.monotonic() > deadline:
                raise DeviceError("scanner_hung", seconds=round(within_s))
        return result.result()

    def _undo(self, made: Future[Answer]) -> None:
        """Delete the job of a request that nobody waits for any more."""
        if made.exception() is None and made.result().location:
            self._started("DELETE", made.result().location, most=MAX_BYTES, within_s=self.patience.farewell_s)

    def _request(self, method: str, path: str, body: bytes | None, limits: _Limits) -> Answer:
        import requests

        parts = urlsplit(self.address)
        try:
            with self._opened().request(
                method,
                f"{parts.scheme}://{parts.netloc}{path}",
                data=body,
                headers={"Accept-Encoding": "identity", **({"Content-Type": "text/xml"} if body else {})},
                timeout=(self.patience.connect_s, limits.stall_s),
                allow_redirects=False,  # an address somewhere else is not the scanner the settings name
                stream=True,
            ) as response:
                return _answer(response, limits)
        except requests.RequestException as error:
            raise _fault(error, self.address, limits) from error

    def _opened(self) -> requests.Session:
        if self._session is None:
            import requests

            self._session = requests.Session()
            # Proxies and credentials of the clerk's shell have no say on the way to a scanner in the same room.
            self._session.trust_env = False
        return self._session


@dataclass(frozen=True, slots=True)
class _Limits:
    """Of one request: bytes, seconds without a byte, the moment when it must be over."""

    most: int
    stall_s: float
    deadline: float


def fault_of_status(status: int) -> DeviceError:
    """What an HTTP status means where success was needed (RFC 9110, section 15)."""
    if status in _ACCESS_DENIED:
        return DeviceError("access_denied")
    if status == 404:
        return DeviceError("not_a_scanner")
    if status == 503:
        return DeviceError("busy")
    return DeviceError("scanner_error", status=status)


def _answer(response: requests.Response, limits: _Limits) -> Answer:
    rest = response.headers.get("Retry-After", "")
    return Answer(
        response.status_code,
        _body(response, limits),
        urlsplit(response.headers.get("Location", "")).path.rstrip("/"),
        float(rest) if rest.isdecimal() and len(rest) <= 4 else None,
    )


def _body(response: requests.Response, limits: _Limits) -> bytes:
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise DeviceError("scanner_bad_answer", about="Content-Encoding")  # not asked for, and a way to hide a bomb
    body = bytearray()
    for block in response.iter_content(_BLOCK):
        body += block
        if len(body) > limits.most:
            raise DeviceError("document_too_large", megabytes=limits.most // 1_000_000)
        if time.monotonic() > limits.deadline:
            raise DeviceError("scanner_hung", seconds=round(limits.stall_s))
    return bytes(body)


def _fault(error: requests.RequestException, address: str, limits: _Limits) -> DeviceError:
    import requests

    if isinstance(error, requests.exceptions.SSLError):
        return DeviceError("scanner_certificate", address=address)
    if isinstance(error, requests.ReadTimeout) or _was_a_timeout(error):
        return DeviceError("scanner_hung", seconds=round(limits.stall_s))
    if isinstance(error, requests.ConnectTimeout) or _never_connected(error):
        return DeviceError("scanner_offline", address=address)
    if isinstance(error, requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
        return DeviceError("transfer_cut") if _broke_off(error) else DeviceError("scanner_bad_answer", about="HTTP")
    return DeviceError("scanner_bad_answer", about="HTTP")


def _was_a_timeout(error: BaseException) -> bool:
    """A stall in the middle of a body, which the library reports as a connection error."""
    return any(isinstance(one, TimeoutError) for one in _causes(error)) and not _never_connected(error)


def _never_connected(error: BaseException) -> bool:
    """No route, refused, no such name: nothing was ever sent."""
    names = {type(one).__name__ for one in _causes(error)}
    return bool(names & {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"})


def _broke_off(error: BaseException) -> bool:
    """The connection ended too early, apart from one whose words were no HTTP."""
    return any(isinstance(one, ConnectionError) or type(one).__name__ == "IncompleteRead" for one in _causes(error))


def _causes(error: BaseException) -> list[BaseException]:
    """The error with everything it was made of: as cause, as context, as argument."""
    found: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return found
