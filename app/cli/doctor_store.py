"""What `tongban doctor` looks at around the data: room, rights, keys, the store itself, the clock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.cli.check import Check, Verdict, failed
from app.domain.errors import TongbanError
from resources.texts import text

LEAST_FREE_BYTES = 1024**3
CLOCK_TOLERANCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Account:
    """With whose password the store may be opened."""

    login: str
    password: str


def check_disk(folder: Path) -> Check:
    """Room for the data, and whether this user may write there."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(existing, os.W_OK | os.X_OK):
        return Check("disk", Verdict.FAIL, text("doctor.not_writable", folder=existing))
    free = shutil.disk_usage(existing).free
    verdict = Verdict.OK if free >= LEAST_FREE_BYTES else Verdict.WARN
    return Check("disk", verdict, text("doctor.disk_free", gigabytes=round(free / 1024**3, 1)))


def check_store(folder: Path, account: Account | None) -> Check:
    """Whether there is a store with its keys; with an account it is opened, and the chain of its log checked."""
    from app.system_clock import SystemClock
    from local_store.folder import DataFolder
    from local_store.opening import station_credentials
    from local_store.search.romanizer import PinyinRomanizer

    credentials = station_credentials(DataFolder(folder), SystemClock(), PinyinRomanizer())
    try:
        if not credentials.initialised():
            return Check("store", Verdict.WARN, text("doctor.store_absent"))
        if account is None:
            return _without_looking_in(credentials.has_recovery_key())
        with closing(credentials.unlock(account.login, account.password)) as store:
            broken = store.first_audit_break()
            letter = store.installation_letter
    except TongbanError as error:
        return failed("store", error)
    if broken is not None:
        return Check("store", Verdict.FAIL, text("doctor.audit_broken", sequence=broken.sequence))
    if not credentials.has_recovery_key():
        return Check("store", Verdict.WARN, text("doctor.recovery_absent"))
    return Check("store", Verdict.OK, text("doctor.store_whole", letter=letter))


def _without_looking_in(recovery_key: bool) -> Check:
    if not recovery_key:
        return Check("store", Verdict.WARN, text("doctor.recovery_absent_unopened"))
    return Check("store", Verdict.OK, text("doctor.store_there"))


def check_clock(folder: Path) -> Check:
    """A clock behind what was written here (by the program or its makers) was set back, or its battery is empty."""
    now, newest = datetime.now(UTC), max(_written(folder))
    if newest - now > CLOCK_TOLERANCE:
        words = text("doctor.clock_back", now=f"{now.astimezone():%Y-%m-%d %H:%M}", newest=f"{newest:%Y-%m-%d}")
        return Check("clock", Verdict.FAIL, words)
    return Check("clock", Verdict.OK, text("doctor.clock", now=f"{now.astimezone():%Y-%m-%d %H:%M %z}"))


def _written(folder: Path) -> Iterator[datetime]:
    for path in (Path(__file__), *folder.glob("*")):
        yield datetime.fromtimestamp(path.stat().st_mtime, UTC)
