"""Moving the database from one data key to the next: a checked copy under the new key takes the old file's place.

In place (`PRAGMA rekey` on the live file) a kill would leave the log of one key beside pages of another. The copy is
thrown away by the next start until its name is changed, which is one step of the file system.
"""

from __future__ import annotations

import logging
import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import StoreError
from app.domain.system_fault import SystemFault
from local_store.audit.former_keys import remember_key
from local_store.durable_files import TEMPORARY_SUFFIX, discard, sync_folder, translated_errors
from local_store.engine.cipher_engine import create_cipher_engine
from local_store.engine.copying import check_database, copy_database
from local_store.engine.driver_connection import driver_connection
from local_store.engine.faults import fault_of
from local_store.folder import DataFolder
from local_store.keys.data_key import DataKey, KeyPurpose

if TYPE_CHECKING:
    from sqlalchemy import Engine

_LOG = logging.getLogger(__name__)


def key_of_database(folder: DataFolder, key: DataKey) -> DataKey:
    """The newest key of the chain that opens the database, `key` itself when none does or there is no file yet.

    Raises StoreError.
    """
    if key.previous is None or not folder.database.exists():
        return key
    return next((one for one in key.chain() if _opens(folder.database, one)), key)


def moved_database(folder: DataFolder, under: DataKey, key: DataKey) -> DataKey:
    """Move the database, which lies under `under`, to `key`; returns the key it lies under then.

    That is still `under` when the disk became full: work goes on, and the next start tries again. Only under the
    store's lock, with no connection open. Raises StoreError.
    """
    temporary = folder.database.with_name(f"{folder.database.name}.moved{TEMPORARY_SUFFIX}")
    try:
        _copy_under(folder, under, key, temporary)
        with translated_errors():
            # The old file's log, gone with its last connection, must stay gone: it would be played into the new file.
            sync_folder(folder.root)
            temporary.replace(folder.database)
            sync_folder(folder.root)
    except StoreError as error:
        for path in folder.root.glob(f"{temporary.name}*"):
            discard(path)
        if error.code != "store.disk_full":
            raise
        _LOG.warning("the database could not be moved to the new data key: the disk is full")
        return under
    return key


def _copy_under(folder: DataFolder, under: DataKey, key: DataKey, target: Path) -> None:
    """A whole, checked, fsynced copy under `key`, which remembers the key of the audit log so far."""
    old, new = under.derived(KeyPurpose.DATABASE), key.derived(KeyPurpose.DATABASE)
    source = create_cipher_engine(folder.database, old)
    try:
        copy_database(source, old, target)
        _empty_log(source)
    finally:
        source.dispose()
    _rekey(target, old, new)
    fresh = create_cipher_engine(target, new)
    try:
        with fresh.begin() as connection:
            remember_key(connection, under.derived(KeyPurpose.AUDIT))
        _empty_log(fresh)
    finally:
        fresh.dispose()
    check_database(target, new)
    with translated_errors(), target.open("rb+") as copied:
        os.fsync(copied.fileno())


def _empty_log(engine: Engine) -> None:
    """Everything of the log into the file; the last connection then takes the log away."""
    with driver_connection(engine) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _rekey(path: Path, old: bytes, new: bytes) -> None:
    """Both keys are our own, so that whatever stops it (SQLCipher gives no reason) is the disk."""
    from sqlcipher3 import dbapi2

    pragmas = (
        "PRAGMA cipher_log_level = NONE",
        f"PRAGMA key = \"x'{old.hex()}'\"",
        "PRAGMA journal_mode = DELETE",
        f"PRAGMA rekey = \"x'{new.hex()}'\"",
    )
    try:
        with closing(dbapi2.connect(str(path), isolation_level=None)) as connection:
            for pragma in pragmas:
                connection.execute(pragma)
    except dbapi2.Error as error:
        raise fault_of(error) or StoreError("io", system=SystemFault.BROKEN, reason="rekey") from error


def _opens(path: Path, key: DataKey) -> bool:
    engine = create_cipher_engine(path, key.derived(KeyPurpose.DATABASE))
    try:
        engine.connect().close()
    except StoreError as error:
        if error.code != "store.wrong_key":
            raise
        return False
    finally:
        engine.dispose()
    return True
