"""Accounts can be disabled.

Revision 0002. Everybody who is there stays active.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """One more column."""
    op.add_column("clerks", sa.Column("active", sa.Integer, nullable=False, server_default="1"))


def downgrade() -> None:
    """Refused: a program that is older than its store does not open it."""
    raise NotImplementedError("a store is never taken back to an older schema")
