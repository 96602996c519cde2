"""What went wrong on the line, as one error class a cause."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

import requests

from app.domain.errors import SyncError

_BROKEN = (ConnectionResetError, BrokenPipeError, ConnectionAbortedError)
_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EACCES, errno.EADDRNOTAVAIL})


def line_fault(error: BaseException, *, stalled: bool) -> SyncError:
    """The SyncError for what `requests` or the socket raised; `stalled` when the watch cut the connection."""
    return SyncError(_cause(error, stalled), detail=_innermost(error))


def _cause(error: BaseException, stalled: bool) -> str:
    chain = tuple(_chain(error))
    if stalled:
        return "stalled"
    if _any(chain, ssl.SSLCertVerificationError):
        return "certificate"
    if _any(chain, socket.gaierror):
        return "dns"
    if _any(chain, requests.Timeout, TimeoutError):
        return "timeout"
    if _any(chain, ConnectionRefusedError) or any(getattr(one, "errno", None) in _UNREACHABLE for one in chain):
        return "no_route"
    if _any(chain, requests.exceptions.ContentDecodingError):
        return "bad_answer"
    return "interrupted"


def _any(chain: tuple[BaseException, ...], *kinds: type[BaseException]) -> bool:
    return any(isinstance(one, kinds) for one in chain)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and all it was made from, wherever the libraries put it (cause, context, reason, arguments)."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        parts = (one.__cause__, one.__context__, getattr(one, "reason", None), *one.args)
        waiting += [part for part in parts if isinstance(part, BaseException)]


def _innermost(error: BaseException) -> str:
    """Class name of what lies deepest: says more to whoever reads the log than the wrapper, and nothing private."""
    return type(tuple(_chain(error))[-1]).__name__
