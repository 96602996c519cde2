"""Provinces differ by files only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.case import CaseState
from app.domain.errors import SettingsError
from app.domain.rating import RatingGrade
from app.platform.contract import mapping as mapping_module
from app.platform.contract.mapping import load_mapping
from resources.paths import resource
from tests.unit.platform.test_encoder import body

PROVINCES = sorted(path.stem for path in resource("platform", "mappings").glob("*.json"))


def rows(province: str, table: str) -> list[dict[str, str]]:
    return [row["fields"] for row in body(province=province)["exchange"] if row["table"] == table]


def test_two_provinces_are_shipped_and_marked_as_samples() -> None:
    assert PROVINCES == ["moshan", "yunzhou"]
    assert all("样本" in load_mapping(province).name for province in PROVINCES)


@pytest.mark.parametrize("province", PROVINCES)
def test_every_code_is_understood_on_the_way_back(province: str) -> None:
    mapping = load_mapping(province)

    assert all(mapping.state_of(mapping.code_of(state)) is state for state in mapping.status_codes)
    assert mapping.state_of("no such code") is None


def test_the_provinces_say_the_same_in_their_own_codes() -> None:
    north, south = load_mapping("yunzhou"), load_mapping("moshan")

    assert (north.code_of(CaseState.ACCEPTED), south.code_of(CaseState.ACCEPTED)) == ("30", "YSL")
    best = RatingGrade.VERY_SATISFIED
    assert (north.rating_code(best), south.rating_code(best)) == ("1", "5")
    day = date(2026, 11, 23)
    assert north.platform_number("340000", day, 7) == "34000020261123000007"
    assert south.platform_number("340000", day, 7) == "MS26112300007"


def test_the_exchange_rows_are_in_the_provinces_names_codes_and_dates() -> None:
    north, south = rows("yunzhou", "up_pro_accept")[0], rows("moshan", "UP_SJXX")[0]

    assert (north["apply_date"], south["SQSJ"]) == ("20261123T093000", "2026-11-23 09:30:00")
    assert (north["promise_date"], south["CNBJRQ"]) == ("20261130", "2026-11-30")
    assert (north["applyer_page_type"], south["SQRZJLX"]) == ("111", "01")
    assert north["applyer_name"] == south["SQRMC"]
    assert (north["project_no"], south["SDFS"]) == (south["SJBH"], "KD")
    assert north["contact_name"] == "李样本"


def test_there_is_a_row_for_each_material() -> None:
    north, south = rows("yunzhou", "up_pro_material"), rows("moshan", "UP_SJCL")

    assert [row["material_attach_name"] for row in north] == [row["CLBM"] for row in south] == ["M1", "M2", "M3", "M4"]
    assert (north[0]["get_type"], south[0]["SQFS"]) == ("1", "2")
    assert north[0]["get_num"] == "2"


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of a mapping file that a test may spoil, read as province `yunzhou`."""
    source = resource("platform", "mappings", "yunzhou.json")
    copy = tmp_path / "yunzhou.json"
    copy.write_bytes(source.read_bytes())
    monkeypatch.setattr(mapping_module, "resource", lambda *parts: tmp_path / parts[-1])
    load_mapping.cache_clear()
    yield copy
    load_mapping.cache_clear()


def spoilt(file: Path, *path: str, value: Any = None) -> str:
    """Why the file is refused when the entry at `path` is taken out or set."""
    content = json.loads(file.read_text(encoding="utf-8"))
    part = content
    for name in path[:-1]:
        part = part[name]
    if value is None:
        del part[path[-1]]
    else:
        part[path[-1]] = value
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        load_mapping("yunzhou")
    assert raised.value.code == "settings.province_mapping"
    return str(raised.value.details["problem"])


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("status_codes", "accepted"), None, "status_codes lacks accepted"),
        (("status_codes", "accepted"), "97", "one status code for two states"),
        (("rating_codes", "satisfied"), None, "rating_codes lacks satisfied"),
        (("code_tables", "provision", "deferred"), None, "provision lacks deferred"),
        (("code_tables", "provision"), None, "code_tables lacks provision"),
        (("tables", "up_pro_accept", "columns", "x"), {"from": ["a"], "codes": "nope"}, "codes lacks nope"),
        (("tables", "up_pro_accept", "rows"), "people", "tables.up_pro_accept.rows"),
        (("formats", "surprise"), "1", "formats.surprise"),
        (("province",), "elsewhere", "province: elsewhere"),
    ],
)
def test_a_file_that_does_not_hold_is_refused_when_it_is_read(
    written: Path, path: tuple[str, ...], value: Any, problem: str
) -> None:
    assert problem in spoilt(written, *path, value=value)


def test_an_unknown_province_is_named() -> None:
    with pytest.raises(SettingsError) as raised:
        load_mapping("atlantis")

    assert (raised.value.code, raised.value.details["province"]) == ("settings.province_unknown", "atlantis")
