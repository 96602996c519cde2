"""The index that finds the cases whose lines have a word, where the engine has one.

What is not indexed is read line by line: drafts everywhere, and every case on an engine without this index, which may
have one of its own for patterns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import sqlalchemy as sa

from local_store.engine.direct import DirectStatement
from local_store.search.bigrams import index_query, index_words
from local_store.tables.finding import case_words

Topics = Mapping[str, Sequence[int]]
"""For each word the topics in whose text it is."""
_PUT = DirectStatement(
    sa.insert(case_words).values(rowid=sa.bindparam("sequence"), words=sa.bindparam("words")),
)
_TAKE_OUT = DirectStatement(sa.delete(case_words).where(case_words.c.rowid == sa.bindparam("sequence")))


class WordIndex(Protocol):
    """Holds the words of received cases."""

    @property
    def takes_cases(self) -> bool:
        """Whether received cases are put in; else all are read line by line."""

    def put(self, sequence: int, lines: str, topics: Sequence[int]) -> None:
        """Take in the words of a case that is not in."""

    def take_out(self, sequence: int) -> None:
        """Forget the words of a case that is in."""

    def matching(self, topics: Topics) -> sa.Select[int]:
        """Sequences of the indexed cases that have all words, each in a line or in one of its topics."""


class BigramIndex:
    """`WordIndex` over FTS5, beside the tables in the same encrypted file."""

    takes_cases = True

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def put(self, sequence: int, lines: str, topics: Sequence[int]) -> None:
        """Take in the words of a case that is not in."""
        _PUT.sent(self._connection, {"sequence": sequence, "words": index_words(lines, topics)}).close()

    def take_out(self, sequence: int) -> None:
        """Forget the words of a case that is in."""
        _TAKE_OUT.sent(self._connection, {"sequence": sequence}).close()

    def matching(self, topics: Topics) -> sa.Select[int]:
        """One question for all words; the index intersects its own lists."""
        asked = " AND ".join(index_query(word, numbers) for word, numbers in topics.items())
        return sa.select(case_words.c.rowid).where(sa.literal_column("case_words").op("MATCH")(asked))


class NoWordIndex:
    """`WordIndex` of an engine that has none."""

    takes_cases = False

    def put(self, sequence: int, lines: str, topics: Sequence[int]) -> None:
        """Nothing is kept."""

    def take_out(self, sequence: int) -> None:
        """Nothing was kept."""

    def matching(self, topics: Topics) -> sa.Select[int]:
        """None."""
        return sa.select(sa.literal(0)).where(sa.false())


def word_index(connection: sa.Connection) -> WordIndex:
    """The index of the engine behind a connection."""
    return BigramIndex(connection) if connection.dialect.name == "sqlite" else NoWordIndex()
