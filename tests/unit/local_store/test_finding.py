"""The index of words finds exactly what reading every line finds, after any changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.case import Case, CaseState
from app.ports.store import CaseQuery
from local_store.search.bigrams import index_query, index_words
from local_store.search.romanizer import PinyinRomanizer
from local_store.search.searchable import folded, search_words, searchable_text
from local_store.store import SqlStore
from local_store.tables.finding import case_lines, case_order, case_topics, case_words
from tests.fakes.local_store import small_store
from tests.fakes.store_samples import NOW, PERSON, draft, received
from tests.unit.local_store.test_queries import plans, sqlite_steps

ROMANIZER = PinyinRomanizer()
# Few characters, so that parts of one line turn up in others; beyond the BMP, polyphones, marks FTS5 and LIKE know.
_CHARACTERS = "李军单䶮𬭎𠅤ab1z-_%'\"*^: ·\x01\x7f\ue000\U0010ff2d?"
_TEXT = st.text(_CHARACTERS, max_size=5)
_WORD = st.text(_CHARACTERS + "lj", min_size=1, max_size=4)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    with closing(small_store(tmp_path_factory.mktemp("finding") / "data")) as opened:
        yield opened


@st.composite
def _cases(draw: st.DrawFn) -> Case:
    """A draft or a received case of few possible ids, so that some are saved twice."""
    case_id, name, item, place = draw(st.sampled_from("1234")), draw(_TEXT), draw(_TEXT), draw(_TEXT)
    if draw(st.booleans()):
        return draft(case_id, applicant__name=name, at=NOW)
    person = replace(PERSON, name=name)
    return received(case_id, f"R{case_id}", applicant=person, item_name=item, place_name=place)


def _saved(unit: object, given_cases: Sequence[Case]) -> dict[str, Case]:
    known: dict[str, Case] = {}
    for case in given_cases:
        before = known.get(case.id)
        revision = 0 if before is None else before.revision
        known[case.id] = unit.cases.save(replace(case, revision=revision))  # type: ignore[attr-defined]  # the SQL one
    return known


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(_cases(), max_size=6), st.lists(st.text(_CHARACTERS + "lj", min_size=1, max_size=4), max_size=2), st.data()
)
def test_found_is_exactly_what_has_the_words(
    store: SqlStore, given_cases: list[Case], typed: list[str], data: st.DataObject
) -> None:
    with store.unit_of_work() as unit:  # never committed: the next example finds an empty store
        known = _saved(unit, given_cases)
        texts = {case_id: searchable_text(case, ROMANIZER) for case_id, case in known.items()}
        if texts:
            lines = data.draw(st.sampled_from(sorted(texts.values()))).split("\n")
            line = data.draw(st.sampled_from(lines))
            start = data.draw(st.integers(0, max(0, len(line) - 1)))
            typed = [*typed, line[start : start + data.draw(st.integers(1, 4))]]
        words = search_words(" ".join(typed))
        expected = {case_id for case_id, text in texts.items() if all(word in text for word in words)}
        assert {one.id for one in unit.cases.find(CaseQuery(" ".join(typed)))} == expected


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("李", True), ("军", True), ("李军", True), ("𬭎", True), ("军𬭎", True), ("李𬭎", False), ("lj", True),
        ("ljun", False), ("jun", True), ("备案", True), ("案异", False), ("ydjy", True), ("ba", True), ("0001", True),
        ("李军 备案", True), ("李军 合伙", False), ("%", False), ("_", False), ("军𬭎9", False), ('"', False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("state", [CaseState.DRAFT, CaseState.RECEIVED])
def test_names_pinyin_numbers_items_and_places(store: SqlStore, state: CaseState, typed: str, finds: bool) -> None:
    person = replace(PERSON, name="李军𬭎")
    case = received(state=state, applicant=person, agent=None, item_name="异地就医备案", number="R000001")
    with store.unit_of_work() as unit:
        unit.cases.save(case)
        assert bool(unit.cases.find(CaseQuery(typed))) is finds


def test_the_end_of_a_line_is_no_part_of_the_next(store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        person = replace(PERSON, name="甲乙", phone="")
        unit.cases.save(received(applicant=person, agent=None, item_name="", place_name="乙丙"))
        assert not unit.cases.find(CaseQuery("乙乙丙"))
        assert not unit.cases.find(CaseQuery("甲乙丙"))
        assert unit.cases.find(CaseQuery("甲乙"))


@settings(max_examples=300)
@given(st.text(), st.text(min_size=1))
def test_words_of_the_index_hold_no_parting_character(line: str, word: str) -> None:
    lines = folded(line)
    assert index_words(lines, ()).count("\x01") == max(0, len(lines) - 1)
    assert index_query(folded(word), ()).count("\x01") == max(0, len(folded(word)) - 2)


def test_saving_a_draft_leaves_the_index_alone(store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        case = unit.cases.save(draft())
        before = sqlite_writes(unit)
        for name in ("张", "张样", "张样本"):
            case = unit.cases.save(replace(case, form={"applicant.name": name}))
        assert sqlite_writes(unit) == before
        unit.cases.save(replace(case, state=CaseState.ABANDONED))
        assert sqlite_writes(unit) > before


def sqlite_writes(unit: object) -> int:
    """How many documents the index holds or held."""
    connection: sa.Connection = unit.cases._connection  # type: ignore[attr-defined]  # the SQL one
    return connection.exec_driver_sql("SELECT count(*) FROM case_words_docsize").scalar() or 0


def test_nothing_a_case_was_found_by_is_left_when_it_goes(store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        unit.cases.save(received(state=CaseState.CLOSED))
        unit.retention.remove("case-1")
        connection: sa.Connection = unit.cases._connection  # type: ignore[attr-defined]  # the SQL one
        for table in (case_lines, case_order):
            assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0
        words = sa.select(sa.func.count()).where(sa.literal_column("case_words").op("MATCH")('"样本"'))
        assert connection.scalar(words.select_from(case_words)) == 0


def test_a_search_reads_no_wide_row_but_those_it_shows(tmp_path: Path) -> None:
    with closing(small_store(tmp_path / "data")) as store:
        plan = plans(store, lambda unit: unit.cases.find(CaseQuery("李军", (CaseState.RECEIVED,), drafts_of="clerk-1")))
        assert any("case_words VIRTUAL TABLE INDEX" in step for step in plan), plan
        assert any("ix_case_lines_unindexed" in step for step in plan), plan
        assert not any(step.startswith("SCAN cases") for step in plan), plan


def test_searching_costs_what_is_found_not_what_is_there(tmp_path: Path) -> None:
    with closing(small_store(tmp_path / "data")) as store:
        with store.unit_of_work() as unit:
            for number in range(300):
                unit.cases.save(
                    received(f"{number}", f"R{number:05}", applicant=replace(PERSON, name=f"甲{number:05}"))
                )
            unit.commit()
        steps = sqlite_steps(store, lambda unit: unit.cases.find(CaseQuery("甲00007")))
    assert steps < 3_000


def test_topics_are_kept_once(store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        for number in range(3):
            unit.cases.save(received(f"{number}", f"R{number}"))
        connection: sa.Connection = unit.cases._connection  # type: ignore[attr-defined]  # the SQL one
        assert connection.scalar(sa.select(sa.func.count()).select_from(case_topics)) == 2
