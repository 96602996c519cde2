"""What belongs to the station itself: accounts, numbers, installation, notes, audit log."""

from __future__ import annotations

import sqlalchemy as sa

from local_store.tables.metadata import metadata, moment, number, text

clerks = sa.Table(
    "clerks",
    metadata,
    text("id", primary_key=True),
    text("login"),
    text("name"),
    text("staff_number"),
    text("role"),
    number("active"),  # 0 or 1
    sa.UniqueConstraint("login"),
)

series = sa.Table("series", metadata, text("name", primary_key=True), number("last"))

# One row, see `local_store.installation`.
installation = sa.Table("installation", metadata, text("id", primary_key=True), text("letter"))

notes = sa.Table("notes", metadata, text("name", primary_key=True), text("value"))

# `sequence` is given by the log, without gaps; `hash` chains each row to the one before.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    moment("at"),
    text("action"),
    text("clerk_id"),
    text("subject"),
    text("detail"),
    sa.Column("hash", sa.LargeBinary, nullable=False),
)

# The key of the rows up to this one, from before the data key was replaced, see `local_store.audit.former_keys`.
audit_keys = sa.Table(
    "audit_keys",
    metadata,
    sa.Column("until_sequence", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("key", sa.LargeBinary, nullable=False),
)
