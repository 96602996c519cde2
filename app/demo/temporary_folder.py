"""The data folder of a demonstration that nobody gave one: gone when it ends, and after a kill when the next begins.

A folder is ours only with our name, in the temporary folder, with our lock file in it; it is in use as long as the
system says that the lock is held.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.errors import StoreError
from local_store.instance_lock import InstanceLock

PREFIX = "tongban-demo-"
LOCK = "demonstration.lock"
_YOUNG_SECONDS = 60.0  # one that begins right now has its lock file a moment before the lock


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A new folder, removed at the end; those that killed demonstrations left are removed first."""
    sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = InstanceLock(folder / LOCK)
    try:
        yield folder
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)  # what another program holds open is swept next time


def sweep(place: Path) -> None:
    """Remove the folders in `place` whose demonstration is over; one of the last minute is left alone."""
    for folder in place.glob(f"{PREFIX}*"):
        lock_file = folder / LOCK
        if folder.is_symlink() or not lock_file.is_file() or lock_file.is_symlink():
            continue
        if time.time() - lock_file.stat().st_mtime < _YOUNG_SECONDS:
            continue
        try:
            lock = InstanceLock(lock_file)
        except StoreError:
            continue  # in use, or another user's
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)
