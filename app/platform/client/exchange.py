"""One question to the platform: its headers, and an answer that is the platform's own or an error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import TYPE_CHECKING

from app.domain.errors import SyncError
from app.domain.settings import check_platform_address
from app.platform import contract
from app.platform.client.line import HttpLine, LineTimeouts, RawAnswer
from app.platform.client.orders import Installation, proven_order
from app.ports.environment import Clock

if TYPE_CHECKING:
    import requests


class PlatformExchange:
    """Asks one province's platform on behalf of one installation; safe to use from several threads."""

    def __init__(
        self, line: HttpLine, station_code: str, province: str, clock: Clock, installation: Installation
    ) -> None:
        self._line = line
        self._station_code = station_code
        self._mark = contract.platform_mark(province)
        self._clock = clock
        self._installation = installation

    def ask(
        self,
        method: str,
        path: str,
        statuses: tuple[int, ...],
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> RawAnswer:
        """The answer with one of `statuses`. Raises SyncError; the details of `station_wiped` carry a proven order."""
        from app.platform.client import verdict

        now = self._clock.now()
        common = {
            contract.STATION_HEADER: self._station_code,
            contract.SENT_AT_HEADER: now.astimezone(UTC).isoformat(timespec="seconds"),
            "Accept": "application/json",
        }
        if self._installation.id:
            common[contract.INSTALLATION_HEADER] = self._installation.id
        answer = self._line.exchange(method, path, common | (headers or {}), body)
        try:
            verdict.check(answer, self._mark, statuses, now)
        except SyncError as error:
            if error.code == "sync.station_wiped":
                signed = verdict.signed_order(answer)
                error.details["order"] = proven_order(signed, self._station_code, self._installation)
            raise
        return answer


def platform_line(
    base_url: str, timeouts: LineTimeouts, session_factory: Callable[[], requests.Session] | None = None
) -> HttpLine:
    """The line to an address. Raises SettingsError `settings.platform_address` for one that may not be used."""
    check_platform_address(base_url)
    return HttpLine(base_url, timeouts, session_factory or _plain_session)


def _plain_session() -> requests.Session:
    import requests

    return requests.Session()
