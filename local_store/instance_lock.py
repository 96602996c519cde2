"""One program on one data folder. The lock is the operating system's: it ends with the process, however that ends."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from app.domain.errors import StoreError
from local_store.durable_files import store_error, translated_errors

# Windows locks byte ranges for readers too; this byte lies beyond the process id others may want to read.
_WINDOWS_LOCK_OFFSET = 1 << 20
_HELD_BY_ANOTHER = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)


class InstanceLock:
    """Held from construction until `release`. Raises StoreError `store.in_use` when another program holds it."""

    def __init__(self, path: Path) -> None:
        with translated_errors():
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._handle)
        except OSError as error:
            os.close(self._handle)
            if error.errno in _HELD_BY_ANOTHER:
                raise StoreError("in_use") from None
            raise store_error(error) from error
        with translated_errors():
            os.ftruncate(self._handle, 0)
            os.write(self._handle, str(os.getpid()).encode("ascii"))

    def release(self) -> None:
        """Let others in. The file stays: removing it would let two programs lock two files of one name."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, _WINDOWS_LOCK_OFFSET, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
