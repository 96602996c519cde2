from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.applicant import IdDocumentKind, IdentitySource, Sex
from app.domain.errors import DeviceError
from app.ports.id_card_reader import CardDetails
from scanners.cards.record import LAYOUTS, parse_newest_address, parse_record
from scanners.simulated.sam_v_cards import make_card, sample_cards

BLANK = " ".encode("utf-16-le") * 128


def record(*fields: tuple[int, str]) -> bytes:
    """A record with texts at byte offsets, as the protocol document gives them."""
    raw = bytearray(BLANK)
    for offset, words in fields:
        encoded = words.encode("utf-16-le")
        raw[offset : offset + len(encoded)] = encoded
    assert len(raw) == 256
    return bytes(raw)


RESIDENT = record(
    (0, "张䶮"),
    (30, "1"),
    (32, "01"),
    (36, "19491231"),
    (52, "北京市朝阳区示例路1号"),
    (122, "11010519491231002X"),
    (158, "北京市公安局朝阳分局"),
    (188, "20200101"),
    (204, "长期"),
)


def test_a_resident_card() -> None:
    person, details = parse_record(RESIDENT, "serial")
    assert (person.name, person.sex, person.ethnicity_code) == ("张䶮", Sex.MALE, "01")
    assert person.birth_date == date(1949, 12, 31)
    assert person.address == "北京市朝阳区示例路1号"
    assert person.document.kind is IdDocumentKind.RESIDENT_ID
    assert person.document.number == "11010519491231002X"
    assert person.document.issuing_authority == "北京市公安局朝阳分局"
    assert person.document.valid_from == date(2020, 1, 1)
    assert person.document.valid_until is None
    assert person.document.long_term
    assert (person.source, person.reader_serial) == (IdentitySource.CARD_READER, "serial")
    assert details == CardDetails()


def test_a_residence_permit() -> None:
    raw = record(
        (0, "陈大文"),
        (30, "2"),
        (36, "19900101"),
        (52, "广东省深圳市南山区示例路2号"),
        (122, "810000199001010019"),
        (158, "深圳市公安局南山分局"),
        (188, "20200101"),
        (204, "20250101"),
        (220, "H12345678"),
        (238, "01"),
        (248, "J"),
    )
    person, details = parse_record(raw, "")
    assert person.document.kind is IdDocumentKind.RESIDENCE_PERMIT
    assert (person.sex, person.ethnicity_code) == (Sex.FEMALE, "")
    assert person.document.valid_until == date(2025, 1, 1)
    assert not person.document.long_term
    assert (details.permit_number, details.issue_count) == ("H12345678", "01")


def test_a_foreign_card_of_2017() -> None:
    raw = record(
        (0, "ZHENGJIAN, YANGBEN"),
        (120, "1"),
        (122, "CAN110081092810"),
        (152, "CAN"),
        (158, "证件样本"),
        (188, "20150601"),
        (204, "20250531"),
        (220, "19810921"),
        (236, "01"),
        (240, "1500"),
        (248, "I"),
    )
    person, details = parse_record(raw, "")
    assert person.document.kind is IdDocumentKind.FOREIGN_PR_2017
    assert (person.name, person.latin_name) == ("证件样本", "ZHENGJIAN, YANGBEN")
    assert (person.document.number, person.nationality) == ("CAN110081092810", "CAN")
    assert person.birth_date == date(1981, 9, 21)
    assert (person.document.valid_from, person.document.valid_until) == (date(2015, 6, 1), date(2025, 5, 31))
    assert (details.card_version, details.accepting_authority) == ("01", "1500")


@pytest.mark.parametrize("nationality", ["124", "CAN"])
def test_a_foreign_card_of_2023(nationality: str) -> None:
    raw = record(
        (30, "2"),
        (32, "02"),
        (36, "19810803"),
        (52, "YANGBEN-ZHENGJIAN SPECIMEN, ALEXAND"),
        (122, "911124198108030024"),
        (188, "20231201"),
        (204, "20331130"),
        (220, "RA MARIA JR"),
        (242, nationality),
        (248, "Y"),
        (250, "A12"),
    )
    person, details = parse_record(raw, "")
    assert person.document.kind is IdDocumentKind.FOREIGN_PR_2023
    assert person.name == person.latin_name == "YANGBEN-ZHENGJIAN SPECIMEN, ALEXANDRA MARIA JR"
    assert person.nationality == nationality
    assert person.address == person.document.issuing_authority == ""
    assert (details.issue_count, details.previous_number_link) == ("02", "A12")


