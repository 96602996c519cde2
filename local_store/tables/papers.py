"""Rendered papers and their prints."""

from __future__ import annotations

import sqlalchemy as sa

from local_store.tables.metadata import document, metadata, of_case, text

papers = sa.Table(
    "papers",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True),
    text("id"),
    of_case(),
    text("sha256"),
    document(),
    sa.UniqueConstraint("id"),
)
sa.Index("ix_papers_case_id", papers.c.case_id)

print_attempts = sa.Table(
    "print_attempts",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True),
    text("id"),
    text("paper_id", sa.ForeignKey("papers.id")),
    text("outcome"),
    document(),
    sa.UniqueConstraint("id"),
)
sa.Index("ix_print_attempts_paper_id", print_attempts.c.paper_id)
sa.Index("ix_print_attempts_outcome", print_attempts.c.outcome)
