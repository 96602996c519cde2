"""The durable queue."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.outbox import OutboxState
from local_store.tables.metadata import metadata, moment, number, of_case, text

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True),
    text("key"),
    of_case(),
    text("kind"),
    text("state"),
    sa.Column("body", sa.LargeBinary, nullable=False),
    text("body_sha256"),
    text("blob_sha256"),
    number("size"),
    moment("created_at"),
    number("attempts"),
    moment("next_at", nullable=True),
    text("error_code"),
    text("error_detail"),
    text("receipt"),
    moment("done_at", nullable=True),
    sa.UniqueConstraint("key"),
    sqlite_autoincrement=True,
)
sa.Index("ix_outbox_case_id_sequence_state", outbox.c.case_id, outbox.c.sequence, outbox.c.state)


def unfinished(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """Not done. Spelt out, not bound: only then does SQLite see that the index of unfinished rows fits."""
    return rows.c.state != sa.literal_column(f"'{OutboxState.DONE.value}'")


# Years of done rows must not slow down what waits.
sa.Index(
    "ix_outbox_unfinished",
    outbox.c.case_id,
    outbox.c.sequence,
    sqlite_where=unfinished(outbox),
    postgresql_where=unfinished(outbox),
)
sa.Index("ix_outbox_state_sequence", outbox.c.state, outbox.c.sequence)
