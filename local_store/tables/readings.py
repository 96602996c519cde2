"""What was read from pages, and the index their words are found by."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.visitors import InternalTraversal

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

# An index of its own by `page_readings.sequence`. What is put in are the words of `local_store.search.page_text`, so it
# has only to part them at spaces. SQLite's (FTS5) keeps no text; PostgreSQL's is over an ordinary table.
CREATE_PAGE_TEXT = (
    "CREATE VIRTUAL TABLE page_text USING fts5("
    "words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0')"
)
_POSTGRESQL_PAGE_TEXT = (
    "CREATE TABLE page_text (rowid bigint PRIMARY KEY, words text NOT NULL)",
    "CREATE INDEX ix_page_text_words ON page_text USING gin (to_tsvector('simple', words))",
)


@sa.event.listens_for(page_readings, "after_create")
def _create_page_text(_table: sa.Table, connection: sa.Connection, **_: object) -> None:
    for statement in (CREATE_PAGE_TEXT,) if connection.dialect.name == "sqlite" else _POSTGRESQL_PAGE_TEXT:
        connection.exec_driver_sql(statement)


# Not in the collection of tables, which would make an ordinary one of it.
page_text = sa.table("page_text", sa.column("rowid", sa.Integer), sa.column("words", sa.Text))


class _Question(sa.types.TypeDecorator[str]):
    """What FTS5 is asked: words one after another in quotation marks, `*` where the last may go on."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """The question in the engine's own form."""
        if value is None or dialect.name != "postgresql":
            return value
        return " <-> ".join(value.rstrip("*").strip('"').split()) + (":*" if value.endswith("*") else "")


class PageTextMatches(ColumnElement[bool]):
    """Whether a row of `page_text` answers a question of `local_store.search.page_text.page_query`."""

    inherit_cache = True
    _is_implicitly_boolean = True  # SQLite would be asked whether it equals 1, which MATCH is not
    _traverse_internals = [("question", InternalTraversal.dp_clauseelement)]  # noqa: RUF012 - as SQLAlchemy has it

    def __init__(self, question: str) -> None:
        self.type = sa.Boolean()
        self.question = sa.literal(question, _Question())


@compiles(PageTextMatches)
def _fts5_matches(element: PageTextMatches, compiler: SQLCompiler, **options: Any) -> str:
    return f"page_text MATCH {compiler.process(element.question, **options)}"


@compiles(PageTextMatches, "postgresql")
def _tsvector_matches(element: PageTextMatches, compiler: SQLCompiler, **options: Any) -> str:
    question = compiler.process(element.question, **options)
    return f"to_tsvector('simple', page_text.words) @@ to_tsquery('simple', {question})"
