"""The keyring of the operating system, by the library `keyring`; only those that are known to encrypt.

The library picks a backend by itself, or by a file or variable of the user's: with `keyrings.alt` installed that may
be a file in clear. So nothing is picked: the first of the backends named here that works is taken, else there is none.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import AccessError, InputError
from app.domain.recovery_key import RecoveryKey, parse_recovery_key

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_LOG = logging.getLogger(__name__)
_SERVICE = "tongban"
_NAME_CHARACTERS = 32


def allowed_backends() -> tuple[type[KeyringBackend], ...]:
    """Secret Service (GNOME, Deepin, KDE), KWallet, Windows Credential Locker, the keychain of macOS."""
    from keyring.backends import SecretService, Windows, kwallet, macOS

    return SecretService.Keyring, kwallet.DBusKeyring, Windows.WinVaultKeyring, macOS.Keyring


class LibrarySystemKeyring:
    """`SystemKeyring` for one data folder: each has an entry of its own, named by a hash of where it lies."""

    def __init__(
        self, folder: Path, backends: Callable[[], tuple[type[KeyringBackend], ...]] = allowed_backends
    ) -> None:
        """`backends` are the ones that may be used, the first first; asked when one is needed, for they load much."""
        self._name = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogatepass")).hexdigest()
        self._backends = backends

    def keep(self, key: RecoveryKey) -> None:
        """Keep the key, and read it back."""
        written = "-".join(key.groups)
        with _translated():
            backend = self._backend()
            backend.set_password(_SERVICE, self._entry, written)
            there = backend.get_password(_SERVICE, self._entry)
        if there != written:
            raise AccessError("keyring_refused")

    def kept(self) -> RecoveryKey | None:
        """The key, None when there is none or something else lies in its place."""
        with _translated():
            written = self._backend().get_password(_SERVICE, self._entry)
        try:
            return None if written is None else parse_recovery_key(written)
        except InputError:
            return None

    def drop(self) -> None:
        """Take the entry away."""
        with _translated():
            backend = self._backend()
            if backend.get_password(_SERVICE, self._entry) is not None:
                backend.delete_password(_SERVICE, self._entry)

    @property
    def _entry(self) -> str:
        return self._name[:_NAME_CHARACTERS]

    def _backend(self) -> KeyringBackend:
        for kind in self._backends():
            if kind.viable:
                return kind()
        raise AccessError("keyring_absent")


@contextmanager
def _translated() -> Iterator[None]:
    """Backends raise what their systems raise, each another thing; none of it may carry the key into a log."""
    try:
        yield
    except AccessError:
        raise
    except Exception as error:  # noqa: BLE001 - each backend raises what its system does, and it is told
        _LOG.warning("the system's keyring refused: %s", type(error).__qualname__)
        raise AccessError("keyring_refused") from None
