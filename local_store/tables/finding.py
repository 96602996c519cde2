"""What cases are found by, apart from their wide rows: a search reads nothing but this."""

from __future__ import annotations

import sqlalchemy as sa

from local_store.tables.metadata import metadata, moment, number, of_case, text

# The own words of each case, and which topics it has (0 for none). `sequence` stays through copies of the database and
# is what the index of words calls the case.
case_lines = sa.Table(
    "case_lines",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True),
    of_case(),
    text("lines"),
    number("item_topic"),
    number("place_topic"),
    number("indexed"),
    sa.UniqueConstraint("case_id"),
)
# Drafts: too few to be indexed, and saved at every field.
sa.Index(
    "ix_case_lines_unindexed",
    case_lines.c.sequence,
    sqlite_where=case_lines.c.indexed == 0,
    postgresql_where=case_lines.c.indexed == 0,
)

# Items and places: few, and each the same in thousands of cases. No personal data; they stay when their cases go.
case_topics = sa.Table(
    "case_topics",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    text("name"),
    text("lines"),
    sa.UniqueConstraint("name"),
)

# What the list is sorted and narrowed by, in rows so short that those of 100,000 cases are read in 15 ms.
case_order = sa.Table(
    "case_order",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    text("state"),
    moment("updated_at"),
)

# An index of SQLite (FTS5) that keeps no text of its own; its row ids are `case_lines.sequence`.
_MARKS = "".join(chr(code) for code in range(0x20, 0x80) if not chr(code).isalnum())
TOKENIZER = "ascii tokenchars '{}'".format(_MARKS.replace("'", "''"))
"""Words are parted by control characters only: https://www.sqlite.org/fts5.html#ascii_tokenizer"""
_QUOTED_TOKENIZER = TOKENIZER.replace("'", "''")
CREATE_CASE_WORDS = (
    "CREATE VIRTUAL TABLE case_words USING fts5("
    f"words, content = '', contentless_delete = 1, tokenize = '{_QUOTED_TOKENIZER}')"
)


@sa.event.listens_for(case_lines, "after_create")
def _create_case_words(_table: sa.Table, connection: sa.Connection, **_: object) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(CREATE_CASE_WORDS)


# Not in the collection of tables, which would make an ordinary one of it.
case_words = sa.table("case_words", sa.column("rowid", sa.Integer), sa.column("words", sa.Text))
