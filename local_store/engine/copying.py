"""Copies of a database file: made beside writers, under the same key, read through before they count."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import StoreError
from local_store.durable_files import translated_errors
from local_store.engine.cipher_engine import create_cipher_engine
from local_store.engine.driver_connection import driver_connection
from local_store.engine.faults import fault_of

if TYPE_CHECKING:
    from sqlalchemy import Engine


def copy_database(engine: Engine, key: bytes, target: Path) -> None:
    """A copy of one moment at `target` (not there yet), checked and fsynced; its name is the caller's business.

    Nobody waits for it: readers do not stop writers. Raises StoreError.
    """
    _vacuum_into(engine, target)
    check_database(target, key)
    with translated_errors(), target.open("rb+") as copied:
        os.fsync(copied.fileno())


def check_database(path: Path, key: bytes) -> None:
    """Read all of the file once (SQLCipher authenticates every page); raises StoreError `store.damaged`."""
    engine = create_cipher_engine(path, key)
    try:
        with engine.connect() as connection:
            if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
                raise StoreError("damaged", reason="quick_check of the copy")
    finally:
        engine.dispose()


def _vacuum_into(engine: Engine, target: Path) -> None:
    """Where the copy goes to another disk, that one being full is no reason to give up the station's reserve."""
    with driver_connection(engine) as connection:
        source = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    elsewhere = source.stat().st_dev != target.parent.stat().st_dev
    with driver_connection(engine, fault_of if elsewhere else None) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
