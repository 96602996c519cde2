"""Moving the vault from one data key to the next in the background, blob by blob, while clerks work.

A blob under the new key is durable before the one under the old key goes; a kill in between leaves both, and the next
start goes on. What no row names cannot be moved (the head does not say what it is) and is thrown away at the end.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from app.domain.errors import StoreError
from local_store.vault.file_vault import FileVault

_LOG = logging.getLogger(__name__)
_AT_ONCE = 32


class VaultMove:
    """One run over all blobs. `ended` is called in the mover's thread when nothing lies under the old key any more."""

    def __init__(self, vault: FileVault, named: Callable[[], Sequence[str]], ended: Callable[[], None]) -> None:
        self._vault = vault
        self._named = named
        self._ended = ended
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="vault-move")

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def wait(self) -> None:
        """Until it has ended, or could not."""
        self._thread.join()

    def stop(self) -> None:
        """End after the blobs at hand; the next start goes on."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            named = self._named()
            for start in range(0, len(named), _AT_ONCE):
                if self._stop.is_set():
                    return
                self._vault.move(named[start : start + _AT_ONCE])
            if not self._stop.is_set():
                self._vault.discard_former({*named, *self._named()})
                self._ended()
        except StoreError as error:
            if error.code == "store.closed":  # before the blobs could be listed
                return
            _LOG.warning("moving the vault to the new data key stopped, the next start goes on: %s", error)
