"""Room on the disk: a reserve (ballast) that is given up when the disk is full, and a check before new work."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

from app.domain.errors import StoreError
from local_store.durable_files import discard, sync_folder, translated_errors, write_fully

_LOG = logging.getLogger(__name__)
_CHUNK = 1 << 20


class SpaceReserve:
    """`ballast_bytes` lie in a file of no content; `low_water_bytes` must be free before new work is begun.

    A full disk stops SQLite even from checkpointing. Deleting the ballast gives the clerk room to save what is
    on the screen; new cases and scans are refused until somebody has made room.
    """

    def __init__(self, path: Path, *, ballast_bytes: int, low_water_bytes: int) -> None:
        self._path = path
        self._ballast_bytes = ballast_bytes
        self._low_water_bytes = low_water_bytes

    def free_bytes(self) -> int:
        """Free bytes for this user on the disk of the data folder."""
        with translated_errors():
            return shutil.disk_usage(self._path.parent).free

    def check(self) -> None:
        """Raise StoreError `store.disk_low` when new work should not be begun."""
        free = self.free_bytes()
        if free < self._low_water_bytes:
            raise StoreError("disk_low", free_mb=free >> 20, wanted_mb=self._low_water_bytes >> 20)

    def restore(self) -> bool:
        """Lay the ballast down again if there is room for it and for new work; returns whether it lies there."""
        if self._path.exists() and self._path.stat().st_size == self._ballast_bytes:
            return True
        if self.free_bytes() < self._low_water_bytes + self._ballast_bytes:
            return False
        try:
            self._write()
        except OSError as error:
            _LOG.warning("no room for the ballast: %s", error.strerror)
            discard(self._path)
            return False
        return True

    def release(self) -> None:
        """Give the reserve up. Called on `store.disk_full`, so it never raises."""
        if self._path.exists():
            _LOG.warning("disk full: ballast released")
            discard(self._path)

    def _write(self) -> None:
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        try:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(handle, 0, self._ballast_bytes)
            else:
                for start in range(0, self._ballast_bytes, _CHUNK):
                    write_fully(handle, bytes(min(_CHUNK, self._ballast_bytes - start)))
            os.fsync(handle)
        finally:
            os.close(handle)
        sync_folder(self._path.parent)
