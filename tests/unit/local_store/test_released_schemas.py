"""Every schema that was ever released is upgraded with all its rows, and its cases are found as if saved today."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.case import CaseState
from app.ports.store import CaseQuery, UnitOfWork
from local_store.migrations import upgrade
from local_store.search.romanizer import PinyinRomanizer
from local_store.store import SqlStore
from tests.fakes.local_store import small_store
from tests.fakes.store_samples import attempt, change, custody_event, page, paper, reading
from tests.unit.local_store.released_schemas import AUDITED, CASES, CLERK, NOTE, PAGE_WORDS, released

# Name, initials, full pinyin, number, item, item's initials, place, draft, page, two words, nothing.
FOUND = {
    "张䶮": ["case-1"], "zyhjxyb": ["case-1"], "lijunyangben": ["case-2"], "yz12a00001p": ["case-1"],
    "企业": ["case-1"], "hhqysldj": ["case-1"], "样本市": ["case-1"], "李军": ["case-2"], "协议": ["case-1"],
    "张䶮 协议": ["case-1"], "李军 协议": [], "没有": [],
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def _found(unit: UnitOfWork) -> dict[str, list[str]]:
    return {words: [one.id for one in unit.cases.find(CaseQuery(words))] for words in FOUND}


def test_every_revision_is_kept() -> None:
    assert [revision for revision in upgrade.REVISIONS if not released(revision).exists()] == []


@pytest.mark.parametrize("revision", upgrade.REVISIONS)
def test_a_store_of_any_revision_is_read_whole(root: Path, revision: str) -> None:
    shutil.copy(released(revision), root / "store.db")
    with closing(small_store(root)) as store, store.unit_of_work() as unit:
        assert store.recovery.upgraded_from == (None if revision == upgrade.REVISIONS[-1] else revision)
        assert [unit.cases.get(case.id) for case in CASES] == [replace(case, revision=1) for case in CASES]
        assert unit.cases.changes("case-1") == [change("change-1")]
        assert unit.pages.of_case("case-1") == [page()]
        assert unit.custody.of_case("case-1") == [custody_event("custody-1")]
        assert (unit.papers.get("paper-1"), unit.papers.attempts("paper-1")) == (paper(), [attempt("attempt-1")])
        assert [entry.fact.key for entry in unit.outbox.of_case("case-1")] == ["fact-1"]
        assert unit.clerks.all() == [CLERK]
        assert unit.notes.get("sync.cursor") == NOTE
        if revision < "0003":  # nobody had read a page
            unit.readings.save("page-1", reading(PAGE_WORDS))
        assert unit.readings.of_case("case-1") == {"page-1": reading(PAGE_WORDS)}
        assert _found(unit) == FOUND
        assert unit.cases.count((CaseState.DRAFT, CaseState.RECEIVED)) == 2
        assert [one.id for one in unit.cases.find(CaseQuery(states=(CaseState.DRAFT,)))] == ["case-2"]
        assert len(unit.audit.entries()) == AUDITED
    with closing(small_store(root)) as store:
        assert store.first_audit_break() is None


@pytest.mark.parametrize("revision", upgrade.REVISIONS)
def test_what_was_upgraded_is_worked_on(root: Path, revision: str) -> None:
    """A case found anew under another name, one received, one let go: the index follows."""
    shutil.copy(released(revision), root / "store.db")
    with closing(small_store(root)) as store, store.unit_of_work() as unit:
        for case_id in ("case-1", "case-2"):
            case = unit.cases.get(case_id)
            unit.cases.save(replace(case, state=CaseState.ABANDONED, platform_number=f"new-{case_id}"))
        assert [one.id for one in unit.cases.find(CaseQuery("new-case-2"))] == ["case-2"]
        assert [one.id for one in unit.cases.find(CaseQuery("李军"))] == ["case-2"]
        assert not unit.cases.find(CaseQuery("990200-2026"))
        assert unit.cases.count((CaseState.ABANDONED,)) == 2


@pytest.fixture
def fails_between(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The index of words cannot be filled: the second name has no readings."""
    asked: list[str] = []
    readings = PinyinRomanizer.readings

    def some(self: PinyinRomanizer, text: str) -> object:
        asked.append(text)
        if len(asked) == 2:
            raise ZeroDivisionError
        return readings(self, text)

    with monkeypatch.context() as broken:
        broken.setattr(PinyinRomanizer, "readings", some)
        yield broken


def test_an_index_that_was_not_filled_to_its_end_is_filled_anew(root: Path, fails_between: pytest.MonkeyPatch) -> None:
    shutil.copy(released("0005"), root / "store.db")
    with pytest.raises(ZeroDivisionError):
        small_store(root)
    fails_between.undo()
    opened: SqlStore = small_store(root)
    with closing(opened), opened.unit_of_work() as unit:
        assert opened.recovery.upgraded_from == "0005"
        assert _found(unit) == FOUND
