"""What was read from pages. A reading goes with its page, and with the picture it was read from."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from app.domain.errors import StoreError
from app.domain.page_text import PageReading
from local_store.engine.direct import RowInsert
from local_store.repositories.codec import DocumentCodec
from local_store.search.page_text import page_query, page_words
from local_store.tables.cases import pages
from local_store.tables.readings import PageTextMatches, page_readings, page_text

_READING = DocumentCodec(PageReading)
_INSERT = RowInsert(page_readings)
_CASE_OF = sa.select(pages.c.case_id).where(pages.c.id == sa.bindparam("page_id"))
_KNOWN = sa.select(page_readings.c.sequence).where(page_readings.c.page_id == sa.bindparam("page_id"))
_OF_CASE = sa.select(page_readings.c.page_id, page_readings.c.document).where(
    page_readings.c.case_id == sa.bindparam("case_id")
)
_REMOVE = page_readings.delete().where(page_readings.c.sequence == sa.bindparam("known"))
_REMOVE_WORDS = sa.delete(page_text).where(page_text.c.rowid == sa.bindparam("known"))
_MOST_PAGES = 5_000  # the newest that hold a word; a word on more pages finds nothing anybody looks for


class SqlReadingRepository:
    """`ReadingRepository` over one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def save(self, page_id: str, reading: PageReading) -> None:
        """Keep a reading in place of any before; raises StoreError `store.page_unknown`."""
        case_id = self._connection.scalar(_CASE_OF, {"page_id": page_id})
        if case_id is None:
            raise StoreError("page_unknown", page_id=page_id)
        forget_reading(self._connection, page_id)
        row = {"page_id": page_id, "case_id": case_id, "document": _READING.encode(reading)}
        sequence = _INSERT(self._connection, row)
        self._connection.execute(sa.insert(page_text), {"rowid": sequence, "words": page_words(reading.text)})

    def of_case(self, case_id: str) -> Mapping[str, PageReading]:
        """Readings by the id of their page."""
        rows = self._connection.execute(_OF_CASE, {"case_id": case_id})
        return {row.page_id: _READING.decode(row.document) for row in rows}


def forget_reading(connection: sa.Connection, page_id: str) -> None:
    """Drop what was read from a page, if anything was."""
    sequence = connection.scalar(_KNOWN, {"page_id": page_id})
    if sequence is not None:
        connection.execute(_REMOVE_WORDS, {"known": sequence})
        connection.execute(_REMOVE, {"known": sequence})


def cases_with_word(word: str) -> sa.Select[tuple[str]] | None:
    """Ids of cases that have a folded word on one of their pages; None when it is too short to be looked for there."""
    asked = page_query(word)
    if asked is None:
        return None
    matching = sa.select(page_text.c.rowid).where(PageTextMatches(asked))
    newest = matching.order_by(page_text.c.rowid.desc()).limit(_MOST_PAGES)
    return sa.select(page_readings.c.case_id).where(page_readings.c.sequence.in_(newest))
