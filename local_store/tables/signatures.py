"""Signatures written by hand on a screen."""

from __future__ import annotations

import sqlalchemy as sa

from local_store.tables.metadata import document, metadata, of_case, text

signatures = sa.Table(
    "signatures",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True),
    text("id"),
    of_case(),
    document(),
    sa.UniqueConstraint("id"),
)
sa.Index("ix_signatures_case_id", signatures.c.case_id)
