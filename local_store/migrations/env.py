"""Run by alembic: every revision in a transaction of its own, on the connection the caller gave."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection

from app.domain.errors import StoreError

connection: Connection = context.config.attributes["connection"]


def check_references(*_: Any, **__: Any) -> None:
    """Foreign keys are not enforced while a file's tables are rebuilt, so look before the revision commits."""
    if (
        connection.dialect.name == "sqlite"
        and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None
    ):
        raise StoreError("damaged", reason="foreign_key_check")


context.configure(
    connection=connection,
    render_as_batch=True,  # SQLite changes a table by building it anew
    transaction_per_migration=True,
    on_version_apply=check_references,
)
with context.begin_transaction():
    context.run_migrations()
