"""Statements compiled once and given to the driver itself, for what every received case sends.

Receiving a case sends some forty statements one by one. Building, caching and reading back a statement object for each
costs SQLAlchemy several times what SQLite needs to do it; everything else goes the ordinary way.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.dml import ReturningInsert

from local_store.engine.cipher_engine import FAULTS
from local_store.engine.faults import FaultTranslator

_Compiled = tuple[str, tuple[str, ...], Mapping[str, Any], bool]


class DirectStatement:
    """One statement with named values, the same on every dialect."""

    def __init__(self, statement: sa.Select[Any] | sa.UpdateBase, columns: tuple[str, ...] | None = None) -> None:
        """`columns` are those an insert fills."""
        self._statement = statement
        self._columns = None if columns is None else list(columns)
        self._compiled = cache(self._compile)

    def __call__(self, connection: sa.Connection, values: Mapping[str, Any]) -> Any:
        """The driver's cursor after execution; the caller reads it. Raises StoreError."""
        sql, names, constants, positional = self._compiled(connection.dialect)
        named = {**constants, **values} if constants else values
        cursor = connection.connection.cursor()
        try:
            cursor.execute(sql, tuple([named[name] for name in names]) if positional else named)
        except connection.dialect.loaded_dbapi.Error as error:
            cursor.close()
            _raise_translated(connection, error)
            raise
        return cursor

    def first(self, connection: sa.Connection, values: Mapping[str, Any]) -> Any:
        """The first row as a tuple, None when there is none."""
        cursor = self(connection, values)
        row = cursor.fetchone()
        cursor.close()
        return row

    def _compile(self, dialect: sa.Dialect) -> _Compiled:
        compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        return str(compiled), tuple(compiled.positiontup or ()), constants, compiled.positional


class RowInsert:
    """Inserts rows with exactly the columns of `table`, without an automatic primary key."""

    def __init__(self, table: sa.Table) -> None:
        automatic = table.autoincrement_column
        columns = tuple(column.name for column in table.columns if column is not automatic)
        self._plain = DirectStatement(table.insert(), columns)
        answering: sa.Insert | ReturningInsert[Any] = table.insert()
        if automatic is not None:
            answering = table.insert().returning(automatic)
        self._answering = DirectStatement(answering, columns)

    def __call__(self, connection: sa.Connection, row: Mapping[str, Any]) -> int:
        """Insert; returns the automatic primary key, meaningless for a table that has none. Raises StoreError."""
        if connection.dialect.name == "sqlite":  # its driver tells the key unasked
            return int(self._plain(connection, row).lastrowid)
        answer = self._answering.first(connection, row)
        return int(answer[0])


def _raise_translated(connection: sa.Connection, error: BaseException) -> None:
    """What the engine does for errors it meets itself."""
    translator: FaultTranslator = connection.get_execution_options()[FAULTS]
    fault = translator(error)
    if fault is not None:
        if translator.breaks_connection(fault):
            connection.invalidate(error)
        raise fault from error
