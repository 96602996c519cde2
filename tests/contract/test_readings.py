"""What was read from pages is kept with them, and cases are found by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.domain.errors import StoreError
from app.ports.store import CaseQuery, Store
from tests.fakes.store_samples import blob, draft, page, reading


def keep(store: Store, *lines: str, page_id: str = "page-1", case_id: str = "case-1", name: str = "") -> None:
    with store.unit_of_work() as unit:
        unit.cases.save(draft(case_id, applicant__name=name))
        unit.pages.add(page(page_id, case_id))
        unit.readings.save(page_id, reading(*lines))
        unit.commit()


def found(store: Store, words: str) -> Sequence[str]:
    with store.unit_of_work() as unit:
        return sorted(summary.id for summary in unit.cases.find(CaseQuery(words)))


def test_a_reading_comes_back_as_it_was(store: Store) -> None:
    keep(store, "姓名 张䶮样本", "公民身份号码 990101199001010017")
    keep(store, page_id="other", case_id="case-2")

    with store.unit_of_work() as unit:
        assert unit.readings.of_case("case-1") == {
            "page-1": reading("姓名 张䶮样本", "公民身份号码 990101199001010017")
        }
        assert list(unit.readings.of_case("case-2")) == ["other"]
        assert unit.readings.of_case("case-3") == {}


def test_a_second_reading_takes_the_place_of_the_first(store: Store) -> None:
    keep(store, "旧房产证明")
    with store.unit_of_work() as unit:
        unit.readings.save("page-1", reading("新房产证明"))
        unit.commit()

    with store.unit_of_work() as unit:
        assert unit.readings.of_case("case-1") == {"page-1": reading("新房产证明")}
    assert found(store, "旧房") == []
    assert found(store, "新房") == ["case-1"]


def test_a_page_that_is_gone_is_not_read(store: Store) -> None:
    with store.unit_of_work() as unit, pytest.raises(StoreError, match=r"store\.page_unknown"):
        unit.readings.save("page-1", reading())


def test_a_removed_page_takes_its_reading_along(store: Store) -> None:
    keep(store, "不动产权证书")
    with store.unit_of_work() as unit:
        unit.pages.remove("page-1")
        unit.commit()

    with store.unit_of_work() as unit:
        assert unit.readings.of_case("case-1") == {}
    assert found(store, "不动产") == []


@pytest.mark.parametrize(("changed", "kept"), [({"rendition": blob(b"turned")}, False), ({"sequence": 9}, True)])
def test_another_rendition_has_to_be_read_again(store: Store, changed: dict[str, object], kept: bool) -> None:
    keep(store, "不动产权证书")
    with store.unit_of_work() as unit:
        unit.pages.replace(replace(page(), **changed))  # type: ignore[arg-type]  # by name
        unit.commit()

    with store.unit_of_work() as unit:
        assert bool(unit.readings.of_case("case-1")) is kept
    assert found(store, "不动产权") == (["case-1"] if kept else [])


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        ("不动产", True),
        ("产权证", True),
        ("动产 样本路", True),  # on two lines
        ("张䶮", True),  # a name beyond the common characters, on the page only
        ("2026002", True),  # the beginning of a number
        ("ABC公司", True),
        ("abc", True),  # in any case
        ("ＡＢＣ", True),  # in full width
        ("陈样本 不动产", True),  # the applicant's name and a word of a paper
        ("不", False),  # one character is on every second page
        ("002620", False),  # from the middle of a number
        ("权不动", False),
        ("不动产 抵押", False),
        ("%", False),
        ('"', False),
        ("a OR b", False),
    ],
)
def test_cases_are_found_by_what_stands_on_their_pages(store: Store, words: str, hit: bool) -> None:
    keep(
        store,
        "不动产权证书 第 2026002620 号",
        "坐落 样本路1号",
        "权利人 张䶮样本",
        "ABC公司",
        name="陈样本",
    )
    keep(store, "结婚证", page_id="page-2", case_id="case-2")

    assert found(store, words) == (["case-1"] if hit else [])
