"""Run by alembic: every revision in a transaction of its own, on the connection the caller gave."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,  # SQLite changes a table by building it anew
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
