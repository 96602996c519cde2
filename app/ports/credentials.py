"""The password side of accounts, the recovery key, the system's keyring: who may open the store."""

from __future__ import annotations

from typing import Protocol

from app.domain.clerk import Clerk
from app.domain.platform import WipeOrder
from app.domain.recovery_key import RecoveryKey, RecoveryPlace
from app.ports.store import Store


class Credentials(Protocol):
    """The password side of accounts: the data key is sealed to each clerk, under the password (argon2id).

    It works before the store is open: unlocking it *is* the check. A recovery key opens it as well.
    """

    def initialised(self) -> bool:
        """Whether any account exists yet."""

    def initialise(self, first: Clerk, password: str) -> Store:
        """Create the store with its first account, an admin, and open it: all of it or nothing.

        Raises AccessError `access.already_initialised`, StoreError.
        """

    def unlock(self, login: str, password: str, *, one_time: bool = False) -> Store:
        """Open the store with this clerk's password; a one-time password opens it only when `one_time` says so.

        Raises AccessError `access.wrong_password`, `access.unknown_login`, `access.locked_out` (with seconds left),
        `access.one_time_password`.
        """

    def verify(self, login: str, password: str) -> None:
        """Check a password again (unlocking the screen) without opening anything."""

    def add(self, login: str, password: str, *, one_time: bool = False) -> None:
        """Wrap the opened store's key for one more login; a password this login had before is replaced.

        `one_time` ones must be changed before they open the store. Forgets the failures of the login.
        """

    def change(self, login: str, old: str, new: str) -> None:
        """Wrap the key under another password. Raises as `verify`; until it returns the old password holds."""

    def remove(self, login: str) -> None:
        """Take a login's key away and ask for another data key; nothing happens when it has none.

        The last one of all is never taken.
        """

    def unlock_by_recovery(self, key: RecoveryKey, place: RecoveryPlace = RecoveryPlace.PAPER) -> Store:
        """Open the store with the recovery key kept there. Raises AccessError `access.recovery_key_refused`."""

    def set_recovery_key(self, key: RecoveryKey | None, place: RecoveryPlace = RecoveryPlace.PAPER) -> None:
        """Make it the recovery key of the opened store for this place; None: there is none there any more.

        One there was before opens nothing from now on, and another data key is asked for.
        """

    def has_recovery_key(self, place: RecoveryPlace = RecoveryPlace.PAPER) -> bool:
        """Whether there is one for this place; the store need not be open."""

    def ask_rotation(self) -> None:
        """Have the data key replaced at the next opening; the store takes care of the rest."""

    def rotation_asked(self) -> bool:
        """Whether that will be so."""

    def one_time(self, login: str) -> bool:
        """Whether this login waits for its owner to change a one-time password."""

    def forget(self) -> None:
        """Drop the key of a store that was closed; the next one to come in brings it again."""


class KeyWipe(Protocol):
    """The keys of this installation, for the day the machine is reported stolen."""

    def wipe(self, order: WipeOrder) -> None:
        """Destroy every key that lies here; from then on opening the store raises `store.wiped`.

        Killed at any step, the next start finishes it. Raises StoreError.
        """


class SystemKeyring(Protocol):
    """Where the operating system keeps secrets for the user who is logged in to it.

    Every call may ask the user something and block until it is answered. All raise AccessError
    `access.keyring_absent` where there is none that encrypts, `access.keyring_refused` when it does not give or take.
    """

    def keep(self, key: RecoveryKey) -> None:
        """Keep the key of this station in place of one kept before."""

    def kept(self) -> RecoveryKey | None:
        """The key of this station, None when none is kept for this user."""

    def drop(self) -> None:
        """Keep none any more; nothing happens when none is kept."""
