"""Cases: revisions, documents, time lines, the case list and its search."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.case import Case, CaseState
from app.domain.errors import StoreError
from app.ports.store import CaseQuery, Store
from tests.fakes.store_samples import NOW, ORGANISATION, PERSON, change, draft, fact, received


def save(store: Store, *cases: Case) -> None:
    with store.unit_of_work() as unit:
        for case in cases:
            unit.cases.save(case)
        unit.commit()


def found(store: Store, words: str = "", **query: object) -> list[str]:
    with store.unit_of_work() as unit:
        return [line.id for line in unit.cases.find(CaseQuery(words, **query))]  # type: ignore[arg-type]  # by name


def test_a_case_comes_back_as_it_was_saved(store: Store) -> None:
    save(store, received())
    with store.unit_of_work() as unit:
        assert unit.cases.get("case-1") == replace(received(), revision=1)


def test_each_save_gives_the_next_revision(store: Store) -> None:
    with store.unit_of_work() as unit:
        first = unit.cases.save(draft())
        second = unit.cases.save(replace(first, cursor="applicant.name"))
        unit.commit()
    assert (first.revision, second.revision) == (1, 2)
    with store.unit_of_work() as unit:
        assert unit.cases.get("case-1") == second


@pytest.mark.parametrize("revision", [0, 1, 3])
def test_a_stale_revision_is_refused_and_changes_nothing(store: Store, revision: int) -> None:
    with store.unit_of_work() as unit:
        newest = unit.cases.save(unit.cases.save(draft()))
        unit.commit()
    with store.unit_of_work() as unit:
        with pytest.raises(StoreError, match=r"store\.changed_elsewhere"):
            unit.cases.save(replace(newest, revision=revision, cursor="stale"))
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.cases.get("case-1") == newest


def test_an_unknown_case_is_named(store: Store) -> None:
    with store.unit_of_work() as unit, pytest.raises(StoreError) as caught:
        unit.cases.get("nobody")
    assert caught.value.code == "store.case_unknown"
    assert caught.value.details == {"case_id": "nobody"}


def test_a_unit_left_without_commit_keeps_nothing(store: Store) -> None:
    with store.unit_of_work() as unit:
        unit.cases.save(draft())
    with pytest.raises(ZeroDivisionError), store.unit_of_work() as unit:
        unit.cases.save(draft())
        _ = 1 / 0
    assert found(store) == []


def test_the_list_is_newest_change_first_and_pages(store: Store) -> None:
    save(store, *(draft(f"case-{n}", at=NOW + timedelta(minutes=n)) for n in (2, 3, 1)))
    assert found(store) == ["case-3", "case-2", "case-1"]
    assert found(store, limit=2) == ["case-3", "case-2"]
    assert found(store, limit=2, offset=2) == ["case-1"]


def test_the_list_is_narrowed_by_state_and_clerk(store: Store) -> None:
    save(store, draft("one"), received("two"), replace(draft("three"), created_by="clerk-2"))
    assert found(store, states=(CaseState.RECEIVED,)) == ["two"]
    assert found(store, states=(CaseState.DRAFT,), created_by="clerk-2") == ["three"]


def test_cases_are_counted_by_state(store: Store) -> None:
    with store.unit_of_work() as unit:
        for at in range(3):
            unit.cases.save(draft(f"case-{at}"))
        unit.cases.save(replace(draft("case-9"), state=CaseState.ADVISED))
        assert unit.cases.count((CaseState.ADVISED,)) == 1
        assert unit.cases.count((CaseState.ADVISED, CaseState.DRAFT)) == 4
        assert unit.cases.count(()) == 0


def test_a_line_says_what_the_case_says_and_what_waits(store: Store) -> None:
    with store.unit_of_work() as unit:
        unit.cases.save(received())
        for key in ("a", "b", "c"):
            unit.outbox.add(fact(key), NOW)
        unit.outbox.done(1, "proof", NOW)
        unit.outbox.needs_clerk(2, "sync.refused", "")
        unit.commit()
    with store.unit_of_work() as unit:
        (line,) = unit.cases.find(CaseQuery())
    case = received()
    assert (line.applicant_name, line.document_number) == (PERSON.name, PERSON.document.number)
    assert (line.item_name, line.place_name) == (case.item_name, case.place_name)
    assert (line.receipt_number, line.platform_number) == (case.receipt_number, case.platform_number)
    assert (line.updated_at, line.received_at) == (case.updated_at, case.received_at)
    assert (line.state, line.due_on, line.due_estimated) == (CaseState.RECEIVED, "2026-11-12", True)
    assert (line.waiting, line.needs_clerk) == (2, 1)


@pytest.mark.parametrize(
    "words",
    [
        "样本",  # two characters
        "䶮𬭎",  # rare ones, one beyond the BMP
        "zyh",  # initials
        "zhangyan",  # full pinyin
        "lvdai",  # the agent; ü typed as v
        "lyudai",  # ü as in a passport
        "00517001x",  # tail of the number, small letter
        "９９０１０１",  # full-width digits
        "yz12a00001",
        "990200-2026",
        "990300-77",
        "XT-1",
        "合伙企业",
        "hhqy",
        "ghqy",  # the other reading of 合
        "样本市",
        "19900000001",
        "合伙 zy 517",  # all words, in any order
    ],
)
def test_a_received_case_is_found_by(store: Store, words: str) -> None:
    save(store, received("wanted"), draft("other", applicant__name="赵某"))
    assert found(store, words) == ["wanted"]


@pytest.mark.parametrize("words", ["张_", "%", "zq", "合伙 赵", "样本\n"])
def test_a_word_that_is_nowhere_finds_nothing(store: Store, words: str) -> None:
    save(store, received(), draft("other", applicant__name="赵某"))
    assert found(store, words.replace("\n", "X")) == []


def test_a_draft_is_found_by_what_is_typed_so_far(store: Store) -> None:
    save(store, draft("draft", applicant__name="吕某", applicant__credit_code="91990101MA00000015"))
    assert found(store, "lm") == found(store, "ma0000") == ["draft"]


def test_the_search_follows_a_change(store: Store) -> None:
    save(store, draft(applicant__name="赵某"))
    with store.unit_of_work() as unit:
        unit.cases.save(replace(unit.cases.get("case-1"), applicant=ORGANISATION))
        unit.commit()
    assert found(store, "zm") == []
    assert found(store, "贸易") == found(store, ORGANISATION.credit_code[-6:]) == ["case-1"]


def test_half_a_character_typed_into_a_draft_is_kept(store: Store) -> None:
    save(store, draft(applicant__name="张\ud842"))
    with store.unit_of_work() as unit:
        assert unit.cases.get("case-1").form["applicant.name"] == "张\ud842"
    assert found(store, "张") == ["case-1"]


def test_a_receipt_number_is_given_once(store: Store) -> None:
    save(store, received("one", "YZ12A00001P"))
    with store.unit_of_work() as unit, pytest.raises(StoreError, match=r"store\.contradiction"):
        unit.cases.save(received("two", "YZ12A00001P"))


def test_the_time_line_is_in_order_and_knows_remote_changes(store: Store) -> None:
    with store.unit_of_work() as unit:
        unit.cases.save(draft())
        unit.cases.save(draft("case-2"))
        for step in (change("b"), change("a", remote_sequence=7), change("c", remote_sequence=7), change("d")):
            unit.cases.add_change(step)
        unit.cases.add_change(change("e", "case-2", remote_sequence=7))
        unit.commit()
    with store.unit_of_work() as unit:
        assert [step.id for step in unit.cases.changes("case-1")] == ["b", "a", "d"]
        assert unit.cases.changes("case-2") == [change("e", "case-2", remote_sequence=7)]


def test_a_change_of_no_case_is_refused(store: Store) -> None:
    with store.unit_of_work() as unit, pytest.raises(StoreError, match=r"store\.contradiction"):
        unit.cases.add_change(change("a", "nobody"))
