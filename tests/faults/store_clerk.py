"""The clerk and the administrator whose store is spoilt: each act through the store's public operations.

A line says what an act is to make true, before it (tried) and after the store said it is done (told). An act the
store refuses is tried once more, as the words of the error ask for.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from traceback import format_exc

from app.domain.audit import AuditAction, AuditEntry
from app.domain.case import CaseState
from app.domain.clerk import Clerk, Role
from app.domain.errors import TongbanError
from app.domain.outbox import OutboxState
from app.ports.store import CaseQuery
from local_store.keys.envelope import EnvelopeCredentials
from local_store.store import SqlStore
from tests.fakes.environment import MONDAY, ManualClock
from tests.faults.clerk_log import Line, Tell
from tests.faults.store_station import ADMIN, PASSWORD, STATION_CODE, SampleCase, StoreStation

EVERYTHING = CaseQuery(limit=1_000_000)
REFUSED, OPENED, ENDED, CRASHED = "refused", "opened", "ended", "crashed"
KEEP = 2
JUMP_DAYS = (-5_000, 20_000)
OLD_CASE = "case-first-1"
# What is done in one life, act by act. Each is gone through with a fault at every crossing.
SCENARIOS: dict[str, tuple[str, ...]] = {
    "set_up": ("set_up", "draft", "pages", "receive", "close"),
    "day": ("sign_in", "draft", "pages", "receive", "deliver", "draft", "close"),
    "accounts": ("sign_in", "engage", "password", "dismiss", "close"),
    "rotation": ("sign_in", "ask_rotation", "close", "sign_in", "moved", "draft", "pages", "close"),
    "upkeep": ("sign_in", "back_up", "let_go", "draft", "back_up", "close"),
    "restore": ("restore",),
}


@dataclass
class Hand:
    """What a life knows: who signs in how, which case is in hand, and what time it believes it is."""

    name: str
    password: str = PASSWORD
    number: int = 0
    clock: ManualClock = field(default_factory=ManualClock)
    jumps: random.Random | None = None

    def next_act(self) -> None:
        """Where the clock jumps, it does so between acts."""
        if self.jumps is not None:
            self.clock.moment = MONDAY + timedelta(days=self.jumps.randrange(*JUMP_DAYS))

    @property
    def case_id(self) -> str:
        """The case in hand."""
        return f"case-{self.name}-{self.number}"

    @property
    def colleague(self) -> Clerk:
        """Somebody who is engaged and dismissed."""
        return Clerk(f"2-{self.name}", f"wang-{self.name}", "王样本", "0012", Role.CLERK)


class StoreClerk:
    """One life. `backup` is the backup the scenario `restore` brings back."""

    def __init__(self, station: StoreStation, hand: Hand, tell: Tell, backup: str = "") -> None:
        self._station, self._hand, self._tell, self._backup = station, hand, tell, backup
        self._credentials: EnvelopeCredentials = station.credentials(hand.clock)
        self._store: SqlStore | None = None

    def live(self, acts: Sequence[str]) -> None:
        """One act after the other. What needs an opened store is left out while there is none."""
        try:
            for act in acts:
                self._hand.next_act()
                if self._store is not None or act in ("set_up", "sign_in", "restore"):
                    self._attempt(act, getattr(self, act))
            self._tell(Line(True, ENDED))
        except Exception as error:  # noqa: BLE001 - whatever has no words of the house is the finding
            self._tell(Line(True, CRASHED, "", act, f"{type(error).__name__}: {error}\n{format_exc()}"))
        os.kill(os.getpid(), signal.SIGKILL)

    def _attempt(self, act: str, work: Callable[[], None]) -> None:
        for _ in range(2):
            try:
                work()
            except TongbanError as error:
                self._tell(Line(True, REFUSED, "", act, error.code))
            else:
                return

    def set_up(self) -> None:
        """Make the store with its first account."""
        self._tell(Line(False, "set_up"))
        # A first try that failed after the keys lay there has made it.
        if self._credentials.initialised():
            self.sign_in()
        else:
            self._store = self._credentials.initialise(ADMIN, self._hand.password)
        self._tell(Line(True, "set_up"))

    def sign_in(self) -> None:
        """Open the store."""
        self._store = self._credentials.unlock(ADMIN.login, self._hand.password)
        self._tell(Line(True, OPENED))

    def draft(self) -> None:
        """Begin a case."""
        self._hand.number += 1
        sample = SampleCase.of(self._hand.case_id)
        self._say(False, "draft")
        with self._opened.unit_of_work() as unit:
            unit.cases.save(sample.case)
            unit.audit.add(self._entry(AuditAction.CASE_OPENED))
            unit.commit()
        self._say(True, "draft")

    def pages(self) -> None:
        """Page bytes into the vault, then the rows that name them."""
        sample = SampleCase.of(self._hand.case_id)
        self._say(False, "pages")
        self._opened.vault.put_all([(content, "image/jpeg") for content in sample.contents])
        with self._opened.unit_of_work() as unit:
            there = {one.id for one in unit.pages.of_case(sample.case.id)}
            for one in sample.pages:
                if one.id not in there:
                    unit.pages.add(one)
            unit.commit()
        self._say(True, "pages")

    def receive(self) -> None:
        """Number, case, facts, custody and audit in one unit."""
        sample = SampleCase.of(self._hand.case_id)
        with self._opened.unit_of_work() as unit:
            stored = unit.cases.get(sample.case.id)
            if stored.state is CaseState.RECEIVED:
                return  # the try before was told an error when it was all there
            number = str(unit.numbers.next_receipt_number(STATION_CODE))
            self._say(False, "received", number)
            unit.cases.save(sample.received(number, stored))
            for one in sample.facts:
                unit.outbox.add(one, MONDAY)
            unit.custody.add(sample.custody)
            unit.audit.add(self._entry(AuditAction.CASE_RECEIVED))
            unit.commit()
        self._say(True, "received", number)

    def deliver(self) -> None:
        """The platform took the facts of the case, one after the other."""
        while True:
            with self._opened.unit_of_work() as unit:
                waiting = [one for one in unit.outbox.of_case(self._hand.case_id) if one.state is not OutboxState.DONE]
                if not waiting:
                    return
                entry = waiting[0]
                self._say(False, "delivered", entry.fact.key)
                unit.outbox.done(entry.sequence, f"receipt of {entry.fact.key}", MONDAY)
                unit.commit()
            self._say(True, "delivered", entry.fact.key)

    def engage(self) -> None:
        """One account more."""
        one = self._hand.colleague
        self._tell(Line(False, "engaged", "", one.login))
        with self._opened.unit_of_work() as unit:
            unit.clerks.save(one)
            unit.audit.add(self._entry(AuditAction.ACCOUNT_CHANGED))
            unit.commit()
        self._credentials.add(one.login, PASSWORD)
        self._tell(Line(True, "engaged", "", one.login))

    def dismiss(self) -> None:
        """That account is disabled: key first, then the row."""
        one = self._hand.colleague
        self._tell(Line(False, "dismissed", "", one.login))
        self._credentials.remove(one.login)
        with self._opened.unit_of_work() as unit:
            unit.clerks.save(replace(one, active=False))
            unit.commit()
        self._tell(Line(True, "dismissed", "", one.login))

    def password(self) -> None:
        """The administrator's password changes."""
        new = f"secret of {self._hand.name}"
        self._tell(Line(False, "password", "", ADMIN.login, new))
        self._credentials.change(ADMIN.login, self._hand.password, new)
        self._hand.password = new
        self._tell(Line(True, "password", "", ADMIN.login, new))

    def ask_rotation(self) -> None:
        """Another data key is wanted."""
        self._tell(Line(False, "rotation"))
        self._credentials.ask_rotation()
        self._tell(Line(True, "rotation"))

    def moved(self) -> None:
        """Wait until all lies under the new key."""
        if self._opened.moving is not None:
            self._opened.moving.wait()

    def back_up(self) -> None:
        """A backup beside the work."""
        self._hand.clock.advance(timedelta(minutes=1))
        self._tell(Line(False, "backup"))
        self._station.backups.mkdir(exist_ok=True)
        made = self._opened.upkeep.back_up(self._station.backups, KEEP, lambda: False)
        assert not made.lost, made.lost
        self._tell(Line(True, "backup", "", str(made.folder.relative_to(self._station.folder))))

    def let_go(self) -> None:
        """A case past its time is removed with everything of it."""
        with self._opened.unit_of_work() as unit:
            self._tell(Line(False, "removed", OLD_CASE))
            if any(row.id == OLD_CASE for row in unit.cases.find(EVERYTHING)):
                unit.retention.remove(OLD_CASE)
            unit.audit.add(self._entry(AuditAction.CASE_REMOVED))
            unit.commit()
        self._tell(Line(True, "removed", OLD_CASE))
        self._opened.upkeep.let_go()

    def restore(self) -> None:
        """A backup is brought back in another place."""
        target = self._station.restored
        self._tell(Line(False, "restored"))
        if not (target / "store.db").exists():
            source = self._station.folder / self._backup
            self._station.restorer()(source, target, self._unlock)
        self._tell(Line(True, "restored"))

    def close(self) -> None:
        """Sign out."""
        self._opened.close()
        self._credentials.forget()
        self._store = None

    def _unlock(self, accounts: EnvelopeCredentials) -> object:
        return accounts.unlock(ADMIN.login, self._hand.password)

    @property
    def _opened(self) -> SqlStore:
        assert self._store is not None
        return self._store

    def _entry(self, action: AuditAction) -> AuditEntry:
        return AuditEntry(action, MONDAY, ADMIN.id, self._hand.case_id)

    def _say(self, told: bool, what: str, value: str = "") -> None:
        self._tell(Line(told, what, self._hand.case_id, "", value))


def furnish(station: StoreStation, tell: Tell) -> None:
    """Set up a station with a delivered case and one past its time, and a backup of both."""
    hand = Hand("first")
    clerk = StoreClerk(station, hand, tell)
    for act in ("set_up", "draft", "pages", "receive", "deliver", "draft", "pages", "back_up", "close"):
        getattr(clerk, act)()


Life = Callable[[Tell], None]


def life(station: StoreStation, hand: Hand, acts: Sequence[str], backup: str) -> Life:
    """What a forked process does."""
    return lambda tell: StoreClerk(station, hand, tell, backup).live(acts)


def newest_backup(lines: Sequence[Line]) -> str:
    """The folder of the last backup that was told."""
    return next((line.name for line in reversed(lines) if line.told and line.what == "backup"), "")


def passwords(lines: Iterable[Line]) -> list[str]:
    """What the administrator's password may be: the last told, and what was tried after it."""
    allowed = [PASSWORD]
    for line in lines:
        if line.what == "password":
            allowed = [line.value] if line.told else [*allowed, line.value]
    return allowed
