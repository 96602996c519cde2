import pytest

from app.domain.applicant import IdDocumentKind, Sex
from app.domain.identifiers.division import DivisionLevel, parse_division
from app.domain.identifiers.resident_id import PROVINCES
from resources.codes import (
    countries,
    division_name,
    division_path,
    divisions,
    ethnic_groups,
    id_document_types,
    sex_names,
)


def test_divisions_form_a_tree_under_the_provinces_in_use() -> None:
    table = divisions()
    assert len(table) > 3000
    for code, division in table.items():
        assert parse_division(code).code == code == division.code
        assert division.name
        if division.parent:
            assert table[division.parent].code in parse_division(code).ancestors()
    roots = {code for code, division in table.items() if not division.parent}
    assert {code[:2] for code in roots} == PROVINCES
    assert all(parse_division(code).level is DivisionLevel.PROVINCE for code in roots)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("330000", "浙江省"),
        ("330106", "浙江省杭州市西湖区"),
        ("110105", "北京市朝阳区"),
        ("441900", "广东省东莞市"),
        ("653228", "新疆维吾尔自治区和田地区和康县"),
        ("659012", "新疆维吾尔自治区白杨市"),
        ("330106001002", "浙江省杭州市西湖区"),
        ("330199", "浙江省杭州市"),
        ("810000", "香港特别行政区"),
        ("990101", ""),
        ("", ""),
    ],
)
def test_full_names(code: str, name: str) -> None:
    assert division_name(code) == name


def test_the_path_begins_with_the_province() -> None:
    assert [division.code for division in division_path("330106")] == ["330000", "330100", "330106"]


def test_ethnic_groups() -> None:
    groups = ethnic_groups()
    assert [code for code in groups if int(code) <= 56] == [f"{number:02d}" for number in range(1, 57)]
    assert (groups["01"], groups["05"], groups["33"], groups["56"], groups["97"]) == (
        "汉",
        "维吾尔",
        "羌",
        "基诺",
        "其他",
    )


def test_each_kind_and_sex_used_in_code_is_in_the_tables() -> None:
    assert set(IdDocumentKind) | {"credit_code"} == set(id_document_types())
    assert set(Sex) == set(sex_names())


def test_codes_that_nobody_confirmed_say_so() -> None:
    types = id_document_types()
    assert types["resident_id"].code == "111" and types["resident_id"].confirmed
    assert {kind for kind, entry in types.items() if not entry.confirmed} == {"residence_permit", "credit_code"}


def test_countries_by_letters_and_digits() -> None:
    table = countries()
    assert table["CAN"] is table["124"]
    assert table["156"].name == "中国"
    assert all(len(key) == 3 for key in table)
    assert {table[key].name for key in ("HKG", "MAC", "TWN")} == {"中国香港", "中国澳门", "中国台湾"}


def test_tables_cannot_be_changed_by_a_caller() -> None:
    with pytest.raises(TypeError):
        divisions()["330000"] = divisions()["320000"]  # type: ignore[index]  # the point of the test
