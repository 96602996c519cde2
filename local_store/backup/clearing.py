"""Take away what is past its time among the backups."""

from __future__ import annotations

import logging
from pathlib import Path

from app.domain.errors import StoreError
from local_store.backup.manifest import read_manifest
from local_store.backup.places import BackupPlace
from local_store.durable_files import TEMPORARY_SUFFIX, sync_folder

_LOG = logging.getLogger(__name__)


def clear_away(path: Path) -> None:
    """Remove a folder with all that is in it. Raises OSError."""
    for inside in sorted(path.rglob("*"), key=lambda one: len(one.parts), reverse=True):
        if inside.is_dir() and not inside.is_symlink():
            inside.rmdir()
        else:
            inside.unlink()
    path.rmdir()


def keep_newest(place: BackupPlace, keep: int) -> None:
    """Remove all but the newest `keep` backups, then the files of the vault none of them names.

    A backup loses its name first, so that what is half removed is never taken for one.
    """
    for backup in place.backups()[: -max(keep, 1)]:
        doomed = backup.with_name(backup.name + TEMPORARY_SUFFIX)
        backup.replace(doomed)
        sync_folder(place.root)
        clear_away(doomed)
    try:
        named = {name for backup in place.backups() for name in read_manifest(backup).vault}
    except StoreError as error:  # what it names is not known, so nothing is taken away
        _LOG.warning("files of older backups are kept, because one cannot be read: %s", error)
        return
    for month in [path for path in place.vault.iterdir() if path.is_dir()]:
        for path in list(month.iterdir()):
            if f"{month.name}/{path.name}" not in named:
                path.unlink()
