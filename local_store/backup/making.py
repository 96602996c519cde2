"""Make a backup beside the clerks' work: one moment of the database, every file it names, the keys, the settings.

The database is copied first and the files it names after it: the vault never changes a file and takes away only what
no row names. A file is durable before the list that names it, and the backup gets its name last. Killed at any moment,
there is the backup of before, or this one, whole.
"""

from __future__ import annotations

import hashlib
import hmac
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import Cancelled, StoreError
from app.domain.store_upkeep import BackupMade, Damage
from app.domain.system_fault import SystemFault, system_fault
from local_store.backup.clearing import clear_away, keep_newest
from local_store.backup.manifest import MANIFEST, Manifest, file_entry, read_manifest
from local_store.backup.named_files import NamedFile, named_files
from local_store.backup.places import PULLED, SETTINGS, BackupPlace
from local_store.backup.verification import reading
from local_store.durable_files import TEMPORARY_SUFFIX, put_whole, sync_folder
from local_store.engine.copying import copy_database
from local_store.folder import DataFolder
from local_store.instance_lock import InstanceLock
from local_store.keys.data_key import DataKey, KeyPurpose
from local_store.vault.file_vault import FileVault

if TYPE_CHECKING:
    from sqlalchemy import Engine

_STATION_ID = 16
_TRIES = 3
_OF_THE_DISK = frozenset({"store.disk_full", "store.read_only", "store.io"})
Entry = tuple[int, str]


@dataclass
class _Copied:
    """Files of the vault while they are copied."""

    entries: dict[str, Entry] = field(default_factory=dict)
    lost: list[Damage] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    folders: set[Path] = field(default_factory=set)
    new: int = 0


