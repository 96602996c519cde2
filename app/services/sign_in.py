"""Sign in with a local account, offline; set up the first account of a new station."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Clerk, Role, Session, Station
from app.domain.errors import AccessError, StoreError, TongbanError
from app.domain.local_day import local_day
from app.domain.password_rule import PasswordRule
from app.domain.settings import Settings
from app.ports.credentials import Credentials, SystemKeyring
from app.ports.environment import Clock, IdSource
from app.ports.settings import SettingsFiles
from app.ports.store import NewAccount, Store
from app.services.keep_keys import RecoverAccess
from app.services.manage_accounts import check_account, check_new_password, password_changed
from app.services.workspace import Workspace

LAST_SEEN = "clock.last_seen"
CLOCK_TOLERANCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Opens the store with the clerk's password: unlocking it is the check."""

    credentials: Credentials
    keyring: SystemKeyring
    settings: SettingsFiles
    clock: Clock
    ids: IdSource
    build: Callable[[Session, Store, tuple[TongbanError, ...]], Workspace]

    @property
    def first_run(self) -> bool:
        """Whether there is no account yet, so that the set-up screen must come first."""
        return not self.credentials.initialised()

    def __call__(self, login: str, password: str) -> Workspace:
        """Sign in. Raises AccessError with words that do not tell which of login and password was wrong.

        `access.one_time_password` asks for `renew`.
        """
        login = login.strip().lower()
        return self._open(self.credentials.unlock(login, password), lambda store: self._clerk(store, login))

    def renew(self, login: str, one_time: str, new: str) -> Workspace:
        """Sign in with a one-time password by changing it. Raises as `__call__`, and InputError beside the new one."""
        login = login.strip().lower()
        check_new_password(PasswordRule.of(self.settings.load()), login, one_time, new)
        store = self.credentials.unlock(login, one_time, one_time=True)
        return self._open(store, lambda opened: self._renewed(opened, login, one_time, new))

    @property
    def key_in_keyring(self) -> bool:
        """Whether `recover` can do without the paper, see `RecoverAccess.in_keyring`."""
        return self._recover_access.in_keyring

    def recover(self, typed: str, login: str, new: str) -> Workspace:
        """Give the login a new password with the recovery key that was typed, and sign in with it.

        Raises as `RecoverAccess`.
        """
        self._recover_access(typed, login, new)
        return self(login, new)

    @property
    def _recover_access(self) -> RecoverAccess:
        return RecoverAccess(self.credentials, self.keyring, self.settings, self.clock)

    def set_up(self, account: NewAccount, station: Mapping[str, str]) -> Workspace:
        """Create the station's settings, its store and its first account, an admin.

        Raises `access.already_set_up`, InputError or SettingsError beside the field that does not hold.
        """
        if not self.first_run:
            raise AccessError("already_set_up")
        login = check_account(account)
        PasswordRule.of(self.settings.load()).check(account.password, login, "account.password")
        self.settings.save(station)
        clerk = Clerk(self.ids.new_id(), login, account.name.strip(), account.staff_number.strip(), Role.ADMIN)
        return self._open(self.credentials.initialise(clerk, account.password), lambda _store: clerk)

    def _clerk(self, store: Store, login: str) -> Clerk:
        with store.unit_of_work() as unit:
            clerk = unit.clerks.by_login(login)
            leftover = [one.login for one in unit.clerks.all() if not one.active]
        for one in leftover:  # a power cut may have come between disabling an account and taking its key away
            self.credentials.remove(one)
        if clerk is None:
            raise AccessError("no_account")
        if not clerk.active:
            raise AccessError("disabled")
        return clerk

    def _renewed(self, store: Store, login: str, one_time: str, new: str) -> Clerk:
        clerk = self._clerk(store, login)
        with store.unit_of_work() as unit:
            unit.audit.add(password_changed(clerk, self.clock))
            unit.commit()
        self.credentials.change(login, one_time, new)
        return clerk

    def _open(self, store: Store, clerk_in: Callable[[Store], Clerk]) -> Workspace:
        try:
            return self._built(store, clerk_in(store))
        except BaseException:
            store.close()  # else the data folder would stay locked until the program ends
            self.credentials.forget()
            raise

    def _built(self, store: Store, clerk: Clerk) -> Workspace:
        now, settings = self.clock.now(), self.settings.load()
        with store.unit_of_work() as unit:
            letter = unit.numbers.installation()
            clock_warnings = _clock_warnings(unit.notes.get(LAST_SEEN), now)
            unit.notes.put(LAST_SEEN, now.isoformat())
            unit.audit.add(AuditEntry(AuditAction.SIGN_IN, now, clerk.id, clerk.id))
            unit.commit()
        station = replace(station_of(settings), installation=letter)
        return self.build(Session(clerk, station), store, (*settings.problems, *clock_warnings))


def _clock_warnings(last_seen: str, now: datetime) -> tuple[TongbanError, ...]:
    """A clock that was set back makes wrong dates on papers: say so before the first case of the day."""
    if not last_seen or datetime.fromisoformat(last_seen) - now < CLOCK_TOLERANCE:
        return ()
    day = local_day(datetime.fromisoformat(last_seen)).isoformat()
    return (StoreError("clock_back", now=local_day(now).isoformat(), last=day),)


def station_of(settings: Settings) -> Station:
    """Who this station is, from its settings; the installation letter is known once the store is open."""
    return Station(
        code=settings.text("station.code"),
        installation="",
        hall_name=settings.text("station.hall_name"),
        window_name=settings.text("station.window_name"),
        division_code=settings.text("station.division_code"),
        address=settings.text("station.address"),
        phone=settings.text("station.phone"),
        postcode=settings.text("station.postcode"),
        supervision_phone=settings.text("station.supervision_phone"),
    )
