from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.applicant import Sex
from app.domain.errors import InputError
from app.domain.identifiers.check_characters import mod_11_2
from app.domain.identifiers.residence_permit import parse_residence_permit
from app.domain.identifiers.resident_id import PROVINCES, parse_resident_id

TODAY = date(2026, 11, 23)


def cause(number: str, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        parse_resident_id(number, field="applicant.document_number", today=TODAY)
    assert caught.value.field == "applicant.document_number"
    for name, value in options.items():
        assert caught.value.details[name] == value
    return caught.value.code.removeprefix("input.")


births = st.dates(date(1900, 1, 1), TODAY)
areas = st.sampled_from(sorted(PROVINCES - {"81", "82"})).flatmap(
    lambda province: st.integers(0, 9999).map(lambda rest: f"{province}{rest:04d}")
)
bodies = st.builds(
    lambda area, born, sequence: f"{area}{born:%Y%m%d}{sequence:03d}", areas, births, st.integers(0, 999)
)
numbers = bodies.map(lambda body: body + mod_11_2(body))


def test_the_example_of_the_standard() -> None:
    found = parse_resident_id("11010519491231002x", today=TODAY)
    assert found.number == "11010519491231002X"
    assert (found.area_code, found.birth_date, found.sex) == ("110105", date(1949, 12, 31), Sex.FEMALE)


@pytest.mark.parametrize("number", ["321083197812162119", "440106199910010010", "99010119881109001X"])
def test_sound_numbers_whatever_their_area(number: str) -> None:
    assert parse_resident_id(number, today=TODAY).number == number


@pytest.mark.parametrize(
    "typed",
    [
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "\u200b11010519491231002x\ufeff",
        "110105\u300019491231\u00a0002X",
    ],
)
def test_traces_of_pasting_and_input_methods_are_removed(typed: str) -> None:
    assert parse_resident_id(typed, today=TODAY).number == "11010519491231002X"


def test_each_fault_has_its_own_cause() -> None:
    assert cause("  ") == "required"
    assert cause("130503670401001") == "old_resident_id"
    assert cause("1101051949123100", expected="18", actual=16) == "number_length"
    assert cause("11010519491231002XX") == "number_length"
    assert cause("1101051949123100OX", position=17, character="O") == "number_alphabet"
    assert cause("11010519491231002A", position=18, character="A") == "number_alphabet"
    assert cause("1101051949X231002X", position=11) == "number_alphabet"
    assert cause("810000199001010019") == "kind_is_residence_permit"
    assert cause("911124198108030024") == "kind_is_foreign_pr"
    assert cause("110105194913310025") == "date_impossible"
    assert cause("110105190002290025") == "date_impossible"
    assert cause("110105179912310025") == "birth_too_early"
    assert cause("110105202612010025") == "birth_in_future"
    assert cause("110105194912310021", expected="X") == "check_digit"


def test_born_today_is_not_in_the_future() -> None:
    body = "110105" + f"{TODAY:%Y%m%d}" + "001"
    assert parse_resident_id(body + mod_11_2(body), today=TODAY).birth_date == TODAY


def test_the_error_never_holds_the_number() -> None:
    with pytest.raises(InputError) as caught:
        parse_resident_id("110105194912310021", today=TODAY)
    assert "11010519491231" not in str(caught.value) + repr(caught.value)


@given(numbers)
def test_any_well_made_number_is_taken_apart(number: str) -> None:
    found = parse_resident_id(number, today=TODAY)
    assert f"{found.birth_date:%Y%m%d}" == number[6:14]
    assert found.sex is (Sex.MALE if number[16] in "13579" else Sex.FEMALE)


@given(numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_every_single_wrong_character_is_found(number: str, position: int, char: str) -> None:
    assume(char != number[position] and (char != "X" or position == 17))
    wrong = number[:position] + char + number[position + 1 :]
    with pytest.raises(InputError):
        parse_resident_id(wrong, today=TODAY)


@given(numbers, st.integers(0, 16))
def test_every_swap_of_neighbours_is_found(number: str, position: int) -> None:
    left, right = number[position], number[position + 1]
    assume(left != right)
    with pytest.raises(InputError):
        parse_resident_id(number[:position] + right + left + number[position + 2 :], today=TODAY)


@given(st.text(max_size=25))
def test_nonsense_is_refused_in_words_never_by_a_crash(typed: str) -> None:
    with pytest.raises(InputError):
        parse_resident_id(typed, today=TODAY)


@pytest.mark.parametrize("number", ["810000199001010019", "830000197912310025", "820000199001010018"])
def test_residence_permits(number: str) -> None:
    body = number[:-1]
    found = parse_residence_permit(body + mod_11_2(body), today=TODAY)
    assert found.area_code == number[:6]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("11010519491231002X", "kind_is_resident_id"),
        ("911124198108030024", "kind_is_foreign_pr"),
        ("810000199001010010", "check_digit"),
        ("8100001990010100", "number_length"),
        ("810000199013010010", "date_impossible"),
        ("", "required"),
    ],
)
def test_what_is_no_residence_permit(number: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_residence_permit(number, today=TODAY)
    assert caught.value.code == f"input.{expected}"
