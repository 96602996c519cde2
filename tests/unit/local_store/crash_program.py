"""A program that is killed at a chosen crossing of the border to the operating system.

`python -m tests.unit.local_store.crash_program FOLDER WHAT [TEMPLATE]`: for N = 1, 2, ... a forked child does WHAT
(a key of `WORK`) in FOLDER/N, a copy of TEMPLATE, and kills itself at its N-th crossing: before each write, fsync,
rename and unlink of ours, each BEGIN and each COMMIT, and at its end (before one is after the one before).
Prints `N acknowledged` when a child did all of WHAT before dying, and `N ended CODE` for the first one that was not
killed at all, which ends the series.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy

import local_store.store  # noqa: F401 - loaded once, before forking
from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Clerk, Role, Session
from app.domain.outbox import FactKind
from app.domain.platform import WipeOrder
from app.services.manage_accounts import ManageAccounts
from local_store.folder import DataFolder
from local_store.keys.wiping import FolderKeyWipe
from local_store.settings_files import JsonSettingsFiles
from local_store.store import SqlStore
from tests.fakes.desk import STATION
from tests.fakes.environment import ManualClock, SequentialIds
from tests.fakes.local_store import cheap_credentials, small_store
from tests.fakes.store_samples import NOW, custody_event, fact, page, received
from tests.unit.local_store.backup_station import add_case, nobody, reopened, restored
from tests.unit.local_store.migration_fixture import offer_next_revision

ADMIN = Clerk("1", "admin", "管理样本", "0001", Role.ADMIN)
CLERK = Clerk("2", "wang", "王样本", "0012", Role.CLERK)
NEW_PASSWORD = "another secret"
PAGES = (page("page-1"), page("page-2", sequence=2))
CONTENTS = tuple(one.id.encode() + suffix for one in PAGES for suffix in (b"", b" straightened"))


class Borders:
    """Counts crossings and kills the process at one of them."""

    def __init__(self, fatal: int) -> None:
        self._left = fatal

    def cross(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def guard(self, owner: Any, name: str) -> None:
        genuine = getattr(owner, name)

        def crossing(*arguments: Any, **named: Any) -> Any:
            self.cross()
            return genuine(*arguments, **named)

        setattr(owner, name, crossing)

    def guard_all(self) -> None:
        for owner, name in ((os, "write"), (os, "fsync"), (os, "replace"), (Path, "unlink"), (Path, "rmdir")):
            self.guard(owner, name)
        self.guard(sqlalchemy.engine.default.DefaultDialect, "do_commit")
        self.guard(sqlalchemy.engine.Connection, "_begin_impl")
        self.guard(sqlalchemy.engine.Connection, "exec_driver_sql")


def set_up(folder: Path) -> None:
    """Make a new store with its first account."""
    cheap_credentials(folder).initialise(ADMIN, "secret")


def receive(folder: Path) -> None:
    """Open a store, capture two pages, receive a case with everything that belongs to it."""
    store = small_store(folder)
    store.vault.put_all([(content, "image/jpeg") for content in CONTENTS])
    with store.unit_of_work() as unit:
        number = str(unit.numbers.next_receipt_number("YZ12"))
        unit.cases.save(received(number=number))
        for one in PAGES:
            unit.pages.add(one)
            unit.outbox.add(fact(one.id, kind=FactKind.PAGE, blob_sha256=one.original.sha256), NOW)
        unit.custody.add(custody_event("custody-1"))
        unit.audit.add(AuditEntry(AuditAction.CASE_RECEIVED, NOW, "clerk-1", "case-1"))
        unit.commit()


def upgrade(folder: Path) -> None:
    """Open a store with a program that has one more revision."""
    small_store(folder)


def accounts_of(folder: Path) -> tuple[SqlStore, ManageAccounts, Session]:
    """The station's accounts, the admin signed in."""
    credentials = cheap_credentials(folder)
    store = credentials.unlock("admin", "secret")
    files = JsonSettingsFiles(folder)
    return store, ManageAccounts(store, credentials, files, ManualClock(), SequentialIds()), Session(ADMIN, STATION)


def password(folder: Path) -> None:
    """The admin changes the own password."""
    _, manage, session = accounts_of(folder)
    manage.change_password(session, "secret", NEW_PASSWORD)


def accounts(folder: Path) -> None:
    """The admin disables the clerk and takes that back."""
    _, manage, session = accounts_of(folder)
    manage.disable(session, CLERK.id)
    manage.enable(session, CLERK.id)


def back_up(folder: Path) -> None:
    """A backup that takes the place of the one before."""
    reopened(folder / "data").upkeep.back_up(folder / "other", 1, nobody)


def backed_up(folder: Path) -> None:
    """What `back_up` starts from: a backup of this installation, and a case that is not in it."""
    with closing(reopened(folder / "data")) as store:
        store.upkeep.back_up(folder / "other", 1, nobody)
        add_case(store, 2)


def restore(folder: Path) -> None:
    """Bring the backup back in another place."""
    restored(folder / "disk", folder / "new")


def let_go(folder: Path) -> None:
    """Remove a case past its time and everything of it."""
    store = reopened(folder / "data")
    with store.unit_of_work() as unit:
        unit.retention.remove("case-1")
        unit.audit.add(AuditEntry(AuditAction.CASE_REMOVED, NOW, "", "case-1"))
        unit.commit()
    store.upkeep.let_go()


def wipe(folder: Path) -> None:
    """Destroy the keys by order of the province."""
    FolderKeyWipe(DataFolder(folder)).wipe(WipeOrder("machine-1", "nonce", "2026-11-23T01:30:00+00:00"))


WORK = {
    "wipe": wipe,
    "set_up": set_up,
    "receive": receive,
    "upgrade": upgrade,
    "password": password,
    "accounts": accounts,
    "back_up": back_up,
    "restore": restore,
    "let_go": let_go,
}

# What is done before, unharmed.
PREPARATION = {"back_up": backed_up}


def main(folder: Path, what: str, template: Path | None) -> None:
    """Run the series; `template` is what each child starts from."""
    for fatal in itertools.count(1):
        place = folder / str(fatal)
        if template is not None:
            shutil.copytree(template, place)
        child = os.fork()
        if child == 0:
            borders = Borders(fatal)
            if what == "upgrade":
                offer_next_revision(folder / f"{fatal}-scripts", borders.cross)
            if what in PREPARATION:
                PREPARATION[what](place)
            borders.guard_all()
            WORK[what](place)
            sys.stdout.write(f"{fatal} acknowledged\n")
            sys.stdout.flush()
            borders.cross()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            sys.stdout.write(f"{fatal} ended {os.waitstatus_to_exitcode(status)}\n")
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]) if len(sys.argv) > 3 else None)
