"""The vault as files: `vault/<first digit of the name>/<name>`, durable before any row may name them."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from pathlib import Path

from app.domain.errors import StoreError
from app.domain.page import BlobRef
from local_store.durable_files import (
    TEMPORARY_SUFFIX,
    discard,
    store_error,
    sync_folder,
    translated_errors,
    write_temporary,
)
from local_store.vault.cipher import BlobCipher

# Parallel fsyncs share the disk's journal commits: ten files cost about as much as one.
_WRITERS = 10
_FOLDERS = "0123456789abcdef"
# Younger blobs may belong to a row that is about to be committed.
SWEEP_AGE = timedelta(days=1)


class FileVault:
    """`PageVault` in a folder. Writes of one content are atomic and may be repeated; damage is mended by a new put."""

    def __init__(self, root: Path, cipher: BlobCipher, on_disk_full: Callable[[], None]) -> None:
        self._root = root
        self._cipher = cipher
        self._on_disk_full = on_disk_full
        self._writers = ThreadPoolExecutor(_WRITERS, thread_name_prefix="vault")
        self._fresh: set[str] = set()
        self._fresh_lock = threading.Lock()

    def prepare(self) -> None:
        """Make what is missing of the folders, so that a put never has to. Raises StoreError."""
        with translated_errors():
            missing = [folder for digit in _FOLDERS if not (folder := self._root / digit).is_dir()]
            for folder in missing:
                folder.mkdir(parents=True, mode=0o700)
            if missing:
                sync_folder(self._root)
                sync_folder(self._root.parent)

    def put(self, data: bytes, media_type: str) -> BlobRef:
        """Store; durable when this returns. Raises StoreError `store.disk_full`, `store.read_only`, `store.io`."""
        return self.put_all([(data, media_type)])[0]

    def put_all(self, items: Sequence[tuple[bytes, str]]) -> tuple[BlobRef, ...]:
        """Store several, at the cost of about one. All are durable when this returns; an error may leave some there."""
        refs = tuple(BlobRef(hashlib.sha256(data).hexdigest(), len(data), media_type) for data, media_type in items)
        contents = {ref.sha256: data for ref, (data, _) in zip(refs, items, strict=True)}
        with self._fresh_lock:
            self._fresh.update(self._cipher.file_name(sha256) for sha256 in contents)
        try:
            self._store(contents)
        except OSError as error:
            fault = store_error(error)
            if fault.code == "store.disk_full":
                self._on_disk_full()
            raise fault from error
        return refs

    def _store(self, contents: dict[str, bytes]) -> None:
        """Write and fsync all beside their places, then move all there, then fsync the folders."""
        writes = [self._writers.submit(self._write, sha256, data) for sha256, data in contents.items()]
        wait(writes)
        written = [moved for moved in (one.result() for one in writes if one.exception() is None) if moved]
        try:
            for one in writes:
                one.result()
            for temporary, path in written:
                temporary.replace(path)
        except OSError:
            for temporary, _ in written:
                discard(temporary)
            raise
        # Also for what lay there already: the run that put it may have been killed before its fsync.
        list(self._writers.map(sync_folder, {self._path(sha256).parent for sha256 in contents}))

    def _write(self, sha256: str, data: bytes) -> tuple[Path, Path] | None:
        path = self._path(sha256)
        if self._holds(path, sha256):
            return None
        return write_temporary(path, self._cipher.seal(data, sha256)), path

    def _holds(self, path: Path, sha256: str) -> bool:
        """Whether the content lies there already, whole. A damaged file is written anew."""
        try:
            self._cipher.open(path.read_bytes(), sha256)
        except (FileNotFoundError, StoreError):
            return False
        return True

    def get(self, sha256: str) -> bytes:
        """The plain bytes. Raises StoreError `store.page_missing`, `store.page_damaged`, `store.io`."""
        try:
            sealed = self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise StoreError("page_missing", sha256=sha256) from None
        except OSError as error:
            raise store_error(error) from error
        return self._cipher.open(sealed, sha256)

    def sweep_temporary(self) -> int:
        """Remove what a killed program left half written; returns how many files. Only at start."""
        with translated_errors():
            found = list(self._root.glob(f"*/*{TEMPORARY_SUFFIX}"))
            for path in found:
                path.unlink()
        return len(found)

    def sweep_unreferenced(self, referenced: Iterable[str], now: datetime) -> int:
        """Remove blobs no row names, a day old and not put by this run; returns how many.

        What this run put is left alone whatever the clock says: its row may be on the way.
        """
        keep = {self._cipher.file_name(sha256) for sha256 in referenced}
        with self._fresh_lock:
            keep |= self._fresh
        limit = (now - SWEEP_AGE).timestamp()
        with translated_errors():
            old = [path for path in self._files() if path.name not in keep and path.stat().st_mtime < limit]
            for path in old:
                path.unlink()
        return len(old)

    def _files(self) -> Iterator[Path]:
        for folder in sorted(self._root.iterdir()):
            with os.scandir(folder) as entries:
                yield from (Path(entry.path) for entry in entries if not entry.name.endswith(TEMPORARY_SUFFIX))

    def _path(self, sha256: str) -> Path:
        name = self._cipher.file_name(sha256)
        return self._root / name[0] / name

    def close(self) -> None:
        """Wait for writes under way and stop."""
        self._writers.shutdown(wait=True)
