"""Statements compiled once and given to the driver itself, for what every received case sends and asks.

Receiving a case sends some forty statements one by one. Building, caching and reading back a statement object for each
costs SQLAlchemy several times what SQLite needs to do it; everything else goes the ordinary way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler

from local_store.engine.faults import raise_translated

_Compiled = tuple[str, tuple[str, ...], Mapping[str, Any], bool]


class DirectStatement:
    """One statement with named values, the same on every dialect. Rows are tuples as the driver gives them."""

    def __init__(self, statement: sa.Select[Any] | sa.UpdateBase, columns: tuple[str, ...] | None = None) -> None:
        """`columns` are those an insert or an update fills."""
        self._statement = statement
        self._columns = None if columns is None else list(columns)
        self._compiled = cache(self._compile)

    def first(self, connection: sa.Connection, values: Mapping[str, Any]) -> Any:
        """The first row, None when there is none. Raises StoreError."""
        cursor = self.sent(connection, values)
        try:
            row = cursor.fetchone()
        except connection.dialect.loaded_dbapi.Error as error:
            raise_translated(connection, error, cursor)
        cursor.close()
        return row

    def all(self, connection: sa.Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        """All rows. Raises StoreError."""
        cursor = self.sent(connection, values)
        try:
            rows: Sequence[Any] = cursor.fetchall()
        except connection.dialect.loaded_dbapi.Error as error:
            raise_translated(connection, error, cursor)
        cursor.close()
        return rows

    def changed(self, connection: sa.Connection, values: Mapping[str, Any]) -> int:
        """How many rows an update changed. Raises StoreError."""
        return int(self.sent(connection, values).rowcount)

    def many(self, connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute once for each row, in order. Raises StoreError."""
        sql, names, constants, positional = self._compiled(connection.dialect)
        named = [{**constants, **row} for row in rows] if constants else rows
        cursor = connection.connection.cursor()
        try:
            if positional:
                cursor.executemany(sql, [[row[name] for name in names] for row in named])
            else:  # psycopg's own way is a pipeline, which logs a refused row besides raising it
                for row in named:
                    cursor.execute(sql, row)
        except connection.dialect.loaded_dbapi.Error as error:
            raise_translated(connection, error, cursor)
        cursor.close()

    def sent(self, connection: sa.Connection, values: Mapping[str, Any]) -> Any:
        """The driver's cursor after execution. Raises StoreError."""
        sql, names, constants, positional = self._compiled(connection.dialect)
        named = {**constants, **values} if constants else values
        cursor = connection.connection.cursor()
        try:
            cursor.execute(sql, [named[name] for name in names] if positional else named)
        except connection.dialect.loaded_dbapi.Error as error:
            raise_translated(connection, error, cursor)
        return cursor

    def _compile(self, dialect: sa.Dialect) -> _Compiled:
        compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
        names = compiled.bind_names.items() if isinstance(compiled, SQLCompiler) else ()
        constants = {name: bind.value for bind, name in names if not bind.required and bind.value is not None}
        return str(compiled), tuple(compiled.positiontup or ()), constants, compiled.positional


class RowInsert:
    """Inserts rows with exactly the columns of `table`, without an automatic primary key."""

    def __init__(self, table: sa.Table) -> None:
        automatic = table.autoincrement_column
        columns = tuple(column.name for column in table.columns if column is not automatic)
        self._plain = DirectStatement(table.insert(), columns)
        self._answering: DirectStatement | None = None
        if automatic is not None:
            self._answering = DirectStatement(table.insert().returning(automatic), columns)

    def __call__(self, connection: sa.Connection, row: Mapping[str, Any]) -> int:
        """Insert; returns the automatic primary key, meaningless for a table that has none. Raises StoreError."""
        if connection.dialect.name == "sqlite":  # its driver tells the key unasked
            return int(self._plain.sent(connection, row).lastrowid)
        if self._answering is None:
            self._plain.sent(connection, row).close()
            return 0
        answer = self._answering.first(connection, row)
        return int(answer[0])

    def all(self, connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert several; automatic primary keys grow in their order. Raises StoreError."""
        self._plain.many(connection, rows)
