"""The queue as rows. Per case strictly in order; between cases whatever is due first.

What is due is asked for anew each time ("the first due rows"), never paged with an offset: rows change state while
a drain runs, and an offset would skip some.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.domain.errors import StoreError
from app.domain.outbox import LONGEST_WAIT, Fact, FactKind, OutboxCounts, OutboxEntry, OutboxState
from local_store.engine.direct import RowInsert
from local_store.repositories.codec import moment, moment_text, optional_moment
from local_store.tables.outbox import outbox, unfinished

_INSERT = RowInsert(outbox)
_older = outbox.alias("older")
_OLDER_UNFINISHED = sa.exists().where(
    _older.c.case_id == outbox.c.case_id,
    _older.c.sequence < outbox.c.sequence,
    unfinished(_older),
)
_DUE = (
    sa.select(outbox)
    .where(
        outbox.c.state == OutboxState.WAITING.value,
        sa.or_(
            outbox.c.next_at.is_(None),
            outbox.c.next_at <= sa.bindparam("now"),
            outbox.c.next_at > sa.bindparam("latest"),
        ),
        ~_OLDER_UNFINISHED,
    )
    .order_by(outbox.c.sequence)
    .limit(sa.bindparam("most"))
)
_EXISTS = sa.select(outbox.c.sequence).where(outbox.c.sequence == sa.bindparam("known_sequence"))
_UPDATE_UNFINISHED = outbox.update().where(outbox.c.sequence == sa.bindparam("known_sequence"), unfinished(outbox))
_FAIL = _UPDATE_UNFINISHED.values(attempts=outbox.c.attempts + 1)
_RELEASE = (
    outbox.update()
    .where(outbox.c.case_id == sa.bindparam("known_case"), unfinished(outbox))
    .values(state=OutboxState.WAITING.value, next_at=None, error_code="", error_detail="")
)
_ENTRIES = (
    sa.select(outbox)
    .where(outbox.c.state.in_(sa.bindparam("states", expanding=True)))
    .order_by(outbox.c.sequence)
    .limit(sa.bindparam("most"))
)
_OF_CASE = sa.select(outbox).where(outbox.c.case_id == sa.bindparam("case_id")).order_by(outbox.c.sequence)
_BY_STATE = sa.select(outbox.c.state, sa.func.count()).group_by(outbox.c.state)
_WAITING = sa.select(
    sa.func.coalesce(sa.func.sum(sa.func.length(outbox.c.body) + outbox.c.size), 0),
    sa.func.count(outbox.c.case_id.distinct()),
).where(outbox.c.state == OutboxState.WAITING.value)


class SqlOutboxRepository:
    """`OutboxRepository` over one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, fact: Fact, at: datetime) -> OutboxEntry:
        """Append a fact; a key that is there already raises StoreError `store.contradiction`."""
        return OutboxEntry(_INSERT(self._connection, _row(fact, moment_text(at))), fact, OutboxState.WAITING, at)

    def add_all(self, facts: Sequence[Fact], at: datetime) -> None:
        """Append facts in their order; raises as `add`."""
        created_at = moment_text(at)
        _INSERT.all(self._connection, [_row(fact, created_at) for fact in facts])

    def due(self, now: datetime, limit: int) -> Sequence[OutboxEntry]:
        """WAITING rows whose time has come and that have no older unfinished row of the same case."""
        times = {"now": moment_text(now), "latest": moment_text(now + LONGEST_WAIT)}
        rows = self._connection.execute(_DUE, {**times, "most": limit})
        return [_entry(row) for row in rows]

    def done(self, sequence: int, receipt: str, at: datetime) -> None:
        """The platform's receipt proves the fact. A second receipt for a done row changes nothing."""
        proven = {"state": OutboxState.DONE.value, "receipt": receipt, "done_at": moment_text(at), "next_at": None}
        self._change(_UPDATE_UNFINISHED, sequence, {**proven, "error_code": "", "error_detail": ""})

    def retry(self, sequence: int, next_at: datetime, error_code: str, error_detail: str) -> None:
        """Try again later. Never undoes a row that is done (a late answer of an earlier try)."""
        later = {"state": OutboxState.WAITING.value, "next_at": moment_text(next_at)}
        self._change(_FAIL, sequence, {**later, "error_code": error_code, "error_detail": error_detail})

    def needs_clerk(self, sequence: int, error_code: str, error_detail: str) -> None:
        """Refused: waits for the clerk."""
        refused = {"state": OutboxState.NEEDS_CLERK.value, "next_at": None}
        self._change(_FAIL, sequence, {**refused, "error_code": error_code, "error_detail": error_detail})

    def _change(self, update: sa.Update, sequence: int, values: dict[str, Any]) -> None:
        known = {"known_sequence": sequence}
        if self._connection.execute(update, {**known, **values}).rowcount == 0:
            self._require(known)

    def _require(self, known: dict[str, int]) -> None:
        if self._connection.scalar(_EXISTS, known) is None:
            raise StoreError("outbox_unknown", sequence=known["known_sequence"])

    def release(self, case_id: str) -> None:
        """Unfinished rows of the case go back to WAITING, due now."""
        self._connection.execute(_RELEASE, {"known_case": case_id})

    def hasten(self) -> None:
        """Every WAITING row is due at once."""
        waiting = outbox.update().where(outbox.c.state == OutboxState.WAITING.value)
        self._connection.execute(waiting.values(next_at=None))

    def reopen_pages(self, case_id: str, blobs: Sequence[str]) -> int:
        """DONE PAGE rows of these blobs go back to WAITING, due now; returns how many there were."""
        reopened = outbox.update().where(
            outbox.c.case_id == case_id,
            outbox.c.kind == FactKind.PAGE.value,
            outbox.c.state == OutboxState.DONE.value,
            outbox.c.blob_sha256.in_(blobs),
        )
        again = {"state": OutboxState.WAITING.value, "next_at": None, "receipt": "", "done_at": None}
        return self._connection.execute(reopened.values(again)).rowcount

    def entries(self, states: tuple[OutboxState, ...], limit: int = 500) -> Sequence[OutboxEntry]:
        """Rows for the outbox view, oldest first."""
        chosen = {"states": [state.value for state in states], "most": limit}
        return [_entry(row) for row in self._connection.execute(_ENTRIES, chosen)]

    def of_case(self, case_id: str) -> Sequence[OutboxEntry]:
        """All rows of one case, oldest first."""
        return [_entry(row) for row in self._connection.execute(_OF_CASE, {"case_id": case_id})]

    def counts(self) -> OutboxCounts:
        """Rows by state."""
        by_state = {state: count for state, count in self._connection.execute(_BY_STATE)}
        waiting_bytes, waiting_cases = self._connection.execute(_WAITING).one()
        return OutboxCounts(
            waiting=by_state.get(OutboxState.WAITING.value, 0),
            done=by_state.get(OutboxState.DONE.value, 0),
            needs_clerk=by_state.get(OutboxState.NEEDS_CLERK.value, 0),
            waiting_bytes=waiting_bytes,
            waiting_cases=waiting_cases,
        )


def _row(fact: Fact, created_at: str) -> dict[str, Any]:
    return {
        "key": fact.key,
        "case_id": fact.case_id,
        "kind": fact.kind.value,
        "state": OutboxState.WAITING.value,
        "body": fact.body,
        "body_sha256": fact.body_sha256,
        "blob_sha256": fact.blob_sha256,
        "size": fact.size,
        "created_at": created_at,
        "attempts": 0,
        "next_at": None,
        "error_code": "",
        "error_detail": "",
        "receipt": "",
        "done_at": None,
    }


def _entry(row: sa.Row[Any]) -> OutboxEntry:
    fact = Fact(
        key=row.key,
        case_id=row.case_id,
        kind=FactKind(row.kind),
        body=bytes(row.body),
        body_sha256=row.body_sha256,
        blob_sha256=row.blob_sha256,
        size=row.size,
    )
    return OutboxEntry(
        sequence=row.sequence,
        fact=fact,
        state=OutboxState(row.state),
        created_at=moment(row.created_at),
        attempts=row.attempts,
        next_at=optional_moment(row.next_at),
        error_code=row.error_code,
        error_detail=row.error_detail,
        receipt=row.receipt,
        done_at=optional_moment(row.done_at),
    )
