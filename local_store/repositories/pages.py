"""Pages of cases. Their bytes lie in the vault; a row is added only after they are durable there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from app.domain.errors import StoreError
from app.domain.page import Page
from local_store.engine.direct import DirectStatement, RowInsert
from local_store.repositories.codec import DocumentCodec
from local_store.repositories.readings import forget_reading
from local_store.tables.cases import pages
from local_store.tables.outbox import outbox
from local_store.tables.papers import papers

_PAGE = DocumentCodec(Page)
_INSERT = RowInsert(pages)
_GET = sa.select(pages.c.document).where(pages.c.id == sa.bindparam("page_id"))
_UPDATE = pages.update().where(pages.c.id == sa.bindparam("page_id"))
_REMOVE = pages.delete().where(pages.c.id == sa.bindparam("page_id"))
_OF_CASE = DirectStatement(
    sa.select(pages.c.document)
    .where(pages.c.case_id == sa.bindparam("case_id"))
    .order_by(pages.c.material_code, pages.c.sequence, pages.c.id)
)
_REFERENCED = sa.union(
    sa.select(pages.c.original_sha256.label("sha256")),
    sa.select(pages.c.rendition_sha256),
    sa.select(papers.c.sha256),
    sa.select(outbox.c.blob_sha256),
)


class SqlPageRepository:
    """`PageRepository` over one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, page: Page) -> None:
        """Store a captured page."""
        _INSERT(self._connection, _row(page))

    def replace(self, page: Page) -> None:
        """Change material, order or rendition; with another rendition its reading goes.

        Raises StoreError `store.page_unknown`, and `store.original_fixed` when the original or the case would change.
        """
        document = self._connection.scalar(_GET, {"page_id": page.id})
        if document is None:
            raise StoreError("page_unknown", page_id=page.id)
        stored = _PAGE.decode(document)
        if (stored.original, stored.case_id) != (page.original, page.case_id):
            raise StoreError("original_fixed", page_id=page.id)
        if stored.rendition != page.rendition:
            forget_reading(self._connection, page.id)
        self._connection.execute(_UPDATE, {"page_id": page.id, **_row(page)})

    def remove(self, page_id: str) -> None:
        """Take a page off its case; raises StoreError `store.page_unknown`."""
        forget_reading(self._connection, page_id)
        if self._connection.execute(_REMOVE, {"page_id": page_id}).rowcount != 1:
            raise StoreError("page_unknown", page_id=page_id)

    def of_case(self, case_id: str) -> Sequence[Page]:
        """In order of material and sequence."""
        return [_PAGE.decode(document) for (document,) in _OF_CASE.all(self._connection, {"case_id": case_id})]

    def referenced_hashes(self) -> Iterator[str]:
        """SHA-256 of every blob some row names, each once."""
        yield from (sha256 for sha256 in self._connection.scalars(_REFERENCED) if sha256)


def _row(page: Page) -> dict[str, object]:
    return {
        "id": page.id,
        "case_id": page.case_id,
        "material_code": page.material_code,
        "sequence": page.sequence,
        "original_sha256": page.original.sha256,
        "rendition_sha256": page.rendition.sha256 if page.rendition else "",
        "document": _PAGE.encode(page),
    }
