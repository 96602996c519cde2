"""The floor of the store benchmark: the very rows the store wrote, written by the bare driver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

Write = tuple[str, Sequence[Any]]
_Rows = dict[Sequence[Any], Sequence[Any]]
# In an order that foreign keys allow.
_TABLES = (
    "series",
    "cases",
    "case_topics",
    "case_lines",
    "case_order",
    "case_changes",
    "pages",
    "custody",
    "outbox",
    "audit",
)


def bare_connection(path: Path, key: bytes | None) -> dbapi2.Connection:
    """The driver's own connection with the store's pragmas; without a key it is plain SQLite."""
    connection = dbapi2.connect(str(path), isolation_level=None)
    if key is not None:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


class RowsBetween:
    """What a store's tables gained since it was last asked, as statements of the bare driver."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Looks at the database beside the store that writes it."""
        self._connection = bare_connection(path, key)
        self._keys = {table: self._key_columns(table) for table in _TABLES}
        self._seen = self._rows()

    def writes(self) -> list[Write]:
        """One statement for each row that is new or other than before."""
        before, self._seen = self._seen, self._rows()
        return [write for table in _TABLES for write in self._changed(table, before[table], self._seen[table])]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    # `table` and `column` below come from _TABLES and the schema, never from outside.

    def _key_columns(self, table: str) -> tuple[str, ...]:
        columns = self._connection.execute(f"PRAGMA table_info({table})").fetchall()
        return tuple(name for _, name, *_, key in sorted(columns, key=lambda column: column[-1]) if key)

    def _rows(self) -> Mapping[str, _Rows]:
        return {table: self._rows_of(table) for table in _TABLES}

    def _rows_of(self, table: str) -> _Rows:
        keys = self._keys[table]
        asked = f"SELECT {', '.join(keys)}, * FROM {table} ORDER BY rowid"  # noqa: S608
        return {tuple(row[: len(keys)]): row[len(keys) :] for row in self._connection.execute(asked)}

    def _changed(self, table: str, before: _Rows, after: _Rows) -> Iterable[Write]:
        new = f"INSERT INTO {table} VALUES ({', '.join('?' * self._width(table))})"  # noqa: S608
        columns = ", ".join(f"{column} = ?" for column in self._columns(table))
        where = " AND ".join(f"{column} = ?" for column in self._keys[table])
        for key, row in after.items():
            if key not in before:
                yield new, row
            elif before[key] != row:
                yield f"UPDATE {table} SET {columns} WHERE {where}", (*row, *key)  # noqa: S608

    def _columns(self, table: str) -> Sequence[str]:
        return [column[1] for column in self._connection.execute(f"PRAGMA table_info({table})")]

    def _width(self, table: str) -> int:
        return len(self._columns(table))


def plain_copy(original: Path, key: bytes, copy: Path) -> dbapi2.Connection:
    """Plain SQLite over a copy of what `original` holds now."""
    _export(original, key, copy, None)
    return bare_connection(copy, None)


def _export(original: Path, key: bytes, copy: Path, copy_key: bytes | None) -> None:
    with_key = "''" if copy_key is None else f"\"x'{copy_key.hex()}'\""
    source = bare_connection(original, key)
    source.execute(f"ATTACH DATABASE ? AS copy KEY {with_key}", (str(copy),))
    source.execute("SELECT sqlcipher_export('copy')")
    source.close()


class BareWriter:
    """Writes units of work with the bare driver into a copy of a store's database."""

    def __init__(self, original: Path, key: bytes, copy: Path, copy_key: bytes | None) -> None:
        """Copies what `original` holds now, under `copy_key` or, with None, in plain."""
        _export(original, key, copy, copy_key)
        self._connection = bare_connection(copy, copy_key)

    def write(self, unit: Iterable[Write]) -> None:
        """All rows of a unit in one transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        for statement, parameters in unit:
            self._connection.execute(statement, parameters)
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
