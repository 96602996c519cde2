import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.errors import InputError
from app.domain.identifiers.check_characters import mod_31, mod_37_36
from app.domain.identifiers.credit_code import ALPHABET, is_credit_code, parse_credit_code
from app.domain.identifiers.e_licence import ROOT, parse_licence_identifier
from app.domain.identifiers.item_code import parse_item_code

# Published codes of public bodies and companies.
CREDIT_CODES = [
    "91110000600037341L",
    "11310000MB2F30661Y",
    "11370800MB28559184",
    "11100000000013338W",
    "11100000MB03271699",
    "113700000045046442",
    "11430000006122244L",
    "11220000013544541J",
]
LICENCES = [
    "11100000000013338W011.11430000006122244L.20230000403.001.U",
    "11100000000013338W032.11220000013544541J.2430599.001.F",
    "11100000MB03271699022.340100.000000016.001.9",
    "11100000000013338W009.11330105002500287C.2025052201.002.0",
]


def cause(code: str, **details: object) -> str:
    with pytest.raises(InputError) as caught:
        parse_credit_code(code, field="organisation.credit_code")
    for name, value in details.items():
        assert caught.value.details[name] == value
    assert caught.value.field == "organisation.credit_code"
    return caught.value.code.removeprefix("input.")


bodies = st.builds(
    lambda head, division, rest: head + division + rest,
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)
codes = bodies.map(lambda body: body + mod_31(body, ALPHABET))


@pytest.mark.parametrize("code", CREDIT_CODES)
def test_published_credit_codes(code: str) -> None:
    assert parse_credit_code(f" {code.lower()} ").code == code


def test_a_credit_code_is_taken_apart() -> None:
    found = parse_credit_code("91110000600037341L")
    assert (found.registrar, found.category, found.division) == ("9", "1", "110000")
    assert found.organisation_code == "600037341"


def test_each_fault_of_a_credit_code_has_its_own_cause() -> None:
    assert cause("") == "required"
    assert cause("110105012345678") == "old_business_number"
    assert cause("91110000600037341", actual=17) == "number_length"
    assert cause("9111000060003734IL", position=17, character="I") == "credit_code_letter"
    assert cause("91110000600037341中") == "number_alphabet"
    assert cause("911100A0600037341L", position=7, character="A") == "number_alphabet"
    assert cause("91110000600037341M", expected="L") == "check_digit"


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_wrong_character_of_a_credit_code_is_found(code: str, position: int, char: str) -> None:
    assert is_credit_code(code)
    assume(code[position] != char)
    assert not is_credit_code(code[:position] + char + code[position + 1 :])


@given(codes, st.integers(0, 16))
def test_every_swap_in_a_credit_code_is_found(code: str, position: int) -> None:
    left, right = code[position], code[position + 1]
    assume(left != right)
    assert not is_credit_code(code[:position] + right + left + code[position + 2 :])


@pytest.mark.parametrize("text", LICENCES)
def test_published_licence_identifiers(text: str) -> None:
    found = parse_licence_identifier(text.lower())
    assert found.text == ROOT + text
    assert parse_licence_identifier(ROOT + text) == found
    assert [found.licence_type, found.issuer, found.serial, found.version] == text.split(".")[:4]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "required"),
        ("11100000000013338W011.11430000006122244L.20230000403.001", "licence_parts"),
        ("11100000000013338W011.11430000006122244L..001.U", "licence_parts"),
        ("11100000000013338W01.11430000006122244L.20230000403.001.U", "licence_part_length"),
        ("11100000000013338W011.1143000000612224.20230000403.001.U", "licence_part_length"),
        ("11100000000013338W011.11430000006122244L.2023_0000403.001.U", "number_alphabet"),
        ("11100000000013338W011.11430000006122244L.20230000403.00A.U", "number_alphabet"),
        ("11100000000013338W011.11430000006122244L.20230000403.001.V", "check_digit"),
        # The sample of a published interface description, which is made up.
        ("11100000000013661B006.113700000045046442.209FA4E88F9E4C878F3E9BED2CE7EA49.001.M", "check_digit"),
    ],
)
def test_each_fault_of_a_licence_identifier(text: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_licence_identifier(text)
    assert caught.value.code == f"input.{expected}"


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=5, max_size=60), st.data())
def test_mod_37_36_finds_every_wrong_character(text: str, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(text) - 1))
    char = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    assume(char != text[position])
    assert mod_37_36(text[:position] + char + text[position + 1 :]) != mod_37_36(text)


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("11310000MB2F30661Y231200356400001", ("11310000MB2F30661Y", "2", "312003564000", "01")),
        ("11370800MB285591843370117002011", ("11370800MB28559184", "3", "370117002011", "")),
    ],
)
def test_published_item_codes(code: str, parts: tuple[str, str, str, str]) -> None:
    found = parse_item_code(code)
    assert found.structured
    assert parts == (
        found.implementing_body,
        found.exercise_level,
        found.catalogue_code,
        found.handling_item,
    )


def test_other_item_codes_are_kept_as_they_are() -> None:
    assert parse_item_code("gz-0117_002.01").code == "GZ-0117_002.01"
    assert not parse_item_code("11370800MB285591853370117002011").structured
    with pytest.raises(InputError, match="number_length"):
        parse_item_code("1" * 51)
    with pytest.raises(InputError, match="number_alphabet"):
        parse_item_code("1/2")
