"""Whether a data folder has keys at all: what the first screen must know, without loading what reads them."""

from __future__ import annotations

from app.domain.errors import StoreError
from local_store.durable_files import translated_errors
from local_store.folder import DataFolder


def keys_present(folder: DataFolder) -> bool:
    """Whether there is an account; what lies in the files is not looked at.

    Raises StoreError `store.wiped` in a folder whose keys were destroyed, after finishing what a kill left undone, and
    `store.keys_missing` for a database whose keys are gone.
    """
    with translated_errors():
        if folder.wiped.exists():
            from local_store.keys.wiping import FolderKeyWipe

            FolderKeyWipe(folder).refuse_wiped()
        if folder.keys.exists() or folder.keys_copy.exists():
            return True
        if folder.database.exists() and not folder.setup_mark.exists():
            raise StoreError("keys_missing")
    return False
