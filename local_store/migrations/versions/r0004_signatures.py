"""Signatures written by hand on a screen.

Revision 0004. Cases that are there already were confirmed by word and have none.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "signatures",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_signatures"),
        sa.UniqueConstraint("id", name="uq_signatures_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_signatures_case_id"),
    )
    op.create_index("ix_signatures_case_id", "signatures", ["case_id"])


def downgrade() -> None:
    """Refused: a program that is older than its store does not open it."""
    raise NotImplementedError("a store is never taken back to an older schema")