def test_a_latin_name_that_breaks_at_a_blank_keeps_the_blank() -> None:
    raw = record((52, "YANGBEN SPECIMEN ALEXANDRA MARIANN" + " "), (220, "JR"), (122, "9"), (248, "Y"))
    assert parse_record(raw, "")[0].latin_name == "YANGBEN SPECIMEN ALEXANDRA MARIANN JR"


@pytest.mark.parametrize("name", ["张䶮", "陈𬭎", "刘㛃𠅤", "𠅤𬭎㛃䶮𪚥𬺰", "艾力江样本·阿卜杜热合曼样本"])
def test_rare_characters_survive(name: str) -> None:
    person, _ = parse_record(make_card("resident_id", {"name": name, "number": "1"}).text, "")
    assert person.name == name
    assert person.private_use_characters == ()


def test_private_use_characters_are_kept_and_flagged() -> None:
    person, _ = parse_record(make_card("resident_id", {"name": "王\ue863", "number": "1"}).text, "")
    assert person.name == "王\ue863"
    assert person.private_use_characters == ("\ue863",)


def test_half_a_character_at_the_end_of_a_full_field_is_flagged() -> None:
    address = "路" * 34 + "𬭎"
    person, _ = parse_record(make_card("resident_id", {"address": address, "number": "1"}).text, "")
    assert person.address == "路" * 34 + "\ufffd"
    assert person.private_use_characters == ("\ufffd",)


def test_padding_by_nul_instead_of_blanks() -> None:
    raw = bytearray(RESIDENT)
    raw[4:30] = bytes(26)
    raw[248:250] = bytes(2)
    assert parse_record(bytes(raw), "")[0].name == "张䶮"


@pytest.mark.parametrize(("code", "sex"), [("0", Sex.UNKNOWN), ("9", Sex.UNSPECIFIED), ("7", Sex.UNKNOWN)])
def test_sex_codes(code: str, sex: Sex) -> None:
    person, _ = parse_record(make_card("resident_id", {"sex": code, "number": "1"}).text, "")
    assert person.sex is sex


@pytest.mark.parametrize("flag", ["Z", "j", "长"])
def test_an_unknown_kind_is_named(flag: str) -> None:
    with pytest.raises(DeviceError) as caught:
        parse_record(make_card("resident_id", {"number": "1"}, kind_flag=flag).text, "")
    assert (caught.value.code, caught.value.details) == ("device.card_unknown_kind", {"flag": flag})


@pytest.mark.parametrize(
    ("fields", "damaged"),
    [
        ({"number": ""}, "number"),
        ({"number": "1", "birth_date": "19490231"}, "birth_date"),
        ({"number": "1", "valid_from": "2020"}, "valid_from"),
        ({"number": "1", "valid_until": "长久"}, "valid_until"),
        ({"number": "1", "valid_until": "２０２００１０１"}, "valid_until"),
    ],
)
def test_what_cannot_be_read_is_named_and_not_guessed(fields: dict[str, str], damaged: str) -> None:
    with pytest.raises(DeviceError) as caught:
        parse_record(make_card("resident_id", fields).text, "")
    assert caught.value.code == "device.card_record_damaged"
    assert caught.value.details == {"record_field": damaged}


@pytest.mark.parametrize("length", [0, 255, 257])
def test_a_record_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(DeviceError, match="wrong_length"):
        parse_record(bytes(length), "")


@given(st.binary(min_size=256, max_size=256), st.sampled_from(" JIYZ"))
def test_any_record_is_read_or_refused_in_words(raw: bytes, flag: str) -> None:
    flagged = raw[:248] + flag.encode("utf-16-le") + raw[250:]
    try:
        person, _ = parse_record(flagged, "")
    except DeviceError as refusal:
        assert refusal.code in {"device.card_unknown_kind", "device.card_record_damaged"}
    else:
        assert person.document.number


def test_fields_of_a_layout_never_overlap() -> None:
    for layout in LAYOUTS.values():
        spans = sorted((offset, offset + length) for offset, length in layout.values())
        assert all(end <= following for (_, end), (following, _) in pairwise(spans))
        assert spans[-1][1] <= 256


def test_the_newest_address() -> None:
    assert parse_newest_address("新居路𬭎号".encode("utf-16-le").ljust(70, b"\0")) == "新居路𬭎号"


def test_sample_cards_cover_all_kinds_and_rare_names() -> None:
    people = [parse_record(card.text, "")[0] for card in sample_cards().values()]
    assert {person.document.kind for person in people} == set(LAYOUTS)
    assert any(any(ord(char) > 0xFFFF for char in person.name) for person in people)
    assert any("·" in person.name and len(person.name) > 10 for person in people)
    assert any(person.private_use_characters for person in people)
    assert any(person.document.long_term for person in people)
