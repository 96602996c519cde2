"""What was read from pages, searchable.

Revision 0003. Pages that are there already have no reading until somebody opens their case.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """A table, and the index its words are found by."""
    op.create_table(
        "page_readings",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("page_id", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_page_readings"),
        sa.UniqueConstraint("page_id", name="uq_page_readings_page_id"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_page_readings_page_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_page_readings_case_id"),
    )
    op.create_index("ix_page_readings_case_id", "page_readings", ["case_id"])
    op.execute(
        "CREATE VIRTUAL TABLE page_text USING fts5("
        "words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0')"
    )


def downgrade() -> None:
    """Refused: a program that is older than its store does not open it."""
    raise NotImplementedError("a store is never taken back to an older schema")
