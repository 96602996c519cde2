"""What 100,000 cases of one station cost: the part of `tongban bench store` that needs them there.

- `start_100k`: opening that store, over opening an empty one;
- `search_p50`, `search_p95`: a clerk's search with its first 200 lines (family name alone, whole name, initials, full
  pinyin, end of a number, item, place, two words, a word in one state), over plain SQLite with the same index and rows
  asked in one prepared statement for each kind;
- `search_ms`: the same 95th part in milliseconds, over the 30 that are promised;
- `search_worst`: the slowest of them, over the slowest of plain SQLite;
- `list_ms`: cases of one state, newest first, and how many there are, over the same 30;
- `draft_save`: a field of a draft saved, over the same in an empty store.
"""

from __future__ import annotations

import itertools
import random
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.bench.metric import Metric
from app.bench.store_rows import plain_copy
from app.bench.store_sample import NOW, sample_case, sample_cases
from app.domain.case import Case, CaseState
from app.ports.store import CaseQuery
from local_store.folder import DataFolder
from local_store.keys.data_key import DataKey, KeyPurpose
from local_store.search.bigrams import index_query
from local_store.search.romanizer import PinyinRomanizer
from local_store.search.searchable import own_lines

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

    from local_store.store import SqlStore

CASES, SEARCHES, STARTS, SAVES = 100_000, 20, 9, 60
START_GOAL, PROMISED_MS = 1.2, 30.0
_AT_ONCE = 5_000
_Open = Callable[[Path, DataKey], "SqlStore"]
_FLOOR = (
    "SELECT id, state, updated_at, applicant_name, document_number, item_name, place_name, receipt_number, "
    "platform_number, received_at, due_on, due_estimated, (SELECT count(*) FROM outbox o WHERE o.case_id = c.id AND "
    "o.state != 'done') FROM cases c JOIN case_lines l ON l.case_id = c.id WHERE l.sequence IN (SELECT sequence FROM "
    "case_order WHERE sequence IN (SELECT rowid FROM case_words WHERE case_words MATCH ?) "
    "ORDER BY updated_at DESC, sequence DESC LIMIT 200) ORDER BY c.updated_at DESC"
)


def figures(folder: Path, open_store: _Open) -> list[Metric]:
    """All of them; `folder` takes the stores."""
    key, full, empty = DataKey.fresh(), folder / "full", folder / "empty"
    with closing(open_store(full, key)) as store:
        fill(store, CASES)
    open_store(empty, key).close()
    metrics = [_starts(full, empty, lambda root: open_store(root, key)), *_searches(full, key, open_store, folder)]
    with closing(open_store(full, key)) as store, closing(open_store(empty, key)) as other:
        return [*metrics, _list(store), _draft_saves(store, other)]


def fill(store: SqlStore, count: int) -> None:
    """Save that many cases, some thousands a transaction."""
    made = itertools.islice(sample_cases(), count)
    while part := list(itertools.islice(made, _AT_ONCE)):
        with store.unit_of_work() as unit:
            for case in part:
                unit.cases.save(case)
            unit.commit()


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _starts(full: Path, empty: Path, opened: Callable[[Path], SqlStore]) -> Metric:
    times: dict[Path, list[float]] = {full: [], empty: []}
    for _ in range(STARTS + 1):
        for folder, taken in times.items():
            begun = time.perf_counter()
            store = opened(folder)
            taken.append((time.perf_counter() - begun) * 1000)
            store.close()
    value, floor = (statistics.median(taken[1:]) for taken in times.values())  # the first finds cold caches
    return Metric("start_100k", value, "ms", floor, value / floor, "lower", START_GOAL)


def questions() -> list[str]:
    """What clerks type, `SEARCHES` of each kind, each about some case that is there."""
    dice = random.Random(11)  # noqa: S311 - no secret
    return [words for _ in range(SEARCHES) for words in _kinds(sample_case(dice.randrange(1, CASES + 1)))]


