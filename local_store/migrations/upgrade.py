"""Bring the database to the newest revision: nothing to do, or copy, upgrade, check.

A killed upgrade leaves the revision before or after, never between: the engine begins every transaction itself
(`cipher_engine`), so schema changes roll back like rows.
"""

from __future__ import annotations

import logging
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import StoreError
from local_store.durable_files import sync_folder, translated_errors
from local_store.folder import DataFolder

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_LOG = logging.getLogger(__name__)

# Oldest first. A store at a revision not listed was written by a newer program.
REVISIONS = ("0001",)
_COPIES_KEPT = 2


def stored_revision(connection: Connection) -> str | None:
    """The database's revision, None for an empty one. Raises StoreError `store.newer_version`."""
    import sqlalchemy as sa

    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    if revision is not None and revision not in REVISIONS:
        raise StoreError("newer_version", revision=revision)
    return None if revision is None else str(revision)


def upgrade(engine: Engine, folder: DataFolder, now: datetime) -> str | None:
    """Upgrade if needed; returns the revision before (None for a new store).

    `engine` must not enforce foreign keys: rebuilding a table would trip over them. They are checked at the end.
    Raises StoreError `store.newer_version`, `store.disk_full`, `store.io`, `store.damaged`.
    """
    with engine.connect() as connection:
        before = stored_revision(connection)
    if before == REVISIONS[-1]:
        return before
    if before is not None:
        _copy(engine, folder, before, now)
    _LOG.info("upgrading the store from %s to %s", before, REVISIONS[-1])
    _run(engine)
    return before


def _run(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    with engine.connect() as connection:
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise StoreError("damaged", reason="foreign_key_check")


def _copy(engine: Engine, folder: DataFolder, revision: str, now: datetime) -> None:
    """Copy the database, encrypted under the same key, and check the copy before anything is changed."""
    with translated_errors():
        folder.copies.mkdir(mode=0o700, exist_ok=True)
        target = folder.copies / f"store-{revision}-{now:%Y%m%dT%H%M%S%f}.db"
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        raw.close()
    with translated_errors():
        with target.open("rb+") as copied:
            os.fsync(copied.fileno())
        sync_folder(folder.copies)
        for old in sorted(folder.copies.glob("store-*.db"))[:-_COPIES_KEPT]:
            old.unlink()
