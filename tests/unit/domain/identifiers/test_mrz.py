from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.applicant import IdDocumentKind, IdentitySource, Sex
from app.domain.errors import InputError
from app.domain.identifiers.mrz import check_digit, parse_mrz, person_from_mrz

TODAY = date(2026, 11, 23)
# ICAO Doc 9303 part 4 appendix B and part 5 appendix B.
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
# Part 5 appendix B, note: a document number of more than nine characters.
TD1_LONG = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"


def cause(text: str, **details: object) -> str:
    with pytest.raises(InputError) as caught:
        parse_mrz(text, field="mrz", today=TODAY)
    for name, value in details.items():
        assert caught.value.details[name] == value
    return caught.value.code.removeprefix("input.")


def replaced(text: str, position: int, char: str) -> str:
    return text[:position] + char + text[position + 1 :]


def test_the_passport_of_the_standard() -> None:
    zone = parse_mrz(TD3, today=TODAY)
    assert zone.is_passport
    assert (zone.issuing_state, zone.number, zone.nationality) == ("UTO", "L898902C3", "UTO")
    assert (zone.birth_date, zone.sex, zone.valid_until) == (
        date(1974, 8, 12),
        Sex.FEMALE,
        date(2012, 4, 15),
    )
    assert (zone.surname, zone.given_names, zone.optional) == ("ERIKSSON", "ANNA MARIA", "ZE184226B")
    assert not zone.name_truncated


def test_the_card_of_the_standard() -> None:
    zone = parse_mrz(TD1, today=TODAY)
    assert not zone.is_passport
    assert (zone.document_code, zone.number) == ("I", "D23145890")
    assert (zone.surname, zone.given_names) == ("ERIKSSON", "ANNA MARIA")


def test_a_long_number_goes_on_in_the_optional_data() -> None:
    zone = parse_mrz(TD1_LONG, today=TODAY)
    assert zone.number == "D23145890734"
    assert zone.birth_date == date(1934, 7, 12)


def test_line_breaks_blanks_and_small_letters_do_not_matter() -> None:
    assert parse_mrz(TD3.replace("\n", "").lower(), today=TODAY) == parse_mrz(TD3, today=TODAY)
    assert parse_mrz(TD3.replace("\n", "\r\n "), today=TODAY) == parse_mrz(TD3, today=TODAY)


def test_each_fault_has_its_own_cause() -> None:
    second = 45
    assert cause("") == "required"
    assert cause(TD3[:-1], actual=87) == "mrz_length"
    assert cause(replaced(TD3, second + 3, "?"), line=2, position=4, character="?") == "mrz_alphabet"
    assert cause(replaced(TD3, second + 1, "9")) == "mrz_check_number"
    assert cause(replaced(TD3, second + 13, "8")) == "mrz_check_birth"
    assert cause(replaced(TD3, second + 21, "2")) == "mrz_check_expiry"
    assert cause(replaced(TD3, second + 42, "2"), expected="1") == "mrz_check_personal"
    assert cause(replaced(TD3, second + 43, "1"), expected="0") == "mrz_check_composite"
    assert cause(replaced(TD3, second + 20, "7")) == "mrz_sex"


def test_an_impossible_date_with_sound_check_digits_is_still_refused() -> None:
    birth = "741312"
    lower = "L898902C36UTO" + birth + check_digit(birth) + "F1204159ZE184226B<<<<<1"
    lower += check_digit(lower[0:10] + lower[13:20] + lower[21:43])
    assert cause(TD3[:45] + lower) == "date_impossible"


def test_unknown_parts_of_the_birth_date_leave_it_open() -> None:
    birth = "74<<<<"
    lower = "L898902C36UTO" + birth + check_digit(birth) + "X1204159<<<<<<<<<<<<<<<"
    lower += check_digit(lower[0:10] + lower[13:20] + lower[21:43])
    zone = parse_mrz(TD3[:45] + lower, today=TODAY)
    assert zone.birth_date is None
    assert zone.sex is Sex.UNSPECIFIED
    assert zone.optional == ""


@pytest.mark.parametrize(
    ("birth", "expected"),
    [("261123", date(2026, 11, 23)), ("261124", date(1926, 11, 24)), ("000229", date(2000, 2, 29))],
)
def test_the_century_of_birth_is_the_latest_that_is_past(birth: str, expected: date) -> None:
    lower = "L898902C36UTO" + birth + check_digit(birth) + "F1204159<<<<<<<<<<<<<<0"
    lower += check_digit(lower[0:10] + lower[13:20] + lower[21:43])
    assert parse_mrz(TD3[:45] + lower, today=TODAY).birth_date == expected


def test_a_full_name_field_says_that_the_name_may_be_cut() -> None:
    names = "P<UTONILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"
    assert len(names) == 44
    zone = parse_mrz(names + TD3[45:], today=TODAY)
    assert zone.name_truncated
    assert zone.given_names == "CHAYAPA DEJTHAMRONG K"


def test_a_name_without_given_names() -> None:
    zone = parse_mrz("P<UTOARKFREITH" + "<" * 30 + TD3[45:], today=TODAY)
    assert (zone.surname, zone.given_names) == ("ARKFREITH", "")


def test_the_person_of_a_zone() -> None:
    person = person_from_mrz(parse_mrz(TD3, today=TODAY), IdDocumentKind.PASSPORT)
    assert person.name == person.latin_name == "ERIKSSON ANNA MARIA"
    assert person.source is IdentitySource.MACHINE_READABLE_ZONE
    assert person.document.valid_until == date(2012, 4, 15)
    assert person_from_mrz(parse_mrz(TD3, today=TODAY), IdDocumentKind.PASSPORT, "安娜").name == "安娜"


@given(st.integers(0, 43), st.sampled_from("0123456789"))
def test_a_wrong_digit_in_the_checked_fields_is_found(position: int, char: str) -> None:
    lower = TD3[45:]
    covered = [*range(10), *range(13, 20), *range(21, 44)]
    assume(position in covered and lower[position].isdigit() and lower[position] != char)
    with pytest.raises(InputError):
        parse_mrz(TD3[:45] + replaced(lower, position, char), today=TODAY)


@given(st.text(alphabet="ABC019<", min_size=88, max_size=90) | st.text(max_size=100))
def test_nonsense_is_refused_in_words(text: str) -> None:
    try:
        parse_mrz(text, today=TODAY)
    except InputError as refusal:
        assert refusal.code.startswith("input.")
