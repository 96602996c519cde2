import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.identifiers.mask import mask_address, mask_name, mask_number, mask_phone, mask_recipient


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("李四", "李*"),
        ("王小明", "王*明"),
        ("欧阳娜娜", "欧**娜"),
        ("龙", "*"),
        ("", ""),
        ("𬭎𠅤", "𬭎*"),
        ("张䶮𬭎", "张*𬭎"),
        ("葛\U000e0100明", "葛\U000e0100*"),
        ("阿卜杜·艾力", "阿**·*力"),
        ("阿·力", "阿·*"),
        ("王晓敏（样本）", "王**（*本）"),
        ("跨省通办窗口（示例）", "跨*****（*例）"),
        ("王（明）", "王（*）"),
        ("ZHENGJIAN, YANGBEN", "Z********, Y******"),
        ("O'Neil Ann", "O***** A**"),
    ],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text(alphabet="张王李䶮𬭎㛃𠅤", min_size=1, max_size=12))
def test_at_least_one_character_is_always_hidden(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert masked.count("*") >= 1


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138******78"),
        ("26123478", "******78"),
        ("1234567", "******7"),
        ("010-60001234", "010-******34"),
        ("0571-80001234-801", "0571-******34-***"),
        ("+85261234567", "+852******67"),
        ("", ""),
    ],
)
def test_phones(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@given(st.from_regex(r"\A(?:1[3-9][0-9]{9}|0[0-9]{2,3}-[2-8][0-9]{6,7}|\+[1-9][0-9]{6,14})\Z"))
def test_at_least_six_digits_of_a_phone_are_hidden(phone: str) -> None:
    assert mask_phone(phone).count("*") >= 6


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("北京市朝阳区示例路1号2号楼3单元401室", "北京市朝阳区示例路1号2号楼***"),
        ("示例路1号院5栋602室", "示例路1号院5栋***"),
        ("示例大厦B座1203室", "示例大厦B座***"),
        ("示例路8弄3号502室", "示例路8弄3号***"),
        ("示例小区3-2-501", "示例小区3***"),
        ("示例小区三单元四零一", "示例小区***"),
        ("示例路12号（3栋501室）", "示例路12号（3栋***）"),
        ("示例路12号（东门，A座（5楼））", "示例路12号（东门，A座***）"),
        ("示例路12号（示例大厦）6栋501室", "示例路12号（示例大厦）6栋***"),
        ("示例路12号（501室）", "示例路12号（***）"),
        ("示例路12号", "示例路12号"),
        ("中楼镇示例街3号", "中楼镇示例街3号"),
        ("示例路1号院", "示例路1号院"),
        ("", ""),
    ],
)
def test_addresses(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@given(st.integers(1, 99), st.integers(1, 9), st.integers(101, 3999))
def test_the_room_never_shows(building: int, unit: int, room: int) -> None:
    for form in (f"{building}号楼{unit}单元{room}室", f"{building}栋{room}", f"{building}-{unit}-{room}"):
        assert str(room) not in mask_address(f"样本省示范市演示路{form}").removeprefix(f"样本省示范市演示路{building}")


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("11010519491231002X", "110***********002X"),
        ("CAN110081092810", "CAN********2810"),
        ("E12345678", "E******78"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_numbers(number: str, masked: str) -> None:
    assert mask_number(number) == masked


@pytest.mark.parametrize(
    "office",
    ["跨省通办专窗收件人（示例）", "样本市政务服务中心", "样本区市场监督管理局", "综合窗口", "不动产登记科工作人员"],
)
def test_an_office_is_no_person(office: str) -> None:
    assert mask_recipient(office) == office


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张䶮样本", "张**本"),
        ("样本收件人", "样***人"),
        ("李局", "李*"),
        ("综合窗口（王样本）", "综合窗口（王*本）"),
        ("专窗王样本", "专***本"),
        ("", ""),
    ],
)
def test_what_may_be_a_person_is_masked(name: str, masked: str) -> None:
    assert mask_recipient(name) == masked
