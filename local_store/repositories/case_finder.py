"""Where the lines of cases are kept and found again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.case import Case, CaseState
from app.ports.guides import Romanizer
from app.ports.store import CaseQuery
from local_store.engine.direct import DirectStatement, RowInsert
from local_store.engine.turns import take_turn
from local_store.repositories.codec import moment_text
from local_store.repositories.readings import cases_with_word
from local_store.search.searchable import own_lines, topic_lines
from local_store.search.word_index import Topics, word_index
from local_store.tables.cases import cases
from local_store.tables.finding import case_lines, case_order, case_topics

_COLUMNS = ("lines", "item_topic", "place_topic", "indexed")
_INSERT_LINES, _INSERT_ORDER = RowInsert(case_lines), RowInsert(case_order)
_STORED = DirectStatement(
    sa.select(case_lines.c.sequence, *(case_lines.c[name] for name in _COLUMNS)).where(
        case_lines.c.case_id == sa.bindparam("known_id")
    )
)
_UPDATE_LINES = DirectStatement(
    case_lines.update().where(case_lines.c.sequence == sa.bindparam("known_sequence")), _COLUMNS
)
_UPDATE_ORDER = DirectStatement(
    case_order.update().where(case_order.c.sequence == sa.bindparam("known_sequence")), ("state", "updated_at")
)
# Another window of a hall may take it in at the same moment.
_NEW_TOPIC = sa.text("INSERT INTO case_topics (name, lines) VALUES (:name, :lines) ON CONFLICT (name) DO NOTHING")
_TOPIC = DirectStatement(sa.select(case_topics.c.id).where(case_topics.c.name == sa.bindparam("name")))


class CaseFinder:
    """Keeps the lines of each case in step with it, and finds cases by words, state and age."""

    def __init__(self, connection: sa.Connection, romanizer: Romanizer) -> None:
        self._connection = connection
        self._romanizer = romanizer
        self._index = word_index(connection)

    def keep(self, case: Case) -> None:
        """Store what the case is found by now; words are indexed from when it is received on, and when they change."""
        topics = tuple(self._topic(name) for name in (case.item_name, case.place_name))
        indexed = int(self._index.takes_cases and case.state is not CaseState.DRAFT)
        row = (own_lines(case, self._romanizer), *topics, indexed)
        order = {"state": case.state.value, "updated_at": moment_text(case.updated_at)}
        stored = _STORED.first(self._connection, {"known_id": case.id})
        if stored is None:
            sequence = _INSERT_LINES(self._connection, {"case_id": case.id, **_named(row)})
            _INSERT_ORDER(self._connection, {"sequence": sequence, **order})
        else:
            sequence = stored[0]
            _UPDATE_ORDER.changed(self._connection, {"known_sequence": sequence, **order})
        if stored is None or tuple(stored[1:]) != row:
            self._change(sequence, stored, row)

    def _change(self, sequence: int, stored: Any, row: tuple[Any, ...]) -> None:
        lines, item, place, indexed = row
        if stored is not None:
            _UPDATE_LINES.changed(self._connection, {"known_sequence": sequence, **_named(row)})
            if stored[-1]:
                self._index.take_out(sequence)
        if indexed:
            self._index.put(sequence, lines, (item, place))

    def _topic(self, name: str) -> int:
        """The number of an item's or place's text, taken in when it is new; 0 for no name."""
        if not name:
            return 0
        known = _TOPIC.first(self._connection, {"name": name})
        if known is None:  # new: two windows must not take it in at once
            take_turn(self._connection, f"topic {name}")
            known = _TOPIC.first(self._connection, {"name": name})
        if known is None:
            new = {"name": name, "lines": topic_lines(name, self._romanizer)}
            self._connection.execute(_NEW_TOPIC, new)
            known = _TOPIC.first(self._connection, new)
        return int(known[0])

    def newest(self, query: CaseQuery, words: Sequence[str]) -> sa.Select[tuple[str]]:
        """Ids of the cases that answer a question, cut to its limit, the newest change before the older ones."""
        chosen = sa.select(case_order.c.sequence)
        if query.states:
            chosen = chosen.where(case_order.c.state.in_([state.value for state in query.states]))
        if query.created_by:
            chosen = chosen.where(_created_by(query.created_by))
        if query.drafts_of:
            chosen = chosen.where((case_order.c.state != CaseState.DRAFT.value) | _created_by(query.drafts_of))
        if words:
            chosen = chosen.where(case_order.c.sequence.in_(self._found(words)))
        newest_first = chosen.order_by(case_order.c.updated_at.desc(), case_order.c.sequence.desc())
        ranked = newest_first.limit(query.limit).offset(query.offset)
        return sa.select(case_lines.c.case_id).where(case_lines.c.sequence.in_(ranked))

    def count(self, states: Sequence[CaseState]) -> int:
        """How many cases are in one of these states."""
        asked = sa.select(sa.func.count()).where(case_order.c.state.in_([state.value for state in states]))
        return self._connection.scalar(asked) or 0

    def _found(self, words: Sequence[str]) -> sa.CompoundSelect[int]:
        """Sequences of cases that have all folded words, each in a line, in the name of item or place, or on a page."""
        topics = {word: self._topics_with(word) for word in words}
        on_page = {word: cases_with_word(word) for word in topics}
        found = [
            self._index.matching(topics),
            sa.select(case_lines.c.sequence).where(
                case_lines.c.indexed == 0, *(_has_line(word, topics[word]) for word in topics)
            ),
        ]
        # From the side of the pages, where an index answers: most words are on none.
        for word, here in on_page.items():
            if here is not None:
                others = [self._has(other, topics, on_page[other]) for other in topics if other != word]
                found.append(sa.select(case_lines.c.sequence).where(case_lines.c.case_id.in_(here), *others))
        return sa.union(*found)

    def _has(self, word: str, topics: Topics, on_page: sa.Select[tuple[str]] | None) -> sa.ColumnElement[bool]:
        indexed = case_lines.c.sequence.in_(self._index.matching({word: topics[word]}))
        read = sa.and_(case_lines.c.indexed == 0, _has_line(word, topics[word]))
        return sa.or_(indexed, read) if on_page is None else sa.or_(indexed, read, case_lines.c.case_id.in_(on_page))

    def _topics_with(self, word: str) -> Sequence[int]:
        asked = sa.select(case_topics.c.id).where(case_topics.c.lines.contains(word, autoescape=True))
        return list(self._connection.scalars(asked))


def _named(row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(_COLUMNS, row, strict=True))


def forget_lines(connection: sa.Connection, case_id: str) -> None:
    """Delete what a case was found by, pages apart."""
    stored = _STORED.first(connection, {"known_id": case_id})
    if stored is None:
        return
    sequence, *_, indexed = stored
    if indexed:
        word_index(connection).take_out(sequence)
    for table in (case_order, case_lines):
        connection.execute(table.delete().where(table.c.sequence == sequence))


def forget_unused_topics(connection: sa.Connection) -> None:
    """Delete the texts of items and places that no case has any more; reads all lines once."""
    used = sa.union(sa.select(case_lines.c.item_topic), sa.select(case_lines.c.place_topic))
    connection.execute(case_topics.delete().where(case_topics.c.id.not_in(used)))


def _created_by(clerk_id: str) -> sa.ColumnElement[bool]:
    """Of one row of the order: asked only where its state leaves the question open, the rows of cases are wide."""
    of_clerk = sa.select(case_lines.c.case_id).join(cases, cases.c.id == case_lines.c.case_id)
    return of_clerk.where(case_lines.c.sequence == case_order.c.sequence, cases.c.created_by == clerk_id).exists()


def _has_line(word: str, topics: Sequence[int]) -> sa.ColumnElement[bool]:
    own = case_lines.c.lines.contains(word, autoescape=True)
    return sa.or_(own, case_lines.c.item_topic.in_(topics), case_lines.c.place_topic.in_(topics))
