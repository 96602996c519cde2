"""The audit log as rows."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.audit import AuditAction, AuditEntry
from local_store.audit.chain import FIRST_LINK, link
from local_store.audit.former_keys import AuditKeys
from local_store.engine.direct import DirectStatement, RowInsert
from local_store.engine.turns import take_turn
from local_store.repositories.codec import moment, moment_text
from local_store.tables.station import audit

_INSERT = RowInsert(audit)
_LAST = DirectStatement(sa.select(audit.c.sequence, audit.c.hash).order_by(audit.c.sequence.desc()).limit(1))
_NEWEST = sa.select(audit).order_by(audit.c.sequence.desc()).limit(sa.bindparam("most"))
_OLDEST_FIRST = sa.select(audit).order_by(audit.c.sequence)
_HASH = sa.select(audit.c.hash).where(audit.c.sequence == sa.bindparam("known_sequence"))
_ROWS_AT_ONCE = 2000
_TURN = "audit"


@dataclass(frozen=True, slots=True)
class AuditBreak:
    """The first row where the chain does not hold: its own content or hash was changed, or a row before it is gone."""

    sequence: int


class SqlAuditLog:
    """`AuditLog` over one connection. The end of the chain is read once a unit of work, which has the turn then."""

    def __init__(self, connection: sa.Connection, key: bytes) -> None:
        self._connection = connection
        self._key = key
        self._end: tuple[int, bytes] | None = None

    def add(self, entry: AuditEntry) -> None:
        """Append an entry."""
        if self._end is None:
            take_turn(self._connection, _TURN)
            self._end = _LAST.first(self._connection, {}) or (0, FIRST_LINK)
        sequence = self._end[0] + 1
        chained = link(self._key, self._end[1], sequence, entry)
        _INSERT(self._connection, _row(sequence, entry, chained))
        self._end = (sequence, chained)

    def entries(self, limit: int = 200) -> Sequence[AuditEntry]:
        """Newest first."""
        return [_entry(row) for row in self._connection.execute(_NEWEST, {"most": limit})]

    def first_break(self) -> AuditBreak | None:
        """Check the whole chain; the first row that does not hold, None when all do."""
        previous, keys = FIRST_LINK, AuditKeys.read(self._connection, self._key)
        with closing(self._rows()) as rows:
            for expected, row in enumerate(rows, start=1):
                if row.sequence != expected or not _holds(keys.of(expected), previous, row):
                    return AuditBreak(expected)
                previous = row.hash
        return None

    def head(self) -> tuple[int, bytes]:
        """Number and hash of the newest row, 0 and the first link when there is none."""
        return _LAST.first(self._connection, {}) or (0, FIRST_LINK)

    def hash_of(self, sequence: int) -> bytes | None:
        """The hash of a row, None when there is no such row."""
        return self._connection.scalar(_HASH, {"known_sequence": sequence})

    def _rows(self) -> sa.CursorResult[Any]:
        return self._connection.execute(_OLDEST_FIRST, execution_options={"yield_per": _ROWS_AT_ONCE})


def _holds(key: bytes, previous: bytes, row: sa.Row[Any]) -> bool:
    try:
        return hmac.compare_digest(link(key, previous, row.sequence, _entry(row)), row.hash)
    except ValueError:  # an action or a moment nobody ever wrote
        return False


def _row(sequence: int, entry: AuditEntry, chained: bytes) -> dict[str, Any]:
    return {
        "sequence": sequence,
        "at": moment_text(entry.at),
        "action": entry.action.value,
        "clerk_id": entry.clerk_id,
        "subject": entry.subject,
        "detail": entry.detail,
        "hash": chained,
    }


def _entry(row: sa.Row[Any]) -> AuditEntry:
    return AuditEntry(
        action=AuditAction(row.action),
        at=moment(row.at),
        clerk_id=row.clerk_id,
        subject=row.subject,
        detail=row.detail,
    )
