"""Bugs planted into the store on purpose, to see that the suites find them. Each is a patch of this process."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

from app.domain.errors import StoreError
from app.domain.outbox import Fact
from app.domain.page import BlobRef
from local_store import durable_files, instance_lock, space
from local_store.backup.verification import Verification
from local_store.engine import cipher_engine, log_check
from local_store.outbox.repository import SqlOutboxRepository
from local_store.unit_of_work import SqlUnitOfWork
from local_store.vault.file_vault import FileVault


@contextmanager
def facts_in_a_transaction_of_their_own() -> Iterator[None]:
    """The case can be there without its facts."""
    genuine = SqlOutboxRepository.add

    def add(repository: SqlOutboxRepository, fact: Fact, at: Any) -> object:
        repository._connection.commit()
        return genuine(repository, fact, at)

    with patch.object(SqlOutboxRepository, "add", add):
        yield


@contextmanager
def error_swallowed() -> Iterator[None]:
    """A unit that could not be made durable is said to be done."""
    genuine = SqlUnitOfWork.commit

    def commit(unit: SqlUnitOfWork) -> None:
        with suppress(StoreError):
            genuine(unit)

    with patch.object(SqlUnitOfWork, "commit", commit):
        yield


@contextmanager
def page_written_late() -> Iterator[None]:
    """The vault says a page is safe when it is in memory; it is written with the next one."""
    genuine = FileVault._store
    waiting: list[tuple[bytes, str]] = []

    def store(vault: FileVault, items: Sequence[tuple[bytes, str]]) -> tuple[BlobRef, ...]:
        genuine(vault, waiting)
        waiting[:] = items
        return tuple(vault_ref(data, media_type) for data, media_type in items)

    with patch.object(FileVault, "_store", store):
        yield


def vault_ref(data: bytes, media_type: str) -> BlobRef:
    """What the vault would have said."""
    from tests.fakes.store_samples import blob

    return blob(data, media_type)


@contextmanager
def damage_not_looked_for() -> Iterator[None]:
    """A look at everything does not open the files."""
    with patch.object(Verification, "_opens", lambda *_: True):
        yield


@contextmanager
def log_not_looked_through() -> Iterator[None]:
    """What SQLite cannot read of its log is taken for never written."""
    with patch.object(log_check, "demand_whole_log", lambda _database: None):
        yield


@contextmanager
def lock_not_held() -> Iterator[None]:
    """A second copy of the program is let in."""
    with patch.object(instance_lock, "_lock", lambda _handle: None):
        yield


@contextmanager
def reserve_not_given_up() -> Iterator[None]:
    """On a full disk the ballast stays where it is."""
    with patch.object(space.SpaceReserve, "release", lambda _self: None):
        yield


@contextmanager
def _synchronous(word: str) -> Iterator[None]:
    genuine = cipher_engine._pragmas

    def pragmas(key: bytes, *, foreign_keys: bool) -> tuple[str, ...]:
        return tuple(
            one.replace("synchronous = FULL", f"synchronous = {word}")
            for one in genuine(key, foreign_keys=foreign_keys)
        )

    with patch.object(cipher_engine, "_pragmas", pragmas):
        yield


@contextmanager
def synchronous_normal() -> Iterator[None]:
    """The log reaches the disk some time after the commit."""
    with _synchronous("NORMAL"):
        yield


@contextmanager
def synchronous_off() -> Iterator[None]:
    """Nothing of the database is ever synced."""
    with _synchronous("OFF"):
        yield


@contextmanager
def names_not_synced() -> Iterator[None]:
    """Folders are never synced, so that new names may be gone."""
    with ExitStack() as stack:
        for name, module in list(sys.modules.items()):
            if name.startswith("local_store") and hasattr(module, "sync_folder"):
                stack.enter_context(patch.object(module, "sync_folder", lambda _folder: None))
        yield


@contextmanager
def named_before_synced() -> Iterator[None]:
    """A file gets its name before its content is safe, which it never is."""

    def put(path: Path, data: bytes | bytearray) -> None:
        temporary = Path(f"{path}{durable_files.TEMPORARY_SUFFIX}")
        temporary.write_bytes(data)
        temporary.replace(path)

    with ExitStack() as stack:
        for name, module in list(sys.modules.items()):
            if name.startswith("local_store") and hasattr(module, "put_whole"):
                stack.enter_context(patch.object(module, "put_whole", put))
        yield
