"""The floor of the store benchmark: the very rows the store wrote, written by the bare driver."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from app.bench.store_sample import CaseRows
from local_store.store import SqlStore

Write = tuple[str, Sequence[Any]]
# In an order that foreign keys allow.
_TABLES = ("cases", "case_lines", "case_changes", "pages", "custody", "outbox", "audit")
_COUNT_NUMBER = "UPDATE series SET last = last + 1 WHERE name LIKE ?"


class RecordedRows:
    """What each case added to a store, as statements, and the tables it went to."""

    def __init__(self, store: SqlStore, database: Path, key: bytes, cases: Iterable[CaseRows]) -> None:
        """Fills the store with the cases and looks at its file after each."""
        self.units: list[list[Write]] = []
        with closing(bare_connection(database, key)) as connection:
            asked = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
            self.schema = [row[0] for row in connection.execute(asked)]
            self.numbers: Sequence[Any] = ()
            seen = dict.fromkeys(_TABLES, 0)
            for case in cases:
                with store.unit_of_work() as unit:
                    case.write(unit)
                    unit.commit()
                rows = [row for table in _TABLES for row in _new_rows(connection, table, seen)]
                self.units.append([*rows, (_COUNT_NUMBER, ("receipt %",))])
            self.numbers = connection.execute("SELECT name, 0 FROM series").fetchone()


def _new_rows(connection: dbapi2.Connection, table: str, seen: dict[str, int]) -> list[Write]:
    # `table` is one of _TABLES, never anything from outside.
    asked = f"SELECT rowid, * FROM {table} WHERE rowid > ? ORDER BY rowid"  # noqa: S608
    rows = connection.execute(asked, (seen[table],)).fetchall()
    seen[table] = max((row[0] for row in rows), default=seen[table])
    return [(f"INSERT INTO {table} VALUES ({', '.join('?' * (len(row) - 1))})", row[1:]) for row in rows]  # noqa: S608


def bare_connection(path: Path, key: bytes | None) -> dbapi2.Connection:
    """The driver's own connection with the store's pragmas; without a key it is plain SQLite."""
    connection = dbapi2.connect(str(path), isolation_level=None)
    if key is not None:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


class BareWriter:
    """Writes units of work with the bare driver."""

    def __init__(self, path: Path, key: bytes | None, recorded: RecordedRows) -> None:
        self._connection = bare_connection(path, key)
        for statement in recorded.schema:
            self._connection.execute(statement)
        self._connection.execute("INSERT INTO series VALUES (?, ?)", recorded.numbers)

    def write(self, unit: Iterable[Write]) -> None:
        """All rows of a unit in one transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        for statement, parameters in unit:
            self._connection.execute(statement, parameters)
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
