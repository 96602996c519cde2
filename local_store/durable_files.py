"""Small files that must survive a power cut: written beside, fsynced, renamed, folder fsynced.

Also the one place where an operating-system error becomes a `StoreError`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.domain.errors import StoreError
from app.domain.system_fault import SystemFault, system_fault

TEMPORARY_SUFFIX = ".tmp"

_CAUSES = {
    SystemFault.NO_SPACE: "disk_full",
    SystemFault.TOO_LARGE: "disk_full",
    SystemFault.READ_ONLY: "read_only",
    SystemFault.NO_PERMISSION: "read_only",
}


def store_error(error: OSError) -> StoreError:
    """The StoreError that says what `error` means to the clerk; the path stays out of it."""
    fault = system_fault(error)
    return StoreError(_CAUSES.get(fault, "io"), system=fault)


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn any OSError inside into its StoreError."""
    try:
        yield
    except OSError as error:
        raise store_error(error) from error


def write_durably(path: Path, data: bytes) -> None:
    """Replace `path` by `data`: after a crash it holds the old bytes or the new ones, whole.

    Raises StoreError `store.disk_full`, `store.read_only`, `store.io`.
    """
    with translated_errors():
        put_whole(path, data)
        sync_folder(path.parent)


def put_whole(path: Path, data: bytes | bytearray) -> None:
    """Like `write_durably`, but the name is durable only after `sync_folder`. Raises OSError and leaves nothing then.

    Names are plain text here: ten pages are put by ten threads at once, and taking paths apart holds up all of them.
    """
    name = os.fspath(path)
    temporary = f"{name}.{os.urandom(8).hex()}{TEMPORARY_SUFFIX}"  # not `secrets`: it loads OpenSSL at the start
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        try:
            write_fully(handle, data)
            os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(temporary, name)  # noqa: PTH105 - see above
    except OSError:
        discard(Path(temporary))
        raise


def write_fully(handle: int, data: bytes | bytearray) -> None:
    """Write all of `data`; a short write (disk nearly full) goes on until the system says no."""
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]


def discard(path: Path) -> None:
    """Take away what a failed write left. Should that fail too, the sweep at the next start finds it."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are missing; their names are durable. Raises OSError."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(exist_ok=True)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names in `folder` durable. Windows has no such call; NTFS journals names with the rename."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
