"""Puts the faults between the network and the platform, and the platform's mark on every honest answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.platform import contract
from app.platform.contract.reasons import STATUS_OF_REASON, Reason
from app.sandbox.faults import Fault, FaultKind, FaultSwitch
from app.sandbox.refusal import Refusal

TRANSPORT = "tongban.transport"
_PORTAL = b"<!DOCTYPE html><html><body>Sign in to use this network.</body></html>"
_REFUSED_BY = {
    FaultKind.UNAUTHORISED_401: Reason.UNAUTHORISED,
    FaultKind.STATION_UNKNOWN: Reason.STATION_UNKNOWN,
    FaultKind.STATION_WIPED: Reason.STATION_WIPED,
    FaultKind.CLOCK_SKEW: Reason.CLOCK_SKEW,
}
_DRIP_SECONDS = 0.05


class ReachableProtocol(H11Protocol):
    """Lets the fault layer end the connection itself: the transport stands in the scope."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wrap the application for this one connection."""
        super().connection_made(transport)
        served = self.app

        async def with_transport(scope: Any, receive: Any, send: Any) -> None:
            await served({**scope, TRANSPORT: transport}, receive, send)

        self.app = with_transport


class MarkLayer:
    """Adds `X-Tongban-Platform` to every answer."""

    def __init__(self, app: ASGIApp, province: str) -> None:
        self._app = app
        self._mark = (contract.PLATFORM_HEADER.lower().encode(), contract.platform_mark(province).encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), self._mark]}
            await send(message)

        await self._app(scope, receive, marked)


class FaultLayer:
    """Asks the switch for every request of the contract."""

    def __init__(self, app: ASGIApp, switch: FaultSwitch, province: str) -> None:
        self._app = app
        self._switch = switch
        self._mark = (contract.PLATFORM_HEADER.lower().encode(), contract.platform_mark(province).encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, well or badly."""
        fault = None
        if scope["type"] == "http" and scope["path"].startswith(f"/{contract.VERSION}/"):
            fault = self._switch.take(scope["method"], scope["path"])
        if fault is None:
            await self._app(scope, receive, send)
        else:
            await self._spoil(fault, scope, receive, send)

    async def _spoil(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        kind = fault.kind
        if kind is FaultKind.DELAY:
            await asyncio.sleep(fault.seconds)
            await self._app(scope, receive, send)
        elif kind in (FaultKind.DROP, FaultKind.HANG, FaultKind.DRIP):
            await _without_answer(fault, scope, receive)
        elif kind in _BEFORE:
            await _read_all(receive)
            status, headers, body = _BEFORE[kind](fault)
            if kind not in (FaultKind.HTML_200, FaultKind.REDIRECT_302):
                headers = [*headers, self._mark]
            await _answer(send, status, headers, body)
        else:
            await self._after(kind, scope, receive, send)

    async def _after(self, kind: FaultKind, scope: Scope, receive: Receive, send: Send) -> None:
        done = _Recorder()
        await self._app(scope, receive, done)
        body = bytes(done.body)
        if kind is FaultKind.DROP_ANSWER:
            await _end(scope, receive)
        elif kind is FaultKind.HALF_BODY:
            await send({"type": "http.response.start", "status": done.status, "headers": done.headers})
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            await _end(scope, receive)
        elif kind is FaultKind.ERROR_AFTER:
            await _answer(send, 500, [self._mark], b"")
        elif kind is FaultKind.WRONG_MARK:
            headers = [pair for pair in done.headers if pair[0] != self._mark[0]]
            await _answer(send, done.status, [*headers, (self._mark[0], b"elsewhere;v1")], body)
        else:
            spoilt = body[: len(body) // 2] if kind is FaultKind.HALF_JSON else _wrong_echo(body)
            await _answer(send, done.status, done.headers, spoilt)


class _Recorder:
    """Takes the answer of the application instead of the network."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")


_Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


def _refused(fault: Fault) -> _Answer:
    refusal = Refusal(_REFUSED_BY[fault.kind])
    return STATUS_OF_REASON[refusal.reason], [], json.dumps(refusal.answer()).encode()


_BEFORE: dict[FaultKind, Callable[[Fault], _Answer]] = {
    FaultKind.ERROR_500: lambda fault: (500, [], b"{}"),
    FaultKind.BUSY_503: lambda fault: (503, [(b"retry-after", str(int(fault.seconds)).encode())], b"{}"),
    FaultKind.HTML_200: lambda fault: (200, [(b"content-type", b"text/html")], _PORTAL),
    FaultKind.REDIRECT_302: lambda fault: (302, [(b"location", b"/portal")], b""),
    **dict.fromkeys(_REFUSED_BY, _refused),
}


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    kept = [pair for pair in headers if pair[0] != b"content-length"]
    sized = [*kept, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": sized})
    await send({"type": "http.response.body", "body": body})


async def _without_answer(fault: Fault, scope: Scope, receive: Receive) -> None:
    if fault.kind is not FaultKind.DROP:
        await _read_all(receive)
        gone = asyncio.ensure_future(_gone(receive))
        if fault.kind is FaultKind.DRIP:
            await _drip(fault, scope[TRANSPORT], gone)
        else:
            await asyncio.wait((gone,), timeout=fault.seconds)
        gone.cancel()
    await _end(scope, receive)


async def _drip(fault: Fault, transport: asyncio.Transport, gone: asyncio.Future[None]) -> None:
    transport.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(int(fault.seconds / _DRIP_SECONDS)):
        if gone.done():
            return
        transport.write(b"a")
        await asyncio.wait((gone,), timeout=_DRIP_SECONDS)


async def _end(scope: MutableMapping[str, Any], receive: Receive) -> None:
    """Close the connection and let the server notice, so that it does not answer for us."""
    scope[TRANSPORT].close()
    await _gone(receive)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _read_all(receive: Receive) -> None:
    while (await receive()).get("more_body", False):
        pass


def _wrong_echo(body: bytes) -> bytes:
    """The answer with the key and hashes of some other fact."""
    try:
        answer = json.loads(body)
    except ValueError:
        return body
    for name in ("key", "body_sha256", "sha256"):
        if name in answer:
            answer[name] = answer[name][::-1]
    return json.dumps(answer).encode()
