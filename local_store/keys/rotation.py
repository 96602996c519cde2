"""Replacing the data key: asked for when somebody leaves, begun at the next opening, ended when all lies under the new.

What happens in which order, and why a kill at any step is harmless: docs/decisions/0007.
"""

from __future__ import annotations

import logging
import shutil
from dataclasses import replace

from local_store.durable_files import translated_errors
from local_store.folder import DataFolder
from local_store.keys.data_key import DataKey
from local_store.keys.slot_file import SlotFile
from local_store.keys.slots import KeySlots

_LOG = logging.getLogger(__name__)
# The copy under the new key and the journal of writing it anew.
_DATABASE_SIZES = 2
_SPARE_BYTES = 16 << 20


class KeyRotation:
    """The data key of the opened store, and how another takes its place. `held` is None while no store is open."""

    def __init__(self, folder: DataFolder, slot_file: SlotFile) -> None:
        self._folder = folder
        self._slot_file = slot_file
        self.held: DataKey | None = None

    def begin(self, key: DataKey) -> DataKey:
        """The key the store is to be moved to, `key` itself when nothing was asked. Only under the store's lock.

        The new key is sealed to every holder before anything lies under it. Put off while the disk has no room for a
        second copy of the database, and while somebody has not signed in since slots have a holder. Raises StoreError.
        """
        begun = key

        def sealed(slots: KeySlots) -> KeySlots:
            nonlocal begun
            if key.previous is not None or not slots.rotation_asked or not self._may_begin(slots):
                return slots
            begun = key.successor()
            return replace(slots.sealed_again(begun), rotation_asked=False)

        self._slot_file.change(sealed)
        self.held = begun
        return begun

    def end(self, key: DataKey) -> None:
        """Nothing lies under the key before any more: nobody is given it again. Raises StoreError.

        Copies of the database from before an upgrade still lie under it, so they go first.
        """
        with translated_errors():
            for copy in self._folder.copies.glob("store-*.db"):
                copy.unlink()

        def alone(slots: KeySlots) -> KeySlots:
            left = key.alone()
            if self.held is not None:  # else it was forgotten meanwhile, and stays so
                self.held = left
            return slots.sealed_again(left)

        self._slot_file.change(alone)
        _LOG.info("the data key is generation %s now", key.generation)

    def _may_begin(self, slots: KeySlots) -> bool:
        if any(slot.holder is None for slot in slots.slots):
            _LOG.info("the data key is not replaced yet: somebody has not signed in since slots have a holder")
            return False
        with translated_errors():
            needed = _DATABASE_SIZES * self._folder.database.stat().st_size + _SPARE_BYTES
            free = shutil.disk_usage(self._folder.root).free
        if free < needed:
            _LOG.warning("the data key is not replaced yet: %s bytes free, %s needed", free, needed)
        return free >= needed
