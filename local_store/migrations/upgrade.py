"""Bring the database to the newest revision: nothing to do, or copy, check the copy, upgrade.

A killed upgrade leaves the revision before or after, never between: the engine begins every transaction itself
(`cipher_engine`), so schema changes roll back like rows. The next start goes on from there.
"""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import StoreError
from local_store.durable_files import TEMPORARY_SUFFIX, sync_folder, translated_errors
from local_store.engine.cipher_engine import create_cipher_engine
from local_store.engine.copying import copy_database
from local_store.folder import DataFolder

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_LOG = logging.getLogger(__name__)

SCRIPTS = Path(__file__).parent
# Oldest first. A store at a revision not listed was written by a newer program.
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006")
_COPIES_KEPT = 2


def upgrade(folder: DataFolder, key: bytes, now: datetime) -> str | None:
    """Upgrade the database under `key` if needed; returns the revision before, None where nothing was upgraded.

    Raises StoreError `store.newer_version`, `store.wrong_key`, `store.disk_full`, `store.io`, `store.damaged`.
    """
    # Rebuilding a table would trip over foreign keys; they are checked before each revision commits (env.py).
    engine = create_cipher_engine(folder.database, key, foreign_keys=False)
    try:
        with engine.connect() as connection:
            before = stored_revision(connection)
        if before == REVISIONS[-1]:
            return None
        if before is not None:
            _copy(engine, folder, key, f"store-{before}-{now:%Y%m%dT%H%M%S%f}.db")
        _LOG.info("upgrading the store from %s to %s", before, REVISIONS[-1])
        run_revisions(engine)
    finally:
        engine.dispose()
    return before


def stored_revision(connection: Connection) -> str | None:
    """The revision of the database, None for a new one; raises StoreError `store.newer_version`."""
    import sqlalchemy as sa

    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    if revision is not None and revision not in REVISIONS:
        raise StoreError("newer_version", revision=revision)
    return None if revision is None else str(revision)


def run_revisions(engine: Engine) -> None:
    """Apply what is newer than the database, each revision in a transaction of its own."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _copy(engine: Engine, folder: DataFolder, key: bytes, name: str) -> None:
    """A copy under the same key, checked, durable; the oldest ones go."""
    temporary, target = folder.copies / (name + TEMPORARY_SUFFIX), folder.copies / name
    with translated_errors():
        folder.copies.mkdir(mode=0o700, exist_ok=True)
    copy_database(engine, key, temporary)
    with translated_errors():
        temporary.replace(target)
        sync_folder(folder.copies)
        for old in sorted(folder.copies.glob("store-*.db"))[:-_COPIES_KEPT]:
            old.unlink()
