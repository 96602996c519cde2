"""Sign-in: the data key is wrapped once for each clerk; whoever can unwrap it is let in."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.clerk import Clerk
from app.domain.errors import AccessError, StoreError
from app.ports.environment import Clock
from local_store.durable_files import discard, translated_errors, write_durably
from local_store.folder import DataFolder
from local_store.keys.data_key import DataKey
from local_store.keys.lockout import LockOut
from local_store.keys.password import PasswordStrength, wrapping_key
from local_store.keys.slot_file import KeySlots, PasswordSlot, SlotFile

if TYPE_CHECKING:
    from local_store.store import SqlStore

_SALT_BYTES = 16


class EnvelopeCredentials:
    """`Credentials` over a data folder; `open_store` opens the store with the unwrapped key.

    A wrong password and an unknown login cost the same time and read the same to the person; only the code differs.
    """

    def __init__(
        self,
        folder: DataFolder,
        clock: Clock,
        open_store: Callable[[DataKey], SqlStore],
        strength: PasswordStrength | None = None,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._open_store = open_store
        self._strength = strength or PasswordStrength()
        self._slot_file = SlotFile(folder)
        self._lock_out = LockOut(folder.failures)
        self._key: DataKey | None = None
        self._store: SqlStore | None = None

    def initialised(self) -> bool:
        """Whether any account exists. Raises StoreError `store.keys_missing` for a database whose keys are gone."""
        if self._slot_file.read() is not None:
            return True
        if self._folder.database.exists() and not self._folder.setup_mark.exists():
            raise StoreError("keys_missing")
        return False

    def initialise(self, first: Clerk, password: str) -> SqlStore:
        """Create the store with its first account and open it.

        The slots are written last: until they lie there nothing is initialised, and what a killed attempt left
        (covered by the set-up mark) is thrown away by the next one.
        """
        if self.initialised():
            raise AccessError("already_initialised")
        self._folder.create()
        self._discard_unfinished()
        write_durably(self._folder.setup_mark, b"")
        key = DataKey.fresh()
        store = self._open_store(key)
        try:
            with store.unit_of_work() as unit:
                unit.clerks.save(first)
                unit.commit()
            self._write_slot(KeySlots.empty(), first.login, password, key)
            with translated_errors():
                self._folder.setup_mark.unlink()
        except BaseException:
            store.close()
            raise
        self._key, self._store = key, store
        return store

    def _discard_unfinished(self) -> None:
        """Only ever under the set-up mark, when no key to it exists."""
        if self._folder.setup_mark.exists():
            database = self._folder.database
            for path in (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))):
                discard(path)

    def unlock(self, login: str, password: str, *, one_time: bool = False) -> SqlStore:
        """Open the store, or hand out the open one, with this clerk's password.

        Raises AccessError `access.wrong_password`, `access.unknown_login`, `access.locked_out`,
        `access.one_time_password` unless `one_time`; StoreError. A full disk gives up the reserve here too, so that the
        next try gets in.
        """
        try:
            key = self._unwrapped(login, password)
            if not one_time and self.one_time(login):
                raise AccessError("one_time_password")
            self._slot_file.mend()
            if self._store is None or self._store.closed:
                self._store = self._open_store(key)
            self._key = key
        except StoreError as error:
            if error.code == "store.disk_full":
                discard(self._folder.ballast)
            raise
        return self._store

    def verify(self, login: str, password: str) -> None:
        """Check a password without opening anything; raises as `unlock`."""
        self._unwrapped(login, password)

    def add(self, login: str, password: str, *, one_time: bool = False) -> None:
        """Wrap the opened store's key for one more login; a password this login had before is replaced."""
        slots = self._slot_file.read()
        if self._key is None or self._store is None or self._store.closed or slots is None:
            raise StoreError("closed")
        self._write_slot(slots, login, password, self._key, one_time=one_time)
        self._lock_out.succeeded(slots.login_hash(login))

    def change(self, login: str, old: str, new: str) -> None:
        """Wrap the key under another password: the old slot is unwrapped, and gone once the new one is durable."""
        key, slots = self._unwrapped(login, old), self._slot_file.read()
        if slots is not None:
            self._write_slot(slots, login, new, key)

    def remove(self, login: str) -> None:
        """Take a login's slot away; raises AccessError `access.last_admin` for the last one of all."""
        slots = self._slot_file.read()
        if slots is None or slots.of_login(login) is None:
            return
        left = slots.without(login)
        if not left.slots:
            raise AccessError("last_admin")
        self._slot_file.write(left)

    def one_time(self, login: str) -> bool:
        """Whether the slot of this login holds a one-time password."""
        slots = self._slot_file.read()
        slot = slots.of_login(login) if slots is not None else None
        return slot is not None and slot.one_time

    def forget(self) -> None:
        """Drop the key. A store that is still open stays known, so that it is not opened twice."""
        self._key = None
        if self._store is not None and self._store.closed:
            self._store = None

    def _unwrapped(self, login: str, password: str) -> DataKey:
        slots = self._slot_file.read()
        if slots is None:
            raise AccessError("unknown_login")
        name = slots.login_hash(login)
        self._lock_out.begin_try(name, self._clock.now())
        slot = slots.of_login(login)
        if slot is None:
            # As long as for a login that exists; the result is thrown away.
            wrapping_key(password, slots.login_salt, slots.slots[0].strength if slots.slots else self._strength)
            raise AccessError("unknown_login")
        key = DataKey.unwrapped(slot.wrapped, wrapping_key(password, slot.salt, slot.strength))
        if key is None:
            raise AccessError("wrong_password")
        self._lock_out.succeeded(name)
        return key

    def _write_slot(self, slots: KeySlots, login: str, password: str, key: DataKey, *, one_time: bool = False) -> None:
        salt = secrets.token_bytes(_SALT_BYTES)
        wrapped = key.wrapped(wrapping_key(password, salt, self._strength))
        slot = PasswordSlot(slots.login_hash(login), salt, self._strength, wrapped, one_time)
        self._slot_file.write(slots.with_slot(slot))
