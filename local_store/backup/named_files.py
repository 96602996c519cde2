"""Which files of the vault the rows name, and for which case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from app.domain.store_upkeep import Damage, DamageKind
from local_store.tables.cases import cases, pages
from local_store.tables.outbox import outbox
from local_store.tables.papers import papers

_PAGE, _PAPER = "page", "paper"
_CASE_NAME = sa.case((cases.c.receipt_number != "", cases.c.receipt_number), else_=cases.c.id)


def _named(column: sa.Column[str], kind: str) -> sa.Select[str, str, str]:
    # The outer join: a row whose case is gone names its file all the same.
    rows = column.table.outerjoin(cases, cases.c.id == column.table.c.case_id)
    case = sa.func.coalesce(_CASE_NAME, column.table.c.case_id)
    return sa.select(column.label("sha256"), case.label("case_name"), sa.literal(kind).label("kind")).select_from(rows)


_NAMED = sa.union(
    _named(pages.c.original_sha256, _PAGE),
    _named(pages.c.rendition_sha256, _PAGE),
    _named(outbox.c.blob_sha256, _PAGE),
    _named(papers.c.sha256, _PAPER),
)


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file of the vault some row names; `case` as in `Damage`."""

    sha256: str
    case: str
    paper: bool

    def missing(self) -> Damage:
        """It is not there."""
        return Damage(DamageKind.PAPER_MISSING if self.paper else DamageKind.PAGE_MISSING, self.case, self.sha256[:12])

    def damaged(self) -> Damage:
        """It is not what was put."""
        return Damage(DamageKind.PAPER_DAMAGED if self.paper else DamageKind.PAGE_DAMAGED, self.case, self.sha256[:12])


def named_files(connection: sa.Connection) -> Iterator[NamedFile]:
    """Every file some row names, once for each case that names it."""
    for row in connection.execute(_NAMED):
        if row.sha256:
            yield NamedFile(row.sha256, row.case_name, row.kind == _PAPER)
