"""First schema.

Revision 0001. Written out, not taken from `local_store.tables`: those move on, a released revision never changes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    _cases()
    _belongings()
    _papers()
    _outbox()
    _station()


def downgrade() -> None:
    """Refused: a program that is older than its store does not open it."""
    raise NotImplementedError("a store is never taken back to an older schema")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _document(name: str = "document") -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


def _case_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=f"fk_{table}_case_id")


def _primary(table: str, column: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(column, name=f"pk_{table}")


def _unique(table: str, column: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(column, name=f"uq_{table}_{column}")


def _cases() -> None:
    op.create_table(
        "cases",
        _text("id"),
        _text("state"),
        _number("revision"),
        _text("created_by"),
        _text("updated_at"),
        _text("applicant_name"),
        _text("document_number"),
        _text("item_name"),
        _text("place_name"),
        _text("receipt_number"),
        _text("platform_number"),
        sa.Column("received_at", sa.Text, nullable=True),
        _text("due_on"),
        sa.Column("due_estimated", sa.Boolean, nullable=False),
        _document(),
        _primary("cases", "id"),
    )
    op.create_index("ix_cases_updated_at", "cases", ["updated_at", "id"])
    numbered = sa.text("receipt_number != ''")
    op.create_index(
        "uq_cases_receipt_number",
        "cases",
        ["receipt_number"],
        unique=True,
        sqlite_where=numbered,
        postgresql_where=numbered,
    )
    op.create_table(
        "case_lines", _text("case_id"), _text("lines"), _primary("case_lines", "case_id"), _case_key("case_lines")
    )


def _belongings() -> None:
    op.create_table(
        "case_changes",
        _number("sequence"),
        _text("id"),
        _text("case_id"),
        _number("remote_sequence"),
        _document(),
        _primary("case_changes", "sequence"),
        _unique("case_changes", "id"),
        _case_key("case_changes"),
    )
    op.create_index("ix_case_changes_case_id", "case_changes", ["case_id", "remote_sequence"])
    op.create_table(
        "pages",
        _text("id"),
        _text("case_id"),
        _text("material_code"),
        _number("sequence"),
        _text("original_sha256"),
        _text("rendition_sha256"),
        _document(),
        _primary("pages", "id"),
        _case_key("pages"),
    )
    op.create_index("ix_pages_case_id", "pages", ["case_id"])
    op.create_table(
        "custody",
        _number("sequence"),
        _text("id"),
        _text("case_id"),
        _document(),
        _primary("custody", "sequence"),
        _unique("custody", "id"),
        _case_key("custody"),
    )
    op.create_index("ix_custody_case_id", "custody", ["case_id"])


def _papers() -> None:
    op.create_table(
        "papers",
        _number("sequence"),
        _text("id"),
        _text("case_id"),
        _text("sha256"),
        _document(),
        _primary("papers", "sequence"),
        _unique("papers", "id"),
        _case_key("papers"),
    )
    op.create_index("ix_papers_case_id", "papers", ["case_id"])
    op.create_table(
        "print_attempts",
        _number("sequence"),
        _text("id"),
        _text("paper_id"),
        _text("outcome"),
        _document(),
        _primary("print_attempts", "sequence"),
        _unique("print_attempts", "id"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name="fk_print_attempts_paper_id"),
    )
    op.create_index("ix_print_attempts_paper_id", "print_attempts", ["paper_id"])
    op.create_index("ix_print_attempts_outcome", "print_attempts", ["outcome"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        _number("sequence"),
        _text("key"),
        _text("case_id"),
        _text("kind"),
        _text("state"),
        _document("body"),
        _text("body_sha256"),
        _text("blob_sha256"),
        _number("size"),
        _text("created_at"),
        _number("attempts"),
        sa.Column("next_at", sa.Text, nullable=True),
        _text("error_code"),
        _text("error_detail"),
        _text("receipt"),
        sa.Column("done_at", sa.Text, nullable=True),
        _primary("outbox", "sequence"),
        _unique("outbox", "key"),
        _case_key("outbox"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_case_id_sequence_state", "outbox", ["case_id", "sequence", "state"])
    unfinished = sa.text("state != 'done'")
    op.create_index(
        "ix_outbox_unfinished",
        "outbox",
        ["case_id", "sequence"],
        sqlite_where=unfinished,
        postgresql_where=unfinished,
    )
    op.create_index("ix_outbox_state_sequence", "outbox", ["state", "sequence"])


def _station() -> None:
    op.create_table(
        "clerks",
        _text("id"),
        _text("login"),
        _text("name"),
        _text("staff_number"),
        _text("role"),
        _primary("clerks", "id"),
        _unique("clerks", "login"),
    )
    op.create_table("series", _text("name"), _number("last"), _primary("series", "name"))
    op.create_table("installation", _text("id"), _text("letter"), _primary("installation", "id"))
    op.create_table("notes", _text("name"), _text("value"), _primary("notes", "name"))
    op.create_table(
        "audit",
        sa.Column("sequence", sa.Integer, nullable=False, autoincrement=False),
        _text("at"),
        _text("action"),
        _text("clerk_id"),
        _text("subject"),
        _text("detail"),
        _document("hash"),
        _primary("audit", "sequence"),
    )
