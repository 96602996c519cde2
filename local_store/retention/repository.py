"""Cases past their time: found, and deleted with everything that belongs to them.

Deleted rows are overwritten at once (`secure_delete`); their files go with `StoreUpkeep.let_go`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.domain.errors import StoreError
from app.domain.store_upkeep import RESTED
from local_store.repositories.case_finder import forget_lines
from local_store.repositories.codec import moment_text
from local_store.tables.cases import case_changes, cases, custody, pages
from local_store.tables.outbox import outbox, unfinished
from local_store.tables.papers import papers, print_attempts
from local_store.tables.readings import page_readings, page_text
from local_store.tables.signatures import signatures

_UNSENT = sa.exists().where(outbox.c.case_id == cases.c.id, unfinished(outbox))
_PAST = (
    sa.select(cases.c.id)
    .where(
        cases.c.state.in_([state.value for state in RESTED]),
        cases.c.updated_at < sa.bindparam("before"),
        ~_UNSENT,
    )
    .order_by(cases.c.updated_at, cases.c.id)
    .limit(sa.bindparam("most"))
)
_WAITS = sa.select(sa.func.count()).where(outbox.c.case_id == sa.bindparam("case_id"), unfinished(outbox))
_READINGS = sa.select(page_readings.c.sequence).where(page_readings.c.case_id == sa.bindparam("case_id"))
_PAPERS = sa.select(papers.c.id).where(papers.c.case_id == sa.bindparam("case_id"))
_OF_CASE = (page_readings, pages, signatures, custody, case_changes, outbox)


class SqlRetentionRepository:
    """`RetentionRepository` over one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def past(self, before: datetime, limit: int) -> Sequence[str]:
        """Ids of cases that rest since before that moment, longest first."""
        return list(self._connection.scalars(_PAST, {"before": moment_text(before), "most": limit}))

    def remove(self, case_id: str) -> None:
        """Delete every row of a case; raises StoreError `store.case_unsent`, `store.case_unknown`."""
        known = {"case_id": case_id}
        if self._connection.scalar(_WAITS, known):
            raise StoreError("case_unsent")
        words = sa.delete(page_text).where(page_text.c.rowid.in_(_READINGS))
        self._connection.execute(words, known)
        self._connection.execute(print_attempts.delete().where(print_attempts.c.paper_id.in_(_PAPERS)), known)
        forget_lines(self._connection, case_id)
        for table in (*_OF_CASE, papers):
            self._connection.execute(table.delete().where(table.c.case_id == case_id))
        if self._connection.execute(cases.delete().where(cases.c.id == case_id)).rowcount != 1:
            raise StoreError("case_unknown", case_id=case_id)
