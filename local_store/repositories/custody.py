"""Where originals are: append-only events."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.domain.custody import CustodyEvent
from local_store.engine.direct import RowInsert
from local_store.repositories.codec import DocumentCodec
from local_store.tables.cases import custody

_EVENT = DocumentCodec(CustodyEvent)
_INSERT = RowInsert(custody)
_OF_CASE = (
    sa.select(custody.c.document).where(custody.c.case_id == sa.bindparam("case_id")).order_by(custody.c.sequence)
)


class SqlCustodyRepository:
    """`CustodyRepository` over one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, event: CustodyEvent) -> None:
        """Append an event."""
        self.add_all((event,))

    def add_all(self, events: Sequence[CustodyEvent]) -> None:
        """Append events in their order."""
        rows = [{"id": one.id, "case_id": one.case_id, "document": _EVENT.encode(one)} for one in events]
        _INSERT.all(self._connection, rows)

    def of_case(self, case_id: str) -> Sequence[CustodyEvent]:
        """Oldest first."""
        return [_EVENT.decode(document) for document in self._connection.scalars(_OF_CASE, {"case_id": case_id})]
