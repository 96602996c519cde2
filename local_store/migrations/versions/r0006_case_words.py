"""Cases are found by an index of words; what items and places are found by is kept once.

Revision 0006. The index is filled for the cases that are there: some 15 seconds for 100,000. A hall began with
these tables, so this is for files only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from local_store.search.bigrams import index_words
from local_store.search.romanizer import PinyinRomanizer
from local_store.search.searchable import topic_lines

revision = "0006"
down_revision = "0005"

_AT_ONCE = 2000
_INDEX = (
    "CREATE VIRTUAL TABLE case_words USING fts5(words, content = '', contentless_delete = 1, "
    "tokenize = 'ascii tokenchars '' !\"#$%&''''()*+,-./:;<=>?@[\\]^_`{|}~\x7f''')"
)
_BEFORE = (
    "SELECT b.case_id, b.lines, c.item_name, c.place_name, c.state, c.updated_at "
    "FROM case_lines_before b JOIN cases c ON c.id = b.case_id ORDER BY c.updated_at, c.id"
)
_LINES = (
    "INSERT INTO case_lines (sequence, case_id, lines, item_topic, place_topic, indexed) "
    "VALUES (:sequence, :case_id, :lines, :item_topic, :place_topic, :indexed)"
)
_ORDER = "INSERT INTO case_order (sequence, state, updated_at) VALUES (:sequence, :state, :updated_at)"
_WORDS = "INSERT INTO case_words (rowid, words) VALUES (:sequence, :words)"
_TOPIC = "INSERT INTO case_topics (id, name, lines) VALUES (:id, :name, :lines)"


def upgrade() -> None:
    """New tables, filled from the old one."""
    connection = op.get_bind()
    op.rename_table("case_lines", "case_lines_before")
    _create_tables()
    connection.exec_driver_sql(_INDEX)
    topics = _Topics()
    rows = connection.exec_driver_sql(_BEFORE)
    sequence = 0
    while part := rows.fetchmany(_AT_ONCE):
        filled = [topics.row(sequence + number, row) for number, row in enumerate(part, start=1)]
        sequence += len(part)
        for statement in (_LINES, _ORDER):
            connection.execute(sa.text(statement), filled)
        if indexed := [row for row in filled if row["indexed"]]:
            connection.execute(sa.text(_WORDS), indexed)
    if known := list(topics.rows()):
        connection.execute(sa.text(_TOPIC), known)
    op.drop_table("case_lines_before")


def _create_tables() -> None:
    op.create_table(
        "case_lines",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("lines", sa.Text, nullable=False),
        sa.Column("item_topic", sa.Integer, nullable=False),
        sa.Column("place_topic", sa.Integer, nullable=False),
        sa.Column("indexed", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_case_lines"),
        sa.UniqueConstraint("case_id", name="uq_case_lines_case_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_lines_case_id"),
    )
    op.create_index("ix_case_lines_unindexed", "case_lines", ["sequence"], sqlite_where=sa.text("indexed = 0"))
    op.create_table(
        "case_topics",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("lines", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_topics"),
        sa.UniqueConstraint("name", name="uq_case_topics_name"),
    )
    op.create_table(
        "case_order",
        sa.Column("sequence", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("updated_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_case_order"),
    )


class _Topics:
    """Items and places met so far: a number and the lines of each."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, frozenset[str], str]] = {}
        self._romanizer = PinyinRomanizer()

    def row(self, sequence: int, before: Any) -> dict[str, Any]:
        """What a case has in the new tables."""
        item, item_lines = self._topic(before.item_name)
        place, place_lines = self._topic(before.place_name)
        own = "\n".join(line for line in before.lines.split("\n") if line not in item_lines | place_lines)
        return {
            "sequence": sequence,
            "case_id": before.case_id,
            "lines": own,
            "item_topic": item,
            "place_topic": place,
            "indexed": int(before.state != "draft"),
            "state": before.state,
            "updated_at": before.updated_at,
            "words": index_words(own, (item, place)),
        }

    def _topic(self, name: str) -> tuple[int, frozenset[str]]:
        if not name:
            return 0, frozenset()
        if name not in self._known:
            lines = topic_lines(name, self._romanizer)
            self._known[name] = (len(self._known) + 1, frozenset(lines.split("\n")), lines)
        number, lines_of_it, _ = self._known[name]
        return number, lines_of_it

    def rows(self) -> Iterator[dict[str, Any]]:
        """All of them."""
        return ({"id": number, "name": name, "lines": lines} for name, (number, _, lines) in self._known.items())


def downgrade() -> None:
    """Refused: a program that is older than its store does not open it."""
    raise NotImplementedError("a store is never taken back to an older schema")
