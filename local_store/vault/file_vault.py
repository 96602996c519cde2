"""The vault as files: `vault/<month>/<name>`, durable before any row may name them.

A folder a month: pages taken together lie together, so making their names durable is one fsync; folders stay of a
size people can copy, and a backup need not look at old months again. The month is only where a file was put, never
where it must be: a clock that jumped does no harm.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from app.domain.errors import StoreError
from app.domain.page import BlobRef
from app.ports.environment import Clock
from local_store.durable_files import (
    TEMPORARY_SUFFIX,
    put_whole,
    store_error,
    sync_folder,
    translated_errors,
)
from local_store.vault.cipher import BlobCipher

# Parallel fsyncs share the disk's journal commits: ten files cost about as much as one.
_WRITERS = 10
# Younger blobs may belong to a row that is about to be committed.
SWEEP_AGE = timedelta(days=1)


class FileVault:
    """`PageVault` in a folder. Writes of one content are atomic and may be repeated; damage is mended by a new put."""

    def __init__(
        self,
        root: Path,
        cipher: BlobCipher,
        clock: Clock,
        on_disk_full: Callable[[], None],
        former: BlobCipher | None = None,
    ) -> None:
        """`former` opens what lies under the data key before, until all of it was moved."""
        self._root = root
        self._cipher = cipher
        self._former = former
        self._clock = clock
        self._on_disk_full = on_disk_full
        self._writers = ThreadPoolExecutor(_WRITERS, thread_name_prefix="vault")
        self._lock = threading.Lock()
        self._months: tuple[Path, ...] = ()
        self._fresh: set[str] = set()
        self._closed = False

    def prepare(self) -> None:
        """Make the folder if it is not there and see which months there are. Raises StoreError."""
        with translated_errors():
            if not self._root.is_dir():
                self._root.mkdir(mode=0o700)
                sync_folder(self._root.parent)
            self._months = tuple(sorted((path for path in self._root.iterdir() if path.is_dir()), reverse=True))

    def put(self, data: bytes, media_type: str) -> BlobRef:
        """Store; durable when this returns. Raises StoreError `store.disk_full`, `store.read_only`, `store.io`."""
        return self.put_all([(data, media_type)])[0]

    def put_all(self, items: Sequence[tuple[bytes, str]]) -> tuple[BlobRef, ...]:
        """Store several, at the cost of about one. All are durable when this returns; an error may leave some there.

        Raises as `put`, and StoreError `store.closed`.
        """
        if self._closed:
            raise StoreError("closed")
        try:
            return self._store(items)
        except OSError as error:
            fault = store_error(error)
            if fault.code == "store.disk_full":
                self._on_disk_full()
            raise fault from error

    def _store(self, items: Sequence[tuple[bytes, str]]) -> tuple[BlobRef, ...]:
        """Put all in place, each whole and fsynced before it gets its name, then fsync the folders."""
        month = self._this_month()
        writes = [self._writers.submit(self._write, month, *item) for item in items]
        wait(writes)
        written = [one.result() for one in writes]
        # Also for what lay there already: the run that put it may have been killed before its fsync.
        for folder in {folder for _, folder in written}:
            sync_folder(folder)
        return tuple(ref for ref, _ in written)

    def _write(self, month: Path, data: bytes, media_type: str) -> tuple[BlobRef, Path]:
        """What was put, and the folder it lies in."""
        ref = BlobRef(hashlib.sha256(data).hexdigest(), len(data), media_type)
        name = self._cipher.file_name(ref.sha256)
        with self._lock:
            self._fresh.add(name)
        there = self._find(name)
        if there is None or not self._holds(there, ref.sha256):
            there = there or month / name  # a damaged one is replaced where it lies
            put_whole(there, self._cipher.seal(data, ref.sha256))
        return ref, there.parent

    def _this_month(self) -> Path:
        """The folder for what is put now, made when the month is new."""
        month = self._root / f"{self._clock.now():%Y-%m}"
        with self._lock:
            if month not in self._months:
                month.mkdir(mode=0o700, exist_ok=True)
                sync_folder(self._root)
                self._months = tuple(sorted((*self._months, month), reverse=True))
        return month

    def _find(self, name: str) -> Path | None:
        """Where the blob lies, newest month first."""
        return next((path for month in self._months if (path := month / name).exists()), None)

    def _holds(self, path: Path, sha256: str) -> bool:
        """Whether the content lies there whole."""
        try:
            self._cipher.open(path.read_bytes(), sha256)
        except StoreError:
            return False
        return True

    def get(self, sha256: str) -> bytes:
        """The plain bytes. Raises StoreError `store.page_missing`, `store.page_damaged`, `store.io`."""
        # The new place once more: a blob may be moved there between the two looks.
        for cipher in (self._cipher, self._former, self._cipher):
            if cipher is None:
                continue
            name = cipher.file_name(sha256)
            with self._lock:
                self._fresh.add(name)  # a page taken off its case may be put back by whoever has just looked at it
            sealed = self._read(name)
            if sealed is not None:
                return cipher.open(sealed, sha256)
        raise StoreError("page_missing", sha256=sha256)

    def _read(self, name: str) -> bytes | None:
        """What lies there, None when nothing does (any more)."""
        with translated_errors():
            path = self._find(name)
            try:
                return None if path is None else path.read_bytes()
            except FileNotFoundError:
                return None

    def move(self, blobs: Sequence[str]) -> None:
        """Seal what of these lies under the former data key with the new one, durable before the old file goes.

        A damaged one keeps its bytes under its new name: it stays damaged, not missing. Raises StoreError.
        """
        with translated_errors():
            old = [path for path in self._writers.map(self._sealed_anew, blobs) if path is not None]
            for folder in {path.parent for path in old}:
                sync_folder(folder)
            for path in old:
                path.unlink(missing_ok=True)

    def _sealed_anew(self, sha256: str) -> Path | None:
        """The file under the former key that is of no use any more; None when there was none."""
        if self._former is None or (old := self._find(self._former.file_name(sha256))) is None:
            return None
        place = old.with_name(self._cipher.file_name(sha256))
        if not (place.exists() and self._holds(place, sha256)):
            sealed: bytes | bytearray = old.read_bytes()
            with suppress(StoreError):
                sealed = self._cipher.seal(self._former.open(sealed, sha256), sha256)
            put_whole(place, sealed)
        return old

    def discard_former(self, named: Iterable[str]) -> None:
        """Throw away what no row names, once all that is `named` was moved. Raises StoreError."""
        keep = {self._cipher.file_name(sha256) for sha256 in named}
        with translated_errors():
            for path in list(self._files()):
                if path.name not in keep and path.suffix != TEMPORARY_SUFFIX:
                    self._sweep(path)

    @property
    def root(self) -> Path:
        """The folder."""
        return self._root

    def name_of(self, sha256: str) -> str:
        """The name of the file that holds, or would hold, this content."""
        return self._cipher.file_name(sha256)

    def opened(self, sealed: bytes, sha256: str) -> bytes:
        """The plain bytes of a file's content; raises StoreError `store.page_damaged`."""
        return self._cipher.open(sealed, sha256)

    def files(self) -> dict[str, Path]:
        """Every file by its name, as they lie on the disk now (another program may have put some)."""
        with translated_errors():
            self.prepare()
            return {path.name: path for path in self._files() if path.suffix != TEMPORARY_SUFFIX}

    def sweep_temporary(self) -> int:
        """Remove what a killed program left half written; returns how many files. Only at start."""
        with translated_errors():
            found = [path for path in self._files() if path.suffix == TEMPORARY_SUFFIX]
            for path in found:
                path.unlink()
        return len(found)

    def sweep_unreferenced(self, referenced: Iterable[str]) -> int:
        """Remove blobs no row names, a day old and neither put nor read by this run; returns how many.

        What this run put is left alone whatever the clock says: its row may be on the way.
        """
        ciphers = [one for one in (self._cipher, self._former) if one is not None]
        keep = {cipher.file_name(sha256) for sha256 in referenced for cipher in ciphers}
        limit = (self._clock.now() - SWEEP_AGE).timestamp()
        with translated_errors():
            old = [path for path in self._files() if path.name not in keep and path.stat().st_mtime < limit]
            return sum(self._sweep(path) for path in old)

    def _sweep(self, path: Path) -> bool:
        """Remove a file unless its content is being put again just now."""
        with self._lock:
            if path.name in self._fresh:
                return False
            path.unlink()
        return True

    def _files(self) -> Iterator[Path]:
        for month in self._months:
            with os.scandir(month) as entries:
                yield from (Path(entry.path) for entry in entries)

    def close(self) -> None:
        """Wait for writes under way and stop."""
        self._closed = True
        self._writers.shutdown(wait=True)
