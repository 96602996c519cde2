"""What was read from pages, and the index their words are found by."""

from __future__ import annotations

import sqlalchemy as sa

from local_store.tables.metadata import document, metadata, of_case, text

page_readings = sa.Table(
    "page_readings",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True),
    text("page_id", sa.ForeignKey("pages.id")),
    of_case(),
    document(),
    sa.UniqueConstraint("page_id"),
)
sa.Index("ix_page_readings_case_id", page_readings.c.case_id)

# An index of SQLite (FTS5) that keeps no text of its own; its row ids are `page_readings.sequence`. What is put in are
# the words of `local_store.search.page_text`, so the tokenizer has only to part them at spaces.
CREATE_PAGE_TEXT = (
    "CREATE VIRTUAL TABLE page_text USING fts5("
    "words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0')"
)


@sa.event.listens_for(page_readings, "after_create")
def _create_page_text(_table: sa.Table, connection: sa.Connection, **_: object) -> None:
    connection.exec_driver_sql(CREATE_PAGE_TEXT)


# Not in the collection of tables, which would make an ordinary one of it.
page_text = sa.table("page_text", sa.column("rowid", sa.Integer), sa.column("words", sa.Text))
