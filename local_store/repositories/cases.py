"""Cases: a row of searchable columns with the whole case as a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from app.domain.case import Case, CaseState, StateChange
from app.domain.errors import StoreError
from app.domain.outbox import OutboxState
from app.ports.guides import Romanizer
from app.ports.store import CaseQuery, CaseSummary
from local_store.engine.direct import DirectStatement, RowInsert
from local_store.repositories.codec import DocumentCodec, moment, moment_text, optional_moment, optional_moment_text
from local_store.repositories.readings import cases_found
from local_store.search.searchable import applicant_name, document_number, search_words, searchable_text
from local_store.tables.cases import case_changes, case_lines, cases
from local_store.tables.outbox import outbox

_CASE = DocumentCodec(Case)
_CHANGE = DocumentCodec(StateChange)

_UNFINISHED = sa.select(sa.func.count()).where(outbox.c.case_id == cases.c.id, outbox.c.state != OutboxState.DONE.value)
_SUMMARY: sa.Select[Any] = sa.select(
    *(column for column in cases.c if column.name not in ("document", "revision", "created_by")),
    _UNFINISHED.scalar_subquery().label("waiting"),
    _UNFINISHED.where(outbox.c.state == OutboxState.NEEDS_CLERK.value).scalar_subquery().label("needs_clerk"),
)
_INSERT, _INSERT_LINES, _INSERT_CHANGE = RowInsert(cases), RowInsert(case_lines), RowInsert(case_changes)
# Who reads a case in a unit of work may be about to change it: in a hall the next one waits for the row.
_GET = DirectStatement(
    sa.select(cases.c.document).where(cases.c.id == sa.bindparam("case_id")).with_for_update(key_share=True)
)
_EXISTS = DirectStatement(sa.select(cases.c.id).where(cases.c.id == sa.bindparam("case_id")))
_LINES = DirectStatement(sa.select(case_lines.c.lines).where(case_lines.c.case_id == sa.bindparam("known_id")))
_UPDATE = DirectStatement(
    cases.update().where(cases.c.id == sa.bindparam("known_id"), cases.c.revision == sa.bindparam("known_revision")),
    tuple(column.name for column in cases.columns if column is not cases.c.id),
)
_UPDATE_LINES = DirectStatement(
    case_lines.update().where(case_lines.c.case_id == sa.bindparam("known_id")).values(lines=sa.bindparam("lines"))
)
_CHANGES = (
    sa.select(case_changes.c.document)
    .where(case_changes.c.case_id == sa.bindparam("case_id"))
    .order_by(case_changes.c.sequence)
)
_KNOWN_CHANGE = sa.select(case_changes.c.id).where(
    case_changes.c.case_id == sa.bindparam("case_id"),
    case_changes.c.remote_sequence == sa.bindparam("remote_sequence"),
)


class SqlCaseRepository:
    """`CaseRepository` over one connection."""

    def __init__(self, connection: sa.Connection, romanizer: Romanizer) -> None:
        self._connection = connection
        self._romanizer = romanizer

    def get(self, case_id: str) -> Case:
        """The case; raises StoreError `store.case_unknown`."""
        found = _GET.first(self._connection, {"case_id": case_id})
        if found is None:
            raise StoreError("case_unknown", case_id=case_id)
        return _CASE.decode(found[0])

    def save(self, case: Case) -> Case:
        """Insert or update; raises StoreError `store.changed_elsewhere` for a stale revision."""
        saved = replace(case, revision=case.revision + 1)
        row = _row(saved)
        if case.revision == 0:
            self._insert(row)
        else:
            self._update(row)
        self._save_lines(saved)
        return saved

    def _insert(self, row: dict[str, Any]) -> None:
        if _EXISTS.first(self._connection, {"case_id": row["id"]}):
            raise StoreError("changed_elsewhere", case_id=row["id"])
        _INSERT(self._connection, row)

    def _update(self, row: dict[str, Any]) -> None:
        known = {"known_id": row["id"], "known_revision": row["revision"] - 1}
        if _UPDATE.changed(self._connection, {**row, **known}) != 1:
            raise StoreError("changed_elsewhere", case_id=row["id"])

    def _save_lines(self, case: Case) -> None:
        lines = searchable_text(case, self._romanizer)
        stored = None if case.revision == 1 else _LINES.first(self._connection, {"known_id": case.id})
        if stored is None:
            _INSERT_LINES(self._connection, {"case_id": case.id, "lines": lines})
        elif stored[0] != lines:
            _UPDATE_LINES.changed(self._connection, {"known_id": case.id, "lines": lines})

    def find(self, query: CaseQuery) -> Sequence[CaseSummary]:
        """Newest change first."""
        chosen = _SUMMARY
        if query.states:
            chosen = chosen.where(cases.c.state.in_([state.value for state in query.states]))
        if query.created_by:
            chosen = chosen.where(cases.c.created_by == query.created_by)
        if query.drafts_of:
            chosen = chosen.where((cases.c.state != CaseState.DRAFT.value) | (cases.c.created_by == query.drafts_of))
        words = search_words(query.words)
        if words:
            chosen = chosen.where(cases.c.id.in_(cases_found(words)))
        newest_first = chosen.order_by(cases.c.updated_at.desc(), cases.c.id.desc())
        rows = self._connection.execute(newest_first.limit(query.limit).offset(query.offset))
        return [_summary(row) for row in rows]

    def count(self, states: tuple[CaseState, ...]) -> int:
        """How many cases are in one of these states."""
        counted = sa.select(sa.func.count()).where(cases.c.state.in_([state.value for state in states]))
        return self._connection.scalar(counted) or 0

    def add_change(self, change: StateChange) -> None:
        """Append to the time line; a remote change already there is skipped."""
        known = {"case_id": change.case_id, "remote_sequence": change.remote_sequence}
        if change.remote_sequence and self._connection.scalar(_KNOWN_CHANGE, known):
            return
        row = {"id": change.id, "document": _CHANGE.encode(change), **known}
        _INSERT_CHANGE(self._connection, row)

    def changes(self, case_id: str) -> Sequence[StateChange]:
        """The time line, oldest first."""
        return [_CHANGE.decode(document) for document in self._connection.scalars(_CHANGES, {"case_id": case_id})]


def _row(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "state": case.state.value,
        "revision": case.revision,
        "created_by": case.created_by,
        "updated_at": moment_text(case.updated_at),
        "applicant_name": _storable(applicant_name(case)),
        "document_number": _storable(document_number(case)),
        "item_name": case.item_name,
        "place_name": case.place_name,
        "receipt_number": case.receipt_number,
        "platform_number": case.platform_number,
        "received_at": optional_moment_text(case.received_at),
        "due_on": case.due_on,
        "due_estimated": case.due_estimated,
        "document": _CASE.encode(case),
    }


def _storable(typed: str) -> str:
    """A draft may hold half a character (lone surrogate); the document keeps it, a text column cannot."""
    return typed.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _summary(row: sa.Row[Any]) -> CaseSummary:
    return CaseSummary(
        id=row.id,
        state=CaseState(row.state),
        applicant_name=row.applicant_name,
        document_number=row.document_number,
        item_name=row.item_name,
        place_name=row.place_name,
        receipt_number=row.receipt_number,
        platform_number=row.platform_number,
        updated_at=moment(row.updated_at),
        received_at=optional_moment(row.received_at),
        due_on=row.due_on,
        due_estimated=row.due_estimated,
        waiting=row.waiting,
        needs_clerk=row.needs_clerk,
    )