def _kinds(case: Case) -> Sequence[str]:
    assert case.applicant is not None  # sample cases are received
    name = case.applicant.name
    lines = own_lines(case, PinyinRomanizer()).split("\n")
    spelt = [line for line in lines if line.isascii() and line.isalpha()] or [name]  # initials first, whole pinyin last
    parts = (
        name[0],
        name[:2],
        name,
        spelt[0],
        spelt[-1],
        case.receipt_number[-5:],
        case.item_name[3:6],
        case.place_name,
    )
    return (*parts, f"{name[:2]} {case.place_name[:2]}", f"{case.item_name[:4]} {case.place_name[:2]}")


def _searches(full: Path, key: DataKey, open_store: _Open, folder: Path) -> list[Metric]:
    asked = questions()
    with closing(open_store(full, key)) as store:
        ours = sorted(_milliseconds(partial(_find, store, words)) for words in asked)
    database = DataFolder(full).database
    with closing(plain_copy(database, key.derived(KeyPurpose.DATABASE), folder / "found-plain.db")) as bare:
        prepared = [floor_question(bare, words) for words in asked]
        floor = sorted(_milliseconds(partial(_fetch, bare, *one)) for one in prepared)
    middle, late = len(ours) // 2, int(len(ours) * 0.95)
    return [
        Metric("search_p50", ours[middle], "ms", floor[middle], ours[middle] / floor[middle], "lower"),
        Metric("search_p95", ours[late], "ms", floor[late], ours[late] / floor[late], "lower"),
        Metric("search_ms", ours[late], "ms", PROMISED_MS, ours[late] / PROMISED_MS, "lower", 1.0),
        Metric("search_worst", ours[-1], "ms", floor[-1], ours[-1] / floor[-1], "lower"),
    ]


def _find(store: SqlStore, words: str) -> None:
    with store.unit_of_work() as unit:
        unit.cases.find(CaseQuery(words))


def floor_question(bare: Connection, typed: str) -> tuple[str, tuple[str]]:
    """What plain SQLite is asked; which topics have the words is looked up before."""
    like = "SELECT id FROM case_topics WHERE lines LIKE '%' || ? || '%'"
    topics = {word: [row[0] for row in bare.execute(like, (word,))] for word in typed.lower().split()}
    return _FLOOR, (" AND ".join(index_query(word, known) for word, known in topics.items()),)


def _fetch(bare: Connection, statement: str, values: tuple[str]) -> Any:
    return bare.execute(statement, values).fetchall()


def _list(store: SqlStore) -> Metric:
    def look() -> None:
        with store.unit_of_work() as unit:
            unit.cases.find(CaseQuery(states=(CaseState.ACCEPTED,)))
            unit.cases.count((CaseState.RECEIVED, CaseState.ACCEPTED))

    value = statistics.median(_milliseconds(look) for _ in range(SEARCHES))
    return Metric("list_ms", value, "ms", PROMISED_MS, value / PROMISED_MS, "lower", 1.0)


def _draft_saves(full: SqlStore, empty: SqlStore) -> Metric:
    stores: list[tuple[SqlStore, list[float]]] = [(full, []), (empty, [])]
    drafts = [_saved(store, Case("draft", CaseState.DRAFT, NOW, "clerk", NOW)) for store, _ in stores]
    for number in range(SAVES):
        for at, (store, taken) in enumerate(stores):
            typed = replace(drafts[at], form={"applicant.name": f"Sample {number}"})
            begun = time.perf_counter()
            drafts[at] = _saved(store, typed)
            taken.append((time.perf_counter() - begun) * 1000)
    value, floor = (statistics.median(taken) for _, taken in stores)
    return Metric("draft_save", value, "ms", floor, value / floor, "lower", START_GOAL)


def _saved(store: SqlStore, case: Case) -> Case:
    with store.unit_of_work() as unit:
        saved = unit.cases.save(case)
        unit.commit()
    return saved
