"""What a power cut would leave of the store's files: only what the database had fsynced.

Watches the unix file layer of the SQLCipher that the program itself loaded: SQLite opens every file through a table of
functions, and the one that syncs is replaced by one that syncs and then notes the file's content. No tracer, no
preloaded library, no kernel feature. Sources: sqlite.org/c3ref/vfs.html, sqlite.org/c3ref/io_methods.html.
"""

from __future__ import annotations

import ctypes
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import _sqlite3

_OK = 0
_POINTER = ctypes.c_void_p
# The name stays a pointer: SQLite keeps it, and looks behind its end.
_OPEN = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, _POINTER, _POINTER, ctypes.c_int, _POINTER)
_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_int)
_READ = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, _POINTER, ctypes.c_int, ctypes.c_int64)
_SIZE = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.POINTER(ctypes.c_int64))


class _Vfs(ctypes.Structure):
    """The head of `sqlite3_vfs`, up to the function that opens."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("size_of_file", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", _POINTER),
        ("name", ctypes.c_char_p),
        ("app_data", _POINTER),
        ("open", _POINTER),
    )


class _Methods(ctypes.Structure):
    """`sqlite3_io_methods` of version 3."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("close", _POINTER),
        ("read", _POINTER),
        ("write", _POINTER),
        ("truncate", _POINTER),
        ("sync", _POINTER),
        ("file_size", _POINTER),
        ("rest", _POINTER * 12),
    )


class SyncWatch:
    """Content of every database file at its last fsync."""

    def __init__(self) -> None:
        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        self._vfs = library.sqlite3_vfs_find(None).contents
        self._open_before = self._vfs.open
        self._open, self._sync = _OPEN(self._opened), _SYNC(self._synced)
        self._tables: dict[int, tuple[_Methods, _Methods]] = {}
        self._files: dict[int, tuple[Path, _Methods]] = {}
        self._durable: dict[Path, bytes] = {}

    def start(self) -> None:
        """Watch the files that are opened from now on."""
        self._vfs.open = ctypes.cast(self._open, _POINTER)

    def stop(self) -> None:
        """Watch no more; call when all files are closed."""
        self._vfs.open = self._open_before

    def durable(self) -> Mapping[Path, bytes]:
        """What a power cut at this moment would leave, by file; what was deleted is taken to be gone."""
        return {path: content for path, content in self._durable.items() if path.exists()}

    def _opened(self, vfs: int, name: int | None, file: int, flags: int, out_flags: int) -> int:
        code: int = _OPEN(self._open_before)(vfs, name, file, flags, out_flags)
        if code == _OK and name:
            methods = ctypes.cast(file, ctypes.POINTER(_POINTER))
            own, before = self._watching(int(methods[0] or 0))
            self._files[file] = (Path(ctypes.string_at(name).decode()), before)
            methods[0] = ctypes.addressof(own)
        return code

    def _watching(self, table: int) -> tuple[_Methods, _Methods]:
        """The functions of a kind of file with the one that syncs replaced, and as they were."""
        if table not in self._tables:
            before = ctypes.cast(table, ctypes.POINTER(_Methods)).contents
            own = _Methods.from_buffer_copy(before)
            own.sync = ctypes.cast(self._sync, _POINTER)
            self._tables[table] = (own, before)
        return self._tables[table]

    def _synced(self, file: int, flags: int) -> int:
        path, methods = self._files[file]
        code: int = _SYNC(methods.sync)(file, flags)
        if code == _OK:
            self._durable[path] = _content(file, methods)
        return code


def _content(file: int, methods: _Methods) -> bytes:
    """Read through SQLite's own handle: closing another one would take its locks away (fcntl(2), F_SETLK)."""
    size = ctypes.c_int64()
    assert _SIZE(methods.file_size)(file, ctypes.byref(size)) == _OK
    content = ctypes.create_string_buffer(size.value)
    assert _READ(methods.read)(file, ctypes.addressof(content), size.value, 0) == _OK
    return content.raw


@contextmanager
def watching() -> Iterator[SyncWatch]:
    """Watch while inside; every store that was opened inside must be closed inside."""
    watch = SyncWatch()
    watch.start()
    try:
        yield watch
    finally:
        watch.stop()


def restored(folder: Path, durable: Mapping[Path, bytes], target: Path) -> Path:
    """A copy of a data folder as it would be after the cut: of the watched files only what was fsynced."""
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns("*.db", "*.db-*", "*.lock"))
    for path, content in durable.items():
        (target / path.relative_to(folder)).write_bytes(content)
    return target
