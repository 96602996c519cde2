from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.applicant import IdDocumentKind, Sex
from app.domain.errors import InputError
from app.domain.identifiers.document import check_document, citizen_number
from app.domain.identifiers.foreign_permanent_residence import parse_foreign_2023, unusual_foreign_2017
from app.domain.identifiers.passport import unusual_passport
from app.domain.identifiers.travel_permit import unusual_taiwan_permit

TODAY = date(2026, 11, 23)
K = IdDocumentKind


@pytest.mark.parametrize(
    ("kind", "typed", "number"),
    [
        (K.RESIDENT_ID, "11010519491231002x", "11010519491231002X"),
        (K.TEMPORARY_ID, "11010519491231002X", "11010519491231002X"),
        (K.HOUSEHOLD_REGISTER, "11010519491231002X", "11010519491231002X"),
        (K.RESIDENCE_PERMIT, "810000199001010019", "810000199001010019"),
        (K.FOREIGN_PR_2023, "911124198108030024", "911124198108030024"),
        (K.FOREIGN_PR_2023, "932682198501010017", "932682198501010017"),
        (K.FOREIGN_PR_2017, "can110081092810", "CAN110081092810"),
        (K.PASSPORT, " e12345678 ", "E12345678"),
        (K.PASSPORT, "L898902C3", "L898902C3"),
        (K.HK_MACAU_PERMIT, "h12345678", "H12345678"),
        (K.HK_MACAU_PERMIT, "M1234567801", "M1234567801"),
        (K.TAIWAN_PERMIT, "12345678", "12345678"),
        (K.TAIWAN_PERMIT, "1234567890", "1234567890"),
        (K.TAIWAN_PERMIT, "12345678B", "12345678B"),
    ],
)
def test_sound_numbers_come_back_normalised(kind: K, typed: str, number: str) -> None:
    assert check_document(kind, typed, "field", today=TODAY) == number


@pytest.mark.parametrize(
    ("kind", "typed", "cause"),
    [
        (K.TEMPORARY_ID, "130503670401001", "old_resident_id"),
        (K.RESIDENT_ID, "932682198501010017", "kind_is_foreign_pr"),
        (K.FOREIGN_PR_2023, "CAN110081092810", "kind_is_foreign_pr_2017"),
        (K.FOREIGN_PR_2023, "11010519491231002X", "kind_is_resident_id"),
        (K.FOREIGN_PR_2023, "810000199001010019", "kind_is_residence_permit"),
        (K.FOREIGN_PR_2023, "911124198108030028", "check_digit"),
        (K.FOREIGN_PR_2017, "911124198108030024", "kind_is_foreign_pr"),
        (K.FOREIGN_PR_2017, "CAN11008109281", "number_length"),
        (K.FOREIGN_PR_2017, "C1N110081092810", "number_alphabet"),
        (K.FOREIGN_PR_2017, "CAN1100810928I0", "number_alphabet"),
        (K.PASSPORT, "E123", "number_length"),
        (K.PASSPORT, "E1234567890123456", "number_length"),
        (K.PASSPORT, "E1234-678", "number_alphabet"),
        (K.HK_MACAU_PERMIT, "C12345678", "kind_is_outbound_permit"),
        (K.HK_MACAU_PERMIT, "CA1234567", "kind_is_outbound_permit"),
        (K.HK_MACAU_PERMIT, "012345678", "permit_first_letter"),
        (K.HK_MACAU_PERMIT, "H1234567", "number_length"),
        (K.HK_MACAU_PERMIT, "H1234567O", "number_alphabet"),
        (K.TAIWAN_PERMIT, "1234567", "number_length"),
        (K.TAIWAN_PERMIT, "1234567B", "number_alphabet"),
        (K.TAIWAN_PERMIT, "123456789B", "number_alphabet"),
        (K.TAIWAN_PERMIT, "", "required"),
    ],
)
def test_each_fault_is_told_apart(kind: K, typed: str, cause: str) -> None:
    with pytest.raises(InputError) as caught:
        check_document(kind, typed, "applicant.document_number", today=TODAY)
    assert caught.value.code == f"input.{cause}"
    assert caught.value.field == "applicant.document_number"


def test_the_position_of_a_wrong_character_counts_from_the_first() -> None:
    with pytest.raises(InputError) as caught:
        check_document(K.FOREIGN_PR_2017, "CAN1100810928I0")
    assert caught.value.details == {"position": 14, "character": "I"}


def test_birth_date_and_sex_come_out_of_the_number_where_it_holds_them() -> None:
    found = citizen_number(K.FOREIGN_PR_2023, "911124198108030024", today=TODAY)
    assert found is not None
    assert (found.birth_date, found.sex) == (date(1981, 8, 3), Sex.FEMALE)
    assert citizen_number(K.PASSPORT, "nonsense?", today=TODAY) is None


def test_the_2023_number_is_taken_apart() -> None:
    found = parse_foreign_2023("911124198108030024", today=TODAY)
    assert (found.province, found.country) == ("11", "124")


def test_unusual_forms_are_hints_only() -> None:
    assert not unusual_foreign_2017("CAN110081092810")
    assert unusual_foreign_2017("CAN110081092811")
    assert not unusual_taiwan_permit("12345678")
    assert unusual_taiwan_permit("1234567890")
    for number in ("E12345678", "EA1234567", "G12345678", "DE1234567"):
        assert not unusual_passport(number, "CHN")
    assert unusual_passport("X1234567", "CHN")
    assert not unusual_passport("X1234567", "USA")


@given(st.sampled_from(K), st.text(max_size=25))
def test_any_text_is_answered_by_a_number_or_by_words(kind: K, typed: str) -> None:
    try:
        number = check_document(kind, typed, today=TODAY)
    except InputError as refusal:
        assert refusal.code.startswith("input.")
    else:
        assert number.isascii() and number.isalnum() and number == number.upper()
