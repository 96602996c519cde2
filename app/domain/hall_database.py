"""The address of a hall's database, as the setting `store.hall_url` has it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from app.domain.errors import SettingsError

_FIELD = "store.hall_url"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_PROVEN = frozenset({"verify-full", "verify-ca"})


def check_hall_url(url: str) -> None:
    """Accept `postgresql://login@host/database?sslmode=verify-full&...`, parameters as in libpq's connection URIs.

    Settings lie in clear, so no password. Over the wire only TLS with a proven server: searched columns are plain on
    the server, and pass there as they are. Raises `settings.hall_url`, `settings.hall_tls`.
    """
    try:
        parts = urlsplit(url)
        asked, password = dict(parse_qsl(parts.query)), parts.password
    except ValueError as error:
        raise SettingsError("hall_url", field=_FIELD, key=_FIELD) from error
    if parts.scheme != "postgresql" or not parts.path.strip("/") or password is not None or "password" in asked:
        raise SettingsError("hall_url", field=_FIELD, key=_FIELD)  # not told further: there may be a password in it
    host = asked.get("host") or parts.hostname or ""
    on_this_machine = not host or host.startswith("/") or host in _LOOPBACK
    if not on_this_machine and asked.get("sslmode") not in _PROVEN:
        raise SettingsError("hall_tls", field=_FIELD, key=_FIELD)
