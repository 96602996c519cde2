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
from local_store.repositories.case_finder import CaseFinder
from local_store.repositories.codec import DocumentCodec, moment, moment_text, optional_moment, optional_moment_text
from local_store.search.searchable import applicant_name, document_number, search_words
from local_store.tables.cases import case_changes, cases
from local_store.tables.outbox import outbox

_CASE = DocumentCodec(Case)
_CHANGE = DocumentCodec(StateChange)

_UNFINISHED = sa.select(sa.func.count()).where(outbox.c.case_id == cases.c.id, outbox.c.state != OutboxState.DONE.value)
_SUMMARY: sa.Select[Any] = sa.select(
    *(column for column in cases.c if column.name not in ("document", "revision", "created_by")),
    _UNFINISHED.scalar_subquery().label("waiting"),
    _UNFINISHED.where(outbox.c.state == OutboxState.NEEDS_CLERK.value).scalar_subquery().label("needs_clerk"),
)
_NEWEST_FIRST = (cases.c.updated_at.desc(), cases.c.id.desc())
_INSERT, _INSERT_CHANGE = RowInsert(cases), RowInsert(case_changes)
# Who reads a case in a unit of work may be about to change it: in a hall the next one waits for the row.
_GET = DirectStatement(
    sa.select(cases.c.document).where(cases.c.id == sa.bindparam("case_id")).with_for_update(key_share=True)
)
_EXISTS = DirectStatement(sa.select(cases.c.id).where(cases.c.id == sa.bindparam("case_id")))
_UPDATE = DirectStatement(
    cases.update().where(cases.c.id == sa.bindparam("known_id"), cases.c.revision == sa.bindparam("known_revision")),
    tuple(column.name for column in cases.columns if column is not cases.c.id),
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
        self._finder = CaseFinder(connection, romanizer)

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
        self._finder.keep(saved)
        return saved

    def _insert(self, row: dict[str, Any]) -> None:
        if _EXISTS.first(self._connection, {"case_id": row["id"]}):
            raise StoreError("changed_elsewhere", case_id=row["id"])
        _INSERT(self._connection, row)

    def _update(self, row: dict[str, Any]) -> None:
        known = {"known_id": row["id"], "known_revision": row["revision"] - 1}
        if _UPDATE.changed(self._connection, {**row, **known}) != 1:
            raise StoreError("changed_elsewhere", case_id=row["id"])

    def find(self, query: CaseQuery) -> Sequence[CaseSummary]:
        """Newest change first."""
        words = search_words(query.words)
        if words or query.states:
            chosen = _SUMMARY.where(cases.c.id.in_(self._finder.newest(query, words)))
        else:  # answered from the index of changes
            chosen = _visible(query).limit(query.limit).offset(query.offset)
        return [_summary(row) for row in self._connection.execute(chosen.order_by(*_NEWEST_FIRST))]

    def count(self, states: tuple[CaseState, ...]) -> int:
        """How many cases are in one of these states."""
        return self._finder.count(states)

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


def _visible(query: CaseQuery) -> sa.Select[Any]:
    chosen = _SUMMARY
    if query.created_by:
        chosen = chosen.where(cases.c.created_by == query.created_by)
    if query.drafts_of:
        chosen = chosen.where((cases.c.state != CaseState.DRAFT.value) | (cases.c.created_by == query.drafts_of))
    return chosen


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
