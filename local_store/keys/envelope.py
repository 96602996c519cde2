"""Sign-in: the data key is sealed to each clerk and to the recovery key; whoever can open it is let in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.clerk import Clerk
from app.domain.errors import AccessError, StoreError
from app.domain.recovery_key import RecoveryKey, RecoveryPlace
from app.ports.environment import Clock
from local_store.durable_files import discard, translated_errors, write_durably
from local_store.folder import DataFolder
from local_store.keys.data_key import DataKey
from local_store.keys.lockout import LockOut
from local_store.keys.password import PasswordStrength, wrapping_key
from local_store.keys.presence import keys_present
from local_store.keys.rotation import KeyRotation
from local_store.keys.slot_file import SlotFile
from local_store.keys.slots import KeySlots, PasswordSlot

if TYPE_CHECKING:
    from local_store.store import SqlStore


class EnvelopeCredentials:
    """`Credentials` over a data folder; `open_store` opens the store with the opened key, replacing it when asked.

    A wrong password and an unknown login cost the same time and read the same to the person; only the code differs.
    """

    def __init__(
        self,
        folder: DataFolder,
        clock: Clock,
        open_store: Callable[[DataKey, KeyRotation | None], SqlStore],
        strength: PasswordStrength | None = None,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._open_store = open_store
        self._strength = strength or PasswordStrength()
        self._slot_file = SlotFile(folder)
        self._lock_out = LockOut(folder.failures)
        self._rotation = KeyRotation(folder, self._slot_file)
        self._store: SqlStore | None = None

    def initialised(self) -> bool:
        """Whether any account exists. Raises StoreError as `keys_present` and for files that cannot be used."""
        return keys_present(self._folder) and self._slot_file.read() is not None

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
        store = self._open_store(key, None)  # there is no slot yet to seal another key to
        try:
            with store.unit_of_work() as unit:
                unit.clerks.save(first)
                unit.commit()
            slots = KeySlots.empty()
            slot = PasswordSlot.made(slots.login_hash(first.login), password, self._strength, key)
            self._slot_file.write(slots.with_slot(slot))
            with translated_errors():
                self._folder.setup_mark.unlink()
        except BaseException:
            store.close()
            raise
        self._rotation.held, self._store = key, store
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
        `access.one_time_password` unless `one_time`; StoreError.
        """
        with self._reserve():
            key = self._opened(login, password)
            if not one_time and self.one_time(login):
                raise AccessError("one_time_password")
            return self._open(key)

    def unlock_by_recovery(self, key: RecoveryKey, place: RecoveryPlace = RecoveryPlace.PAPER) -> SqlStore:
        """Open the store with the recovery key kept at `place`, or hand out the open one.

        Raises AccessError `access.recovery_key_refused` when it is not (or no longer) this store's; StoreError.
        """
        with self._reserve():
            slots = self._slot_file.read()
            opened = None if slots is None else slots.opened_by_recovery(key.secret, place)
            if opened is None:
                raise AccessError("recovery_key_refused")
            return self._open(opened)

    def verify(self, login: str, password: str) -> None:
        """Check a password without opening anything; raises as `unlock`."""
        with self._reserve():
            self._opened(login, password)

    def add(self, login: str, password: str, *, one_time: bool = False) -> None:
        """Seal the opened store's key for one more login; a password this login had before is replaced."""

        def added(slots: KeySlots) -> KeySlots:
            slot = PasswordSlot.made(slots.login_hash(login), password, self._strength, self._held())
            return slots.with_slot(replace(slot, one_time=one_time))

        self._change(added)
        slots = self._slot_file.read()
        if slots is not None:
            with self._reserve():
                self._lock_out.succeeded(slots.login_hash(login))

    def change(self, login: str, old: str, new: str) -> None:
        """Seal the key under another password: the old slot is opened, and gone once the new one is durable."""
        with self._reserve():
            opened = self._opened(login, old)

        def changed(slots: KeySlots) -> KeySlots:
            key = self._rotation.held or opened
            return slots.with_slot(PasswordSlot.made(slots.login_hash(login), new, self._strength, key))

        self._change(changed)

    def remove(self, login: str) -> None:
        """Take a login's slot away and ask for another data key.

        Raises AccessError `access.last_admin` for the last slot of all.
        """

        def removed(slots: KeySlots) -> KeySlots:
            if slots.of_login(login) is None:
                return slots
            left = slots.without(login)
            if not left.slots:
                raise AccessError("last_admin")
            return left

        if self._slot_file.read() is not None:
            self._change(removed)

    def set_recovery_key(self, key: RecoveryKey | None, place: RecoveryPlace = RecoveryPlace.PAPER) -> None:
        """Make it the recovery key of the opened store (None: no more); the one before is good for nothing now."""

        def changed(slots: KeySlots) -> KeySlots:
            held = self._held()
            return slots.without_recovery(place) if key is None else slots.with_recovery(key.secret, place, held)

        self._change(changed)

    def has_recovery_key(self, place: RecoveryPlace = RecoveryPlace.PAPER) -> bool:
        """Whether there is one for this place."""
        slots = self._slot_file.read()
        return slots is not None and slots.of_place(place) is not None

    def ask_rotation(self) -> None:
        """Have the data key replaced at the next opening."""
        self._change(lambda slots: replace(slots, rotation_asked=True))

    def rotation_asked(self) -> bool:
        """Whether the data key will be replaced at the next opening."""
        slots = self._slot_file.read()
        return slots is not None and slots.rotation_asked

    def generation(self) -> int | None:
        """Which data key everything lies under, counted from 1; None while no store is open or some is on its way."""
        key = self._rotation.held
        return None if key is None or key.previous is not None or self.rotation_asked() else key.generation

    def one_time(self, login: str) -> bool:
        """Whether the slot of this login holds a one-time password."""
        slots = self._slot_file.read()
        slot = slots.of_login(login) if slots is not None else None
        return slot is not None and slot.one_time

    def forget(self) -> None:
        """Drop the key. A store that is still open stays known, so that it is not opened twice."""
        self._rotation.held = None
        if self._store is not None and self._store.closed:
            self._store = None

    def _held(self) -> DataKey:
        if self._rotation.held is None or self._store is None or self._store.closed:
            raise StoreError("closed")
        return self._rotation.held

    def _change(self, change: Callable[[KeySlots], KeySlots]) -> None:
        with self._reserve():
            self._slot_file.change(change)

    @contextmanager
    def _reserve(self) -> Iterator[None]:
        """A full disk gives up the reserve, so that the next try gets in."""
        try:
            yield
        except StoreError as error:
            if error.code == "store.disk_full":
                discard(self._folder.ballast)
            raise

    def _open(self, key: DataKey) -> SqlStore:
        self._slot_file.mend()
        if self._store is None or self._store.closed:
            self._store = self._open_store(key, self._rotation)
        elif self._rotation.held is None:
            self._rotation.held = key
        return self._store

    def _opened(self, login: str, password: str) -> DataKey:
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
        key = slot.opened(password)
        if key is None:
            raise AccessError("wrong_password")
        self._lock_out.succeeded(name)
        if slot.holder is None:
            self._give_holder(slot, password, key)
        return key

    def _give_holder(self, slot: PasswordSlot, password: str, key: DataKey) -> None:
        """A slot of the first form of the file gets its pair of keys when its owner comes in."""
        made = replace(PasswordSlot.made(slot.login, password, slot.strength, key), one_time=slot.one_time)
        self._change(lambda slots: slots.with_slot(made))
