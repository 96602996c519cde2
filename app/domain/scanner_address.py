"""Addresses of network scanners as people write them."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from app.domain.errors import SettingsError

MOST_SCANNERS = 8
_BETWEEN = re.compile(r"[\s,;\uff0c\uff1b\u3001]+")  # also the full-width comma, semicolon and enumeration comma
_HOST = re.compile(r"[0-9A-Za-z._-]+|[0-9a-fA-F:.]+(?:%[0-9A-Za-z]+)?")
_STANDARD_PATH = "/eSCL"  # what scanners announce in their `rs` record (Mopria eSCL 2.97, section 4)


def parse_scanner_addresses(written: str) -> tuple[str, ...]:
    """Full addresses without a slash at the end, in the order written, each once.

    `192.168.1.20`, `scanner.hall:8080`, `https://10.0.0.7/eSCL`; several are separated by spaces, commas or
    semicolons. Raises `settings.scanner_address` for one that is no address, `settings.scanner_addresses` for more
    than `MOST_SCANNERS`.
    """
    parts = [part for part in _BETWEEN.split(written) if part]
    addresses = tuple(dict.fromkeys(_full_address(part) for part in parts))
    if len(addresses) > MOST_SCANNERS:
        raise SettingsError("scanner_addresses", field="scanner.network_address", most=MOST_SCANNERS)
    return addresses


def _full_address(written: str) -> str:
    parts = _split(written if "://" in written else f"http://{written}")
    host = parts.hostname if parts is not None else None
    if parts is None or host is None or not _HOST.fullmatch(host) or not _is_plain(parts):
        raise SettingsError("scanner_address", field="scanner.network_address", address=written[:80])
    shown = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port is not None else ""
    return f"{parts.scheme}://{shown}{port}{parts.path.rstrip('/') or _STANDARD_PATH}"


def _split(address: str) -> SplitResult | None:
    """Take the address apart; None where its port or its brackets make no sense."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_plain(parts: SplitResult) -> bool:
    """Nothing in it but scheme, host, port and path: a name or password would stand readable in the settings."""
    return parts.scheme in {"http", "https"} and not (parts.query or parts.fragment or "@" in parts.netloc)
