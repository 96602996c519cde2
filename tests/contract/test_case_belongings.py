"""Pages, custody, papers and prints of a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.custody import CustodyPlace
from app.domain.errors import StoreError
from app.domain.outbox import FactKind
from app.domain.paper import PaperKind, PrintOutcome
from app.ports.store import Store, UnitOfWork
from tests.fakes.store_samples import NOW, attempt, blob, change, custody_event, draft, fact, page, paper


def test_pages_come_in_order_of_material_and_sequence(store: Store) -> None:
    with store.unit_of_work() as unit:
        unit.cases.save(draft())
        unit.cases.save(draft("case-2"))
        for one in (
            page("c", material="M2"),
            page("b", sequence=2),
            page("a", sequence=10),
            page("d"),
            page("e", "case-2"),
        ):
            unit.pages.add(one)
        unit.commit()
    with store.unit_of_work() as unit:
        assert [one.id for one in unit.pages.of_case("case-1")] == ["d", "b", "a", "c"]
        assert unit.pages.of_case("case-2") == [page("e", "case-2")]


def test_a_page_is_moved_and_gets_another_rendition(store: Store) -> None:
    moved = replace(page(), material_code="M2", sequence=4, rendition=None)
    with store.unit_of_work() as unit:
        unit.cases.save(draft())
        unit.pages.add(page())
        unit.pages.replace(moved)
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.pages.of_case("case-1") == [moved]
        assert list(unit.pages.referenced_hashes()) == [moved.original.sha256]


@pytest.mark.parametrize("changed", [{"original": blob(b"another")}, {"case_id": "case-2"}])
def test_an_original_never_changes(store: Store, changed: dict[str, object]) -> None:
    with store.unit_of_work() as unit:
        unit.cases.save(draft())
        unit.cases.save(draft("case-2"))
        unit.pages.add(page())
        with pytest.raises(StoreError, match=r"store\.original_fixed"):
            unit.pages.replace(replace(page(), **changed))  # type: ignore[arg-type]  # by name
        assert unit.pages.of_case("case-1") == [page()]


def test_a_removed_page_is_gone(store: Store) -> None:
    with store.unit_of_work() as unit:
        unit.cases.save(draft())
        unit.pages.add(page())
        unit.pages.remove("page-1")
        assert not list(unit.pages.of_case("case-1"))
        assert not list(unit.pages.referenced_hashes())


def test_everything_that_names_a_blob_keeps_it(store: Store) -> None:
    with store.unit_of_work() as unit:
        unit.cases.save(draft())
        unit.pages.add(page())
        unit.pages.add(page("page-1b", sequence=2))
        unit.papers.add(paper())
        unit.outbox.add(fact("p", kind=FactKind.PAGE, blob_sha256="f" * 64), NOW)
        unit.outbox.add(fact("q"), NOW)
        named = list(unit.pages.referenced_hashes())
    renditions = [one.rendition.sha256 for one in (page(), page("page-1b")) if one.rendition]
    originals = [page().original.sha256, page("page-1b").original.sha256]
    assert sorted(named) == sorted([*originals, *renditions, paper().sha256, "f" * 64])


def test_where_an_original_is_is_told_oldest_first(store: Store) -> None:
    moves = [custody_event("b"), custody_event("a", place=CustodyPlace.RETURNED)]
    with store.unit_of_work() as unit:
        unit.cases.save(draft())
        unit.custody.add(moves[0])
        unit.custody.add_all([*moves[1:], custody_event("c")])
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.custody.of_case("case-1") == [*moves, custody_event("c")]
        assert list(unit.custody.of_case("case-2")) == []


def test_papers_and_prints(store: Store) -> None:
    with store.unit_of_work() as unit:
        unit.cases.save(draft())
        unit.papers.add(paper("b"))
        unit.papers.add(paper("a", kind=PaperKind.LABEL))
        for one in ("2", "1", "3"):
            unit.papers.add_attempt(attempt(one, "b"))
        unit.papers.settle_attempt("1", PrintOutcome.PRINTED)
        unit.commit()
    with store.unit_of_work() as unit:
        assert [one.id for one in unit.papers.of_case("case-1")] == ["b", "a"]
        assert unit.papers.get("a") == paper("a", kind=PaperKind.LABEL)
        printed = attempt("1", "b", PrintOutcome.PRINTED)
        assert unit.papers.attempts("b") == [attempt("2", "b"), printed, attempt("3", "b")]
        assert unit.papers.unsettled() == [(paper("b"), attempt("2", "b")), (paper("b"), attempt("3", "b"))]


@pytest.mark.parametrize(
    ("use", "code"),
    [
        (lambda unit: unit.pages.add(page(case_id="nobody")), "store.contradiction"),
        (lambda unit: unit.pages.replace(page()), "store.page_unknown"),
        (lambda unit: unit.pages.remove("page-1"), "store.page_unknown"),
        (lambda unit: unit.custody.add(custody_event("a", "nobody")), "store.contradiction"),
        (lambda unit: unit.papers.add(paper(case_id="nobody")), "store.contradiction"),
        (lambda unit: unit.papers.get("paper-1"), "store.paper_unknown"),
        (lambda unit: unit.papers.add_attempt(attempt("a")), "store.contradiction"),
        (lambda unit: unit.papers.settle_attempt("a", PrintOutcome.PRINTED), "store.attempt_unknown"),
    ],
)
def test_what_belongs_to_nothing_is_refused(store: Store, use: Callable[[UnitOfWork], None], code: str) -> None:
    with store.unit_of_work() as unit, pytest.raises(StoreError) as caught:
        use(unit)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "add",
    [
        lambda unit: unit.pages.add(page()),
        lambda unit: unit.custody.add(custody_event("a")),
        lambda unit: unit.cases.add_change(change("a")),
        lambda unit: unit.papers.add(paper()),
        lambda unit: unit.papers.add_attempt(attempt("a", "first")),
    ],
    ids=["page", "custody", "change", "paper", "attempt"],
)
def test_an_id_is_taken_once(store: Store, add: Callable[[UnitOfWork], None]) -> None:
    with store.unit_of_work() as unit:
        unit.cases.save(draft())
        unit.papers.add(paper("first"))
        add(unit)
        with pytest.raises(StoreError, match=r"store\.contradiction"):
            add(unit)
