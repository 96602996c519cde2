"""Destroying the keys of a stolen machine: a mark first, then both files overwritten, fsynced and taken away.

The mark is durable before any key is touched: what a kill leaves is finished by the next start, and a folder without
keys is never taken for one whose keys were lost. Without the keys nothing of the folder opens; what a flash disk keeps
of overwritten blocks is still sealed under the passwords. Backups hold the key files too and are not reached by this.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import StoreError
from local_store.durable_files import TEMPORARY_SUFFIX, sync_folder, translated_errors, write_durably, write_fully
from local_store.folder import DataFolder

if TYPE_CHECKING:  # loaded at every start, an order comes once in a life
    from app.domain.platform import WipeOrder

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FolderKeyWipe:
    """`KeyWipe` over a data folder."""

    folder: DataFolder

    def wipe(self, order: WipeOrder) -> None:
        """See `KeyWipe.wipe`."""
        document = {"nonce": order.nonce, "issued_at": order.issued_at}
        write_durably(self.folder.wiped, json.dumps(document).encode("utf-8"))
        self._destroy()
        _LOG.warning("the keys were destroyed by order %s of the province", order.nonce)

    def refuse_wiped(self) -> None:
        """Raise StoreError `store.wiped` in a folder that was wiped, after finishing what a kill left undone."""
        with translated_errors():
            wiped = self.folder.wiped.exists()
        if wiped:
            self._destroy()
            raise StoreError("wiped")

    def _destroy(self) -> None:
        with translated_errors():
            for path in self._files():
                _overwrite(path)
                path.unlink()
                sync_folder(self.folder.root)

    def _files(self) -> list[Path]:
        """Both copies, and what an interrupted write of either left."""
        named = (self.folder.keys, self.folder.keys_copy)
        left = [path for one in named for path in self.folder.root.glob(f"{one.name}.*{TEMPORARY_SUFFIX}")]
        return [*(path for path in named if path.exists()), *left]


def _overwrite(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
    try:
        write_fully(handle, secrets.token_bytes(path.stat().st_size))
        os.fsync(handle)
    finally:
        os.close(handle)
