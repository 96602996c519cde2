"""A SQLAlchemy engine over one SQLCipher file.

The ordinary sqlite dialect with SQLCipher's driver in place of the standard one. The key is given raw: deriving it
is our own business (`local_store.keys`), and SQLCipher's own derivation would cost 0.2 s a connection.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.errors import StoreError
from local_store.engine.faults import FAULTS, FaultTranslator, raise_translated

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import ExceptionContext

# Execution option of a connection that only reads: it sees one moment and keeps no writer waiting.
READING = "local_store.reading"
_BUSY_MILLISECONDS = 5000
# One for the unit of work that writes, one for a long read beside it.
_CONNECTIONS = 2


def create_cipher_engine(
    path: Path,
    key: bytes,
    *,
    foreign_keys: bool = True,
    on_disk_full: Callable[[], None] | None = None,
) -> Engine:
    """Engine over the SQLCipher file at `path` (made when it is not there) with a raw key of 32 bytes.

    Driver errors come out as StoreError: `store.wrong_key`, `store.disk_full`, `store.read_only`, `store.io`,
    `store.busy`, `store.damaged`, `store.contradiction`. `foreign_keys` is off for migrations only:
    they rebuild tables.
    """
    import sqlalchemy
    from sqlalchemy.pool import QueuePool
    from sqlcipher3 import dbapi2

    pragmas = _pragmas(key, foreign_keys=foreign_keys)

    def connect() -> Any:
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()
        return connection

    engine = sqlalchemy.create_engine(
        "sqlite+pysqlite://",
        module=dbapi2,
        creator=connect,
        poolclass=QueuePool,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_use_lifo=True,  # the one that wrote last: its cache of pages still holds
        hide_parameters=True,  # personal data stays out of error messages
        execution_options={FAULTS: FaultTranslator(on_disk_full)},
    )
    sqlalchemy.event.listen(engine, "begin", _begin_immediate)
    sqlalchemy.event.listen(engine, "handle_error", translate, retval=True)
    return engine


def _pragmas(key: bytes, *, foreign_keys: bool) -> tuple[str, ...]:
    return (
        "PRAGMA cipher_log_level = NONE",  # it would write to stderr about every page that fails its check
        f"PRAGMA key = \"x'{key.hex()}'\"",
        f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",  # WAL with NORMAL loses the last commits at a power cut
        f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}",
        "PRAGMA secure_delete = ON",
        "PRAGMA temp_store = MEMORY",
    )


def _begin_immediate(connection: Connection) -> None:
    """Begin as a writer at once.

    The driver is in autocommit, so this BEGIN covers schema changes too: without it a migration killed half-way
    leaves half a schema. A deferred BEGIN would fail at its first write whenever somebody else wrote in between.
    """
    reading = connection.get_execution_options().get(READING, False)
    cursor = connection.connection.cursor()
    try:
        cursor.execute("BEGIN" if reading else "BEGIN IMMEDIATE")
    except connection.dialect.loaded_dbapi.Error as error:
        raise_translated(connection, error, cursor)
    cursor.close()


def translate(context: ExceptionContext) -> StoreError | None:
    """Answer of any engine's `handle_error` event: the StoreError, and whether the connection is of no use any more."""
    if context.engine is None:  # the pool looks whether a connection still answers, and makes another one
        return None
    translator: FaultTranslator = context.engine.get_execution_options()[FAULTS]
    fault = translator(context.original_exception)
    if fault is not None and translator.breaks_connection(fault):
        context.is_disconnect = True
    return fault
