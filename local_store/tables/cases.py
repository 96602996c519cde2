"""Cases and their time lines, their pages, where their originals are."""

from __future__ import annotations

import sqlalchemy as sa

from local_store.tables.metadata import document, metadata, moment, number, of_case, text

cases = sa.Table(
    "cases",
    metadata,
    text("id", primary_key=True),
    text("state"),
    number("revision"),
    text("created_by"),
    moment("updated_at"),
    text("applicant_name"),
    text("document_number"),
    text("item_name"),
    text("place_name"),
    text("receipt_number"),
    text("platform_number"),
    moment("received_at", nullable=True),
    text("due_on"),
    sa.Column("due_estimated", sa.Boolean, nullable=False),
    document(),
)
sa.Index("ix_cases_updated_at", cases.c.updated_at, cases.c.id)
# A second case under one number is refused by the store itself, whatever the program believes.
_numbered = cases.c.receipt_number != ""
sa.Index(
    "uq_cases_receipt_number",
    cases.c.receipt_number,
    unique=True,
    sqlite_where=_numbered,
    postgresql_where=_numbered,
)

case_changes = sa.Table(
    "case_changes",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True),
    text("id"),
    of_case(),
    number("remote_sequence"),
    document(),
    sa.UniqueConstraint("id"),
)
sa.Index("ix_case_changes_case_id", case_changes.c.case_id, case_changes.c.remote_sequence)

pages = sa.Table(
    "pages",
    metadata,
    text("id", primary_key=True),
    of_case(),
    text("material_code"),
    number("sequence"),
    text("original_sha256"),
    text("rendition_sha256"),
    document(),
)
sa.Index("ix_pages_case_id", pages.c.case_id)

custody = sa.Table(
    "custody",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True),
    text("id"),
    of_case(),
    document(),
    sa.UniqueConstraint("id"),
)
sa.Index("ix_custody_case_id", custody.c.case_id)
