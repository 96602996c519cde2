import json

import pytest

from app.cli import BAD_USAGE, FAILURE, SUCCESS, run


def test_a_card_as_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read-id", "--json", "--reader", "simulated:resident-zhang"]) == SUCCESS
    found = json.loads(capsys.readouterr().out)
    assert found == {
        "kind": "resident_id",
        "name": "张䶮样本",
        "latin_name": "",
        "number": "99010119881109001X",
        "sex": "male",
        "ethnicity": "汉",
        "ethnicity_code": "01",
        "nationality": "",
        "nationality_code": "",
        "birth_date": "1988-11-09",
        "address": "样本省示范市虚构区演示路1号2号楼3单元401室",
        "newest_address": "样本省示范市虚构区新居路20号5栋602室",
        "authority": "示范市公安局虚构分局",
        "valid_from": "2018-03-01",
        "valid_until": "2038-03-01",
        "long_term": False,
        "permit_number": "",
        "issue_count": "",
        "photo_bytes": 1024,
        "photo": "undecoded",
        "reader_serial": "05.03-20131231-0001234567-0987654321",
        "warnings": ["area_unknown"],
    }


def test_rare_characters_are_spelled_out_and_not_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read-id", "--json", "--reader", "simulated:resident-chen"]) == SUCCESS
    assert "陈𬭎样本" in capsys.readouterr().out


def test_a_long_term_card(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read-id", "--json", "--reader", "simulated:resident-chen"]) == SUCCESS
    found = json.loads(capsys.readouterr().out)
    assert (found["valid_until"], found["long_term"]) == (None, True)


def test_a_foreign_card_names_the_country(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read-id", "--json", "--reader", "simulated:foreign-2023"]) == SUCCESS
    found = json.loads(capsys.readouterr().out)
    assert (found["nationality"], found["nationality_code"]) == ("加拿大", "124")
    assert found["warnings"] == []


def test_lines_for_a_person_with_the_warnings_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read-id", "--reader", "simulated:resident-old-card"]) == SUCCESS
    lines = capsys.readouterr().out.splitlines()
    assert "证件类型\t居民身份证" in lines
    assert "有效期限\t2006-04-01 - 2026-04-01" in lines
    assert not any(line.startswith("英文姓名") for line in lines)
    assert next(line for line in lines if line.startswith("请注意")).find("自造字") > 0
    assert any("已过有效期" in line for line in lines)


def test_long_term_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read-id", "--reader", "simulated:resident-chen"]) == SUCCESS
    assert "有效期限\t2010-06-01 - 长期" in capsys.readouterr().out


def test_a_failure_is_one_json_object_with_words(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["read-id", "--json", "--timeout", "0.1", "--reader", "simulated:?fault=no_card"]
    assert run(arguments) == FAILURE
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "device.no_card"
    assert "没有读到证件" in error["message"]


def test_an_unknown_reader_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read-id", "--reader", "telepathy:"]) == FAILURE
    assert "telepathy:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("serial:/dev/ttyUSB0", "sam-v:serial:/dev/ttyUSB0"),
        ("samv:serial:COM3", "sam-v:serial:COM3"),
        ("/dev/ttyUSB0", "sam-v:serial:/dev/ttyUSB0"),
        ("COM3", "sam-v:serial:COM3"),
        ("usb:", "sam-v:usb"),
        ("/opt/vendor/libsdtapi.so", "sdt:/opt/vendor/libsdtapi.so"),
    ],
)
def test_an_address_close_to_a_reader_is_told_the_one_it_means(
    capsys: pytest.CaptureFixture[str], given: str, meant: str
) -> None:
    assert run(["read-id", "--json", "--reader", given]) == FAILURE
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "device.reader_meant"
    assert f"是不是“{meant}”" in error["message"]


def test_the_reader_must_be_given() -> None:
    with pytest.raises(SystemExit) as caught:
        run(["read-id"])
    assert caught.value.code == BAD_USAGE
