"""IPP over HTTP (RFC 8010, section 4) to a print server, by TCP or by its local socket."""

from __future__ import annotations

import http.client
import itertools
import os
import socket
from collections.abc import Mapping
from pathlib import Path

from app.domain.errors import PrintError
from app.printing.ipp.message import Attribute, Response, Tag, Value, decode_response, encode_request

DEFAULT_PORT = 631
_LOCAL_SOCKETS = ("/run/cups/cups.sock", "/var/run/cups/cups.sock")
_SUCCESS_BELOW = 0x0100
_NOT_FOUND = 0x0406


class IppConnection:
    """Sends requests to one print server, a new HTTP connection each.

    `server` is `host`, `host:port`, or the path of a local socket; `timeout` seconds hold for each step of the wire.
    """

    def __init__(self, server: str, timeout: float = 10.0) -> None:
        self.server = server
        self._timeout = timeout
        self._request_ids = itertools.count(1)

    def send(
        self, path: str, operation: int, groups: Mapping[Tag, tuple[Attribute, ...]], document: bytes = b""
    ) -> Response:
        """Post one request.

        Raises PrintError `print.no_server` (nobody answers), `print.refused` (the server says no; `status` is the
        HTTP or IPP status), `print.not_found`, `print.bad_answer`.
        """
        asked = {**groups, Tag.OPERATION: (*_greeting(), *groups.get(Tag.OPERATION, ()))}
        ordered = {tag: asked[tag] for tag in sorted(asked)}
        message = encode_request(operation, next(self._request_ids), ordered)
        response = decode_response(self._post(path, message + document))
        if response.status == _NOT_FOUND:
            raise PrintError("not_found")
        if response.status >= _SUCCESS_BELOW:
            raise PrintError("refused", status=f"{response.status:#06x}")
        return response

    def _post(self, path: str, body: bytes) -> bytes:
        connection = self._open()
        try:
            connection.request("POST", path, body, {"Content-Type": "application/ipp"})
            with connection.getresponse() as answer:
                if answer.status != http.client.OK:
                    raise PrintError("refused", status=str(answer.status))
                return answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise PrintError("no_server", server=self.server) from error
        finally:
            connection.close()

    def _open(self) -> http.client.HTTPConnection:
        if self.server.startswith("/"):
            return _SocketConnection(self.server, self._timeout)
        host, _, port = self.server.partition(":")
        return http.client.HTTPConnection(host, int(port or DEFAULT_PORT), timeout=self._timeout)


class _SocketConnection(http.client.HTTPConnection):
    """HTTP over a local socket."""

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        """Open the local socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def default_server() -> str:
    """Where this machine's print server is: CUPS_SERVER, else its local socket, else the loopback."""
    named = os.environ.get("CUPS_SERVER", "").partition("/version")[0]
    if named:
        return named
    return next((path for path in _LOCAL_SOCKETS if Path(path).is_socket()), "localhost")


def first_text(attributes: Mapping[str, tuple[Value, ...]], name: str) -> str:
    """First value of an attribute as text, empty when there is none."""
    return str(next(iter(attributes.get(name, ())), ""))


def first_number(attributes: Mapping[str, tuple[Value, ...]], name: str) -> int:
    """First value of an attribute as a number, 0 when there is none."""
    value = next(iter(attributes.get(name, ())), 0)
    return value if isinstance(value, int) else 0


def _greeting() -> tuple[Attribute, ...]:
    """What every request begins with (RFC 8011, 4.1.4)."""
    return (
        Attribute(Tag.CHARSET, "attributes-charset", ("utf-8",)),
        Attribute(Tag.LANGUAGE, "attributes-natural-language", ("zh-cn",)),
    )
