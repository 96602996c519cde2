"""INSERT of whole rows, compiled once and given to the driver itself.

Receiving a case inserts some forty rows one by one. Building, caching and reading back a statement object for each
costs SQLAlchemy several times what SQLite needs to store the row; everything else goes the ordinary way.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.dml import ReturningInsert

from local_store.engine.cipher_engine import FAULTS
from local_store.engine.faults import FaultTranslator


class RowInsert:
    """Inserts rows with exactly the columns of `table`, without an automatic primary key."""

    def __init__(self, table: sa.Table) -> None:
        self._table = table
        self._automatic = table.autoincrement_column
        self._names = tuple(column.name for column in table.columns if column is not self._automatic)
        self._sql = cache(self._compile)

    def __call__(self, connection: sa.Connection, row: Mapping[str, object]) -> int:
        """Insert; returns the automatic primary key, meaningless for a table that has none. Raises StoreError."""
        sql, positional = self._sql(connection.dialect)
        values = {name: row[name] for name in self._names}
        cursor = connection.connection.cursor()
        try:
            cursor.execute(sql, tuple(values.values()) if positional else values)
            answer = cursor.fetchone() if cursor.description else (cursor.lastrowid,)
        except connection.dialect.loaded_dbapi.Error as error:
            _raise_translated(connection, error)
            raise
        finally:
            cursor.close()
        return 0 if answer is None else int(answer[0])

    def _compile(self, dialect: sa.Dialect) -> tuple[str, bool]:
        statement: sa.Insert | ReturningInsert[Any] = self._table.insert()
        if self._automatic is not None and dialect.name != "sqlite":  # SQLite's driver tells the key unasked
            statement = self._table.insert().returning(self._automatic)
        compiled = statement.compile(dialect=dialect, column_keys=list(self._names))
        return str(compiled), compiled.positional


def _raise_translated(connection: sa.Connection, error: BaseException) -> None:
    """What the engine does for errors it meets itself."""
    translator: FaultTranslator = connection.get_execution_options()[FAULTS]
    fault = translator(error)
    if fault is not None:
        if translator.breaks_connection(fault):
            connection.invalidate(error)
        raise fault from error
