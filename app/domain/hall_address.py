"""The address in the hall's own network on which this station may listen."""

from __future__ import annotations

import ipaddress

from app.domain.errors import SettingsError

_FIELD = "phone_link.address"


def parse_hall_address(written: str) -> tuple[str, int]:
    """Host and port of `192.168.1.30` or `192.168.1.30:8090`; port 0 stands for any that is free.

    Only an address of a private network (RFC 1918, RFC 4193) or this very machine is taken, never a name and never
    "all networks": who listens must know on which line. Raises `settings.phone_link_address`.
    """
    host, port = _taken_apart(written.strip())
    try:
        address = ipaddress.ip_address(host)
        number = int(port or "0")
    except ValueError as error:
        raise SettingsError("phone_link_address", field=_FIELD, address=written[:80]) from error
    nowhere = address.is_unspecified or address.is_link_local or address.is_reserved
    inside = address.is_loopback or (address.is_private and not nowhere)
    if not inside or not 0 <= number <= 65535:
        raise SettingsError("phone_link_address", field=_FIELD, address=written[:80])
    return str(address), number


def _taken_apart(written: str) -> tuple[str, str]:
    if written.startswith("["):
        host, _, rest = written[1:].partition("]")
        return host, rest.removeprefix(":")
    if written.count(":") == 1:
        host, _, port = written.partition(":")
        return host, port
    return written, ""
