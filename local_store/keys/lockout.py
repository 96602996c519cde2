"""Slows guessing down: from the fifth failure on, each one locks the login for longer.

Failures are written before the password is looked at, so killing the program does not win a free guess, and by
salted hash of the login (somebody may have typed a password into that field). Unknown logins are counted alike.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.domain.errors import AccessError
from local_store.durable_files import translated_errors, write_durably

_LOG = logging.getLogger(__name__)
FREE_FAILURES = 5
_FIRST_DELAY = timedelta(minutes=1)
_LONGEST_DELAY = timedelta(hours=1)
_MOST_LOGINS = 200


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int
    last: datetime

    def locked_for(self, now: datetime) -> timedelta:
        """How long the login stays locked; a clock set back does not make it longer than the delay itself."""
        if self.count < FREE_FAILURES:
            return timedelta(0)
        delay = min(_LONGEST_DELAY, _FIRST_DELAY * (1 << min(self.count - FREE_FAILURES, 10)))
        return min(delay, max(timedelta(0), self.last + delay - now))


class LockOut:
    """Counts failures of logins in one small file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin_try(self, login: str, now: datetime) -> None:
        """Count a try as failed until `succeeded` says otherwise; raises AccessError `access.locked_out`."""
        known = self._read()
        failures = known.get(login, _Failures(0, now))
        if failures.last > now:  # the clock was set back: count from now on, or it would never end
            failures = _Failures(failures.count, now)
            self._write({**known, login: failures})
        left = failures.locked_for(now)
        if left > timedelta(0):
            raise AccessError("locked_out", seconds=round(left.total_seconds()) or 1)
        self._write({**known, login: _Failures(failures.count + 1, now)})

    def succeeded(self, login: str) -> None:
        """The password was right: forget the failures of this login."""
        known = self._read()
        self._write({name: failures for name, failures in known.items() if name != login})

    def _read(self) -> dict[str, _Failures]:
        with translated_errors():
            content = self._path.read_bytes() if self._path.exists() else b"{}"
        try:
            return {
                login: _Failures(int(count), datetime.fromisoformat(last))
                for login, (count, last) in json.loads(content).items()
            }
        except (ValueError, AttributeError, TypeError, RecursionError):
            _LOG.warning("the record of failed sign-ins was damaged and starts anew")
            return {}

    def _write(self, known: dict[str, _Failures]) -> None:
        newest = sorted(known.items(), key=lambda item: item[1].last, reverse=True)[:_MOST_LOGINS]
        rows = {login: [failures.count, failures.last.isoformat()] for login, failures in newest}
        write_durably(self._path, json.dumps(rows).encode("ascii"))
