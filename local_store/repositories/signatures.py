"""Signatures written by hand on a screen."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.domain.handwritten_signature import HandwrittenSignature
from local_store.engine.direct import RowInsert
from local_store.repositories.codec import DocumentCodec
from local_store.tables.signatures import signatures

_SIGNATURE = DocumentCodec(HandwrittenSignature)
_INSERT = RowInsert(signatures)
_OF_CASE = (
    sa.select(signatures.c.document)
    .where(signatures.c.case_id == sa.bindparam("case_id"))
    .order_by(signatures.c.sequence)
)


class SqlSignatureRepository:
    """`SignatureRepository` over one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, signature: HandwrittenSignature) -> None:
        """Store a signature."""
        row = {"id": signature.id, "case_id": signature.case_id, "document": _SIGNATURE.encode(signature)}
        _INSERT(self._connection, row)

    def of_case(self, case_id: str) -> Sequence[HandwrittenSignature]:
        """Oldest first."""
        return [_SIGNATURE.decode(document) for document in self._connection.scalars(_OF_CASE, {"case_id": case_id})]
