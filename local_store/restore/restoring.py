"""Bring a backup back: looked through whole before anything is touched, put together beside its place, named last."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from app.domain.audit import AuditAction, AuditEntry
from app.domain.errors import AccessError, StoreError
from app.ports.environment import Clock
from app.ports.guides import Romanizer
from local_store.backup.clearing import clear_away
from local_store.backup.manifest import Manifest, file_entry, read_manifest
from local_store.backup.places import BackupPlace, chosen_backup
from local_store.durable_files import TEMPORARY_SUFFIX, make_folder, sync_folder, translated_errors
from local_store.engine.copying import check_database
from local_store.folder import DataFolder
from local_store.keys.data_key import DataKey, KeyPurpose
from local_store.keys.envelope import EnvelopeCredentials
from local_store.keys.rotation import KeyRotation
from local_store.opening import StoreSettings, open_store

RESTORER = "store restore"
"""Who the audit log says brought the store back: nobody is signed in then."""
_MARK = ".restoring-"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back: as of `made_at`, as the installation with this letter. `lost` was lost before."""

    made_at: datetime
    letter: str
    files: int
    lost: int


@dataclass(frozen=True, slots=True)
class Restorer:
    """Restores backups. `settings` bound the cost of the store (tests)."""

    clock: Clock
    romanizer: Romanizer
    settings: StoreSettings | None = None

    def __call__(self, source: Path, target: Path, unlock: Callable[[EnvelopeCredentials], object]) -> Restored:
        """Restore the backup in `source` (or the newest of the only station in it) to the folder `target`.

        `unlock` is given the accounts of the backup and opens them; what it raises is passed on. Raises
        StoreError `store.backup_none`, `store.backup_several`, `store.backup_damaged`, `store.folder_not_empty`,
        `store.newer_version`. Until it returns there is nothing at `target`.
        """
        target = target.absolute()
        _demand_empty(target)
        backup = chosen_backup(source)
        manifest = check_backup(backup)
        with translated_errors():
            make_folder(target.parent)
            for left in target.parent.glob(f"{target.name}{_MARK}*{TEMPORARY_SUFFIX}"):
                clear_away(left)
            building = target.with_name(f"{target.name}{_MARK}{secrets.token_hex(4)}{TEMPORARY_SUFFIX}")
            building.mkdir(mode=0o700)
            try:
                letter = self._built(backup, manifest, DataFolder(building), unlock)
                if target.is_dir():
                    target.rmdir()
                building.replace(target)
                sync_folder(target.parent)
            except BaseException:
                clear_away(building)
                raise
        return Restored(manifest.moment, letter, len(manifest.vault), len(manifest.lost))

    def _built(
        self, backup: Path, manifest: Manifest, folder: DataFolder, unlock: Callable[[EnvelopeCredentials], object]
    ) -> str:
        """Everything in its place; returns the letter of the new installation."""
        _copy(backup, manifest.files, folder.root)
        key = self._key(folder, unlock)
        manifest.check_proof(key.derived(KeyPurpose.BACKUP))
        check_database(folder.database, key.derived(KeyPurpose.DATABASE))
        _copy(_vault_of(backup), manifest.vault, folder.vault)
        store = open_store(folder, key, self.clock, self.romanizer, self.settings)
        try:
            with store.unit_of_work() as unit:
                made = manifest.made_at
                unit.audit.add(AuditEntry(AuditAction.STORE_RESTORED, self.clock.now(), RESTORER, "store", made))
                unit.commit()
            return store.installation_letter
        finally:
            store.close()

    def _key(self, folder: DataFolder, unlock: Callable[[EnvelopeCredentials], object]) -> DataKey:
        """The data key, caught where the store would be opened: it is not there as a whole yet."""

        def caught(key: DataKey, _rotation: KeyRotation | None) -> NoReturn:
            raise _KeyFound(key)

        try:
            unlock(EnvelopeCredentials(folder, self.clock, caught))
        except _KeyFound as found:
            return found.key
        raise AccessError("wrong_password")


class _KeyFound(Exception):
    """No error: the way out of opening a store that is not there yet."""

    def __init__(self, key: DataKey) -> None:
        super().__init__()
        self.key = key


def check_backup(backup: Path) -> Manifest:
    """Look through every file of a backup; raises StoreError `store.backup_damaged` naming the first bad one."""
    manifest = read_manifest(backup)
    for folder, entries in ((backup, manifest.files), (_vault_of(backup), manifest.vault)):
        for name, entry in entries.items():
            with translated_errors():
                path = folder / name
                if not path.is_file() or file_entry(path) != entry:
                    raise StoreError("backup_damaged", file=name)
    return manifest


def _vault_of(backup: Path) -> Path:
    return BackupPlace(backup.parent).vault


def _demand_empty(target: Path) -> None:
    with translated_errors():
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise StoreError("folder_not_empty", folder=target)


def _copy(source: Path, entries: Mapping[str, tuple[int, str]], target: Path) -> None:
    """Copy files, each fsynced and compared with the list once more, then make their names durable."""
    folders = {target}
    for name, entry in entries.items():
        copy = target / name
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folders.update(path for path in copy.parents if path.is_relative_to(target))
        _copy_file(source / name, copy)
        if file_entry(copy) != entry:
            raise StoreError("backup_damaged", file=name)
    for folder in folders:
        if folder.is_dir():
            sync_folder(folder)


def _copy_file(source: Path, target: Path) -> None:
    with source.open("rb") as given, target.open("xb") as copy:
        shutil.copyfileobj(given, copy, 1 << 20)
        copy.flush()
        os.fsync(copy.fileno())
    target.chmod(0o600)
