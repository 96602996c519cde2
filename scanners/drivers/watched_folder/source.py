"""`DocumentSource` over a watched folder.

A file is taken when it is whole: its size has stood still for a while and its format's end is there. It is handed
over first; only when the caller asks for the next one (which says that it is safe) is it entered in the ledger and
moved to the subfolder `taken`. A crash before leaves it where it was; a crash between the two moves it on the next
look without handing it over again.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import Cancelled, DeviceError
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, SourceKind, never_cancelled
from scanners.drivers.watched_folder.ledger import TakenLedger
from scanners.imaging.signature import MAX_FILE_BYTES, file_kind_or_none
from scanners.imaging.whole_file import is_whole

SCHEME = "folder:"
TAKEN = "taken"
_UNFINISHED = (".part", ".tmp", ".crdownload", ".download", ".partial")
_LOOK_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """`settle_s`: how long a file must stand still; `patience_s`: how long one look waits for a growing file."""

    folder: Path
    name: str
    settle_s: float = 0.8
    patience_s: float = 10.0


class WatchedFolderSource:
    """Takes what lies ready in one folder, oldest first. One look a scan; call it again for what comes later."""

    def __init__(self, settings: FolderSettings) -> None:
        """The folder need not exist yet."""
        self._settings = settings
        self._id = f"{SCHEME}{settings.folder}"

    def list(self) -> tuple[SourceDescription, ...]:
        """The folder, while it exists."""
        return (self.describe(self._id),) if self._is_there() else ()

    def describe(self, source_id: str) -> SourceDescription:
        """Describe it. Raises `DeviceError` (`source_unknown`)."""
        if source_id != self._id:
            raise DeviceError("source_unknown", source=source_id)
        return SourceDescription(self._id, self._settings.name, SourceKind.FOLDER)

    def waiting(self) -> int:
        """How many files lie there now, finished or not; cheap, for a timer to look at."""
        return len(self._candidates()) if self._is_there() else 0

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """Hand over the finished files.

        Raises `DeviceError` (`folder_missing`, `folder_denied`), `Cancelled`. Files that are no pictures, and files
        still growing after `patience_s`, stay where they are.
        """
        self.describe(request.source_id)
        with _told():
            yield from self._scan(request.max_pages, cancelled)

    def _scan(self, most: int, cancelled: Callable[[], bool]) -> Iterator[ScannedFrame]:
        taken = self._open_taken()
        ledger = TakenLedger(taken)
        index = 0
        for path in self._candidates():
            if index >= most:
                return
            data, state = self._finished(path, cancelled) or (b"", None)
            kind = file_kind_or_none(data)
            if kind is None:
                continue
            sha256 = hashlib.sha256(data).hexdigest()
            if sha256 not in ledger:
                yield ScannedFrame(data, kind.value, self._id, None, index)
                index += 1
                ledger.add(sha256)
            if _state(path) == state:  # else another file has come under the same name: it waits for the next look
                _move(path, taken, sha256)

    def _is_there(self) -> bool:
        try:
            return self._settings.folder.is_dir()
        except OSError:
            return False  # a network drive that has gone away answers with anything

    def _open_taken(self) -> Path:
        if not self._is_there():
            raise DeviceError("folder_missing")
        taken = self._settings.folder / TAKEN
        try:
            taken.mkdir(exist_ok=True)
        except FileExistsError as error:  # a file of that name
            raise DeviceError("folder_denied") from error
        return taken

    def _candidates(self) -> tuple[Path, ...]:
        """Regular files that do not call themselves unfinished, oldest first."""
        found = []
        with _told(), os.scandir(self._settings.folder) as entries:
            for entry in entries:
                hidden = entry.name.startswith((".", "~"))
                if hidden or entry.name.lower().endswith(_UNFINISHED) or not entry.is_file(follow_symlinks=False):
                    continue
                state = _state(Path(entry.path))
                if state is not None:  # it may have gone away while we looked
                    found.append((state.changed_ns, entry.name))
        return tuple(self._settings.folder / name for _, name in sorted(found))

    def _finished(self, path: Path, cancelled: Callable[[], bool]) -> tuple[bytes, _FileState] | None:
        """Read the file once it has stood still and ends as it should; None when it does not get there in time."""
        patience = time.monotonic() + self._settings.patience_s
        before, still_since = _state(path), time.monotonic()
        while before is not None:
            if cancelled():
                raise Cancelled("scan")
            now = time.monotonic()
            if now - still_since >= self._settings.settle_s:
                data = _read_whole(path, before)
                if data is not None:
                    return data, before
            if now > patience:
                return None
            time.sleep(_LOOK_EVERY_S)
            after = _state(path)
            if after != before:
                before, still_since = after, time.monotonic()
        return None


@dataclass(frozen=True, slots=True)
class _FileState:
    """What changes when a file is written on, or another takes its name."""

    number: int
    size: int
    changed_ns: int


@contextmanager
def _told() -> Iterator[None]:
    """Give what the system says about the folder in words: no right, or (a network drive that has gone) no answer."""
    try:
        yield
    except PermissionError as error:
        raise DeviceError("folder_denied") from error
    except OSError as error:
        raise DeviceError("folder_missing") from error


def _state(path: Path) -> _FileState | None:
    """How the file is now; None when it is gone."""
    try:
        facts = path.stat()
    except FileNotFoundError:
        return None
    return _FileState(facts.st_ino, facts.st_size, facts.st_mtime_ns)


def _read_whole(path: Path, state: _FileState) -> bytes | None:
    """The bytes if nobody holds or changes the file and it ends as its format does."""
    if not 0 < state.size <= MAX_FILE_BYTES:
        return None
    try:
        data = path.read_bytes()
    except (FileNotFoundError, PermissionError):
        return None  # Windows refuses while the scanning program still writes
    if _state(path) != state or len(data) != state.size:
        return None
    kind = file_kind_or_none(data)
    return data if kind is None or is_whole(data, kind) else None


def _move(path: Path, taken: Path, sha256: str) -> None:
    """Move to the taken ones under a name that cannot collide; the same file gone already is no fault."""
    target = taken / f"{sha256[:16]}-{path.name}"
    try:
        path.replace(target)
    except FileNotFoundError:
        return