@dataclass(frozen=True, slots=True)
class BackupMaker:
    """Makes backups of one opened store."""

    engine: Engine
    folder: DataFolder
    key: DataKey
    vault: FileVault
    letter: str

    def __call__(
        self, target: Path, now: datetime, keep: int, cancelled: Callable[[], bool], *, moved: bool = False
    ) -> BackupMade:
        """Add a backup to `target`, keep the newest `keep`; see `StoreUpkeep.back_up`. `moved` is noted in it."""
        self._check(target)
        proof_key = self.key.derived(KeyPurpose.BACKUP)
        station_id = hmac.new(proof_key, self.letter.encode("ascii"), "sha256").hexdigest()[:_STATION_ID]
        place = BackupPlace.of(target, self.letter, station_id)
        with _faults_of_the_target(target, self.folder.database):
            place.vault.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(target)
            with _alone(place.lock):
                for path in place.unfinished():
                    clear_away(path)
                made = self._made(place, now, cancelled, moved=moved)
                keep_newest(place, keep)
        return made

    def _check(self, target: Path) -> None:
        """A folder is not made: where a stick is not plugged in, its mount point must not be filled."""
        if target.resolve().is_relative_to(self.folder.root.resolve()):
            raise StoreError("backup_inside")
        if not target.is_dir():
            raise StoreError("backup_absent", folder=target)

    def _made(self, place: BackupPlace, now: datetime, cancelled: Callable[[], bool], *, moved: bool) -> BackupMade:
        final = place.new(now)
        building = final.with_name(final.name + TEMPORARY_SUFFIX)
        building.mkdir(mode=0o700)
        try:
            copied = self._moment(place, building, cancelled)
            files = {DataFolder(building).database.name: file_entry(DataFolder(building).database)}
            files |= self._small_files(building)
            lost = tuple((one.kind.value, one.case, one.detail) for one in copied.lost)
            manifest = Manifest(now.isoformat(), self.letter, moved, files, copied.entries, lost)
            put_whole(building / MANIFEST, manifest.proven(self.key.derived(KeyPurpose.BACKUP)).content())
            for folder in (*(path for path in building.rglob("*") if path.is_dir()), building):
                sync_folder(folder)
            building.replace(final)
            sync_folder(place.root)
        except BaseException:
            clear_away(building)
            raise
        size = sum(entry[0] for entry in (*files.values(), *copied.entries.values()))
        return BackupMade(final, now, len(copied.entries), copied.new, size, tuple(copied.lost))

    def _moment(self, place: BackupPlace, building: Path, cancelled: Callable[[], bool]) -> _Copied:
        """The database and the files it names.

        Another program may let go of cases meanwhile: then files of this moment are gone, and a later one is taken.
        """
        database = DataFolder(building).database
        for _ in range(_TRIES):
            copy_database(self.engine, self.key.derived(KeyPurpose.DATABASE), database)
            named = self._named_in(database)
            copied = self._copy_files(place, named, cancelled)
            if copied.missing <= self._named_now():
                break
            database.unlink()
        else:
            raise StoreError("busy")
        for folder in (*copied.folders, place.vault, place.root):
            sync_folder(folder)
        return copied

    def _named_in(self, database: Path) -> Sequence[NamedFile]:
        from local_store.engine.cipher_engine import create_cipher_engine

        engine = create_cipher_engine(database, self.key.derived(KeyPurpose.DATABASE))
        try:
            with reading(engine) as connection:
                named = tuple(named_files(connection))
        finally:
            engine.dispose()
        for end in ("-wal", "-shm"):  # of the look just taken; the copy itself is in no journal
            database.with_name(database.name + end).unlink(missing_ok=True)
        return named

    def _named_now(self) -> set[str]:
        with reading(self.engine) as connection:
            return {one.sha256 for one in named_files(connection)}

    def _copy_files(self, place: BackupPlace, named: Sequence[NamedFile], cancelled: Callable[[], bool]) -> _Copied:
        there, known, copied = self.vault.files(), _known(place), _Copied()
        seen: dict[str, bool] = {}
        for one in named:
            if cancelled():
                raise Cancelled("backup")
            if one.sha256 not in seen:
                seen[one.sha256] = self._copy_file(place, one, there, known, copied)
            if not seen[one.sha256]:
                copied.lost.append(one.missing() if one.sha256 in copied.missing else one.damaged())
        return copied

    def _copy_file(
        self, place: BackupPlace, one: NamedFile, there: Mapping[str, Path], known: Mapping[str, Entry], copied: _Copied
    ) -> bool:
        """Copy one file unless it is in the backups already; whether it is there and whole."""
        source = there.get(self.vault.name_of(one.sha256))
        if source is None:
            copied.missing.add(one.sha256)
            return False
        name = f"{source.parent.name}/{source.name}"
        target = place.vault / name
        if name in known and target.exists() and target.stat().st_size == known[name][0]:
            copied.entries[name] = known[name]
            return True
        sealed = self._sealed(source, one.sha256, copied)
        if sealed is None:
            return False
        target.parent.mkdir(mode=0o700, exist_ok=True)
        put_whole(target, sealed)
        copied.folders.add(target.parent)
        copied.entries[name] = (len(sealed), hashlib.sha256(sealed).hexdigest())
        copied.new += 1
        return True

    def _sealed(self, source: Path, sha256: str, copied: _Copied) -> bytes | None:
        """The file's bytes, looked through; None when they are gone or not what was put."""
        try:
            sealed = source.read_bytes()
            self.vault.opened(sealed, sha256)
        except FileNotFoundError:
            copied.missing.add(sha256)
            return None
        except StoreError:
            return None
        return sealed

    def _small_files(self, building: Path) -> dict[str, Entry]:
        """Keys, settings, and what was pulled from the province."""
        root = self.folder.root
        sources = [self.folder.keys, self.folder.keys_copy, *(root / name for name in SETTINGS)]
        sources += [path for name in PULLED for path in sorted((root / name).rglob("*"))]
        entries = {}
        for source in sources:
            if source.is_file() and TEMPORARY_SUFFIX not in source.name:
                name = source.relative_to(root).as_posix()
                (building / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                put_whole(building / name, source.read_bytes())
                entries[name] = file_entry(building / name)
        return entries


def _known(place: BackupPlace) -> Mapping[str, Entry]:
    """Files of the vault as the newest backup lists them: what lies there whole need not be read again."""
    for backup in reversed(place.backups()):
        try:
            return read_manifest(backup).vault
        except StoreError:
            continue
    return {}


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    try:
        lock = InstanceLock(path)
    except StoreError as error:
        if error.code != "store.in_use":
            raise
        raise StoreError("backup_running") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _faults_of_the_target(target: Path, database: Path) -> Iterator[None]:
    """What goes wrong with a disk here is told of the folder of the backups, not of the station's own disk.

    SQLite tells some of the writes that find no room as an I/O error, and takes its half copy away again: where there
    is no room for the database and as much again for looking at the copy, that was the reason.
    """
    try:
        yield
    except OSError as error:
        raise StoreError("backup_folder", system=system_fault(error)) from error
    except StoreError as error:
        if error.code not in _OF_THE_DISK:
            raise
        system = error.details.get("system", SystemFault.OTHER)
        if system is SystemFault.BROKEN and shutil.disk_usage(target).free < 2 * database.stat().st_size:
            system = SystemFault.NO_SPACE
        raise StoreError("backup_folder", system=system) from error
