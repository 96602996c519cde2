"""Rendered papers and what became of their prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from app.domain.errors import StoreError
from app.domain.paper import Paper, PrintAttempt, PrintOutcome
from local_store.engine.direct import DirectStatement, RowInsert
from local_store.repositories.codec import DocumentCodec
from local_store.tables.papers import papers, print_attempts

_PAPER = DocumentCodec(Paper)
_ATTEMPT = DocumentCodec(PrintAttempt)
_INSERT, _INSERT_ATTEMPT = RowInsert(papers), RowInsert(print_attempts)
_GET = sa.select(papers.c.document).where(papers.c.id == sa.bindparam("paper_id"))
_OF_CASE = DirectStatement(
    sa.select(papers.c.document).where(papers.c.case_id == sa.bindparam("case_id")).order_by(papers.c.sequence)
)
_GET_ATTEMPT = sa.select(print_attempts.c.document).where(print_attempts.c.id == sa.bindparam("attempt_id"))
_SETTLE = print_attempts.update().where(print_attempts.c.id == sa.bindparam("attempt_id"))
_ATTEMPTS = (
    sa.select(print_attempts.c.document)
    .where(print_attempts.c.paper_id == sa.bindparam("paper_id"))
    .order_by(print_attempts.c.sequence)
)
_UNSETTLED = (
    sa.select(papers.c.document.label("paper"), print_attempts.c.document.label("attempt"))
    .join(papers, papers.c.id == print_attempts.c.paper_id)
    .where(print_attempts.c.outcome == PrintOutcome.UNKNOWN.value)
    .order_by(print_attempts.c.sequence)
)


class SqlPaperRepository:
    """`PaperRepository` over one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, paper: Paper) -> None:
        """Store a rendered paper."""
        row = {"id": paper.id, "case_id": paper.case_id, "sha256": paper.sha256, "document": _PAPER.encode(paper)}
        _INSERT(self._connection, row)

    def get(self, paper_id: str) -> Paper:
        """Raises StoreError `store.paper_unknown`."""
        document = self._connection.scalar(_GET, {"paper_id": paper_id})
        if document is None:
            raise StoreError("paper_unknown", paper_id=paper_id)
        return _PAPER.decode(document)

    def of_case(self, case_id: str) -> Sequence[Paper]:
        """Oldest first."""
        return [_PAPER.decode(document) for (document,) in _OF_CASE.all(self._connection, {"case_id": case_id})]

    def add_attempt(self, attempt: PrintAttempt) -> None:
        """Store a print attempt."""
        row = {"id": attempt.id, "paper_id": attempt.paper_id, **_outcome(attempt)}
        _INSERT_ATTEMPT(self._connection, row)

    def settle_attempt(self, attempt_id: str, outcome: PrintOutcome) -> None:
        """What became of it; raises StoreError `store.attempt_unknown`."""
        document = self._connection.scalar(_GET_ATTEMPT, {"attempt_id": attempt_id})
        if document is None:
            raise StoreError("attempt_unknown", attempt_id=attempt_id)
        settled = replace(_ATTEMPT.decode(document), outcome=outcome)
        self._connection.execute(_SETTLE, {"attempt_id": attempt_id, **_outcome(settled)})

    def attempts(self, paper_id: str) -> Sequence[PrintAttempt]:
        """Oldest first."""
        return [_ATTEMPT.decode(document) for document in self._connection.scalars(_ATTEMPTS, {"paper_id": paper_id})]

    def unsettled(self) -> Sequence[tuple[Paper, PrintAttempt]]:
        """Attempts whose outcome is unknown, oldest first."""
        rows = self._connection.execute(_UNSETTLED)
        return [(_PAPER.decode(row.paper), _ATTEMPT.decode(row.attempt)) for row in rows]


def _outcome(attempt: PrintAttempt) -> dict[str, object]:
    return {"outcome": attempt.outcome.value, "document": _ATTEMPT.encode(attempt)}
