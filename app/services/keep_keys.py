"""The recovery key of the station, and what it is good for; another data key by order of an admin.

The key is shown once, on paper: it is put in force only after the paper is safe, and the paper is kept by nobody here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Clerk, Role
from app.domain.errors import AccessError
from app.domain.password_rule import PasswordRule
from app.domain.recovery_key import RecoveryKey, RecoveryPlace, parse_recovery_key
from app.ports.credentials import Credentials, SystemKeyring
from app.ports.environment import Clock
from app.ports.settings import SettingsFiles
from app.ports.store import Store


@dataclass(frozen=True, slots=True)
class KeyState:
    """Whether there is a recovery key on paper, and whether the data key is replaced at the next opening."""

    recovery_key: bool
    new_data_key: bool


@dataclass(frozen=True, slots=True)
class KeepKeys:
    """What an admin does with the keys of the opened store."""

    store: Store
    credentials: Credentials
    clock: Clock

    def make_recovery_key(self, admin: Clerk, hand_over: Callable[[RecoveryKey], None]) -> None:
        """A new one; `hand_over` writes it on paper. When that fails the one before stays in force.

        Raises `access.role`, whatever `hand_over` raises, StoreError.
        """
        _require_admin(admin)
        key = RecoveryKey.fresh()
        hand_over(key)
        self._note(AuditAction.RECOVERY_KEY_MADE, admin)
        self.credentials.set_recovery_key(key)

    def replace_data_key(self, admin: Clerk) -> None:
        """Have the data key replaced at the next opening. Raises `access.role`, StoreError."""
        _require_admin(admin)
        self._note(AuditAction.DATA_KEY_ORDERED, admin)
        self.credentials.ask_rotation()

    def state(self) -> KeyState:
        """How the keys stand."""
        return KeyState(self.credentials.has_recovery_key(), self.credentials.rotation_asked())

    def _note(self, action: AuditAction, admin: Clerk) -> None:
        with self.store.unit_of_work() as unit:
            unit.audit.add(AuditEntry(action, self.clock.now(), admin.id, admin.id))
            unit.commit()


def _require_admin(clerk: Clerk) -> None:
    if clerk.role is not Role.ADMIN:
        raise AccessError("role", required=Role.ADMIN.value)


@dataclass(frozen=True, slots=True)
class RecoverAccess:
    """For somebody whose password is lost: whoever holds the paper gives the login a new one.

    Where the system's keyring keeps a key as well (`in_keyring`), nothing typed means that one.
    """

    credentials: Credentials
    keyring: SystemKeyring
    settings: SettingsFiles
    clock: Clock

    @property
    def in_keyring(self) -> bool:
        """Whether the store has a slot for the system's keyring and the settings still want it."""
        wanted = self.settings.load().text("store.keyring") == "on"
        return wanted and self.credentials.has_recovery_key(RecoveryPlace.KEYRING)

    def __call__(self, typed: str, login: str, password: str) -> Clerk:
        """Give the login a new password; the store is closed again afterwards.

        Raises InputError (what was typed, a password against the rule), `access.recovery_key_refused`,
        `access.keyring_absent`, `access.keyring_refused`, `access.keyring_empty`, `access.no_account`,
        `access.disabled`, StoreError.
        """
        login = login.strip().lower()
        PasswordRule.of(self.settings.load()).check(password, login, "account.new_password")
        place = RecoveryPlace.PAPER if typed.strip() or not self.in_keyring else RecoveryPlace.KEYRING
        key = parse_recovery_key(typed) if place is RecoveryPlace.PAPER else self._kept()
        store = self.credentials.unlock_by_recovery(key, place)
        try:
            with store.unit_of_work() as unit:
                clerk = unit.clerks.by_login(login)
                if clerk is None:
                    raise AccessError("no_account")
                if not clerk.active:
                    raise AccessError("disabled")
                used, now = AuditAction.RECOVERY_KEY_USED, self.clock.now()
                unit.audit.add(AuditEntry(used, now, clerk.id, clerk.id, place.value))
                unit.commit()
            self.credentials.add(login, password)
        finally:
            store.close()
            self.credentials.forget()
        return clerk

    def _kept(self) -> RecoveryKey:
        key = self.keyring.kept()
        if key is None:
            raise AccessError("keyring_empty")
        return key
