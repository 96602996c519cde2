import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.errors import InputError
from app.domain.identifiers.division import DivisionLevel, parse_division
from app.domain.identifiers.phone import check_phone, is_mobile
from app.domain.identifiers.upu_s10 import check_waybill_number, parse_s10, s10_check_digit


def test_the_example_of_the_postal_union() -> None:
    found = parse_s10("rr 473124829 se")
    assert (found.number, found.service, found.serial, found.country) == (
        "RR473124829SE",
        "RR",
        "47312482",
        "SE",
    )


@pytest.mark.parametrize(("serial", "check"), [("47312482", "9"), ("00000000", "5"), ("00000020", "4")])
def test_s10_check_digits(serial: str, check: str) -> None:
    assert s10_check_digit(serial) == check


@given(st.text("0123456789", min_size=8, max_size=8), st.integers(0, 7), st.sampled_from("0123456789"))
def test_a_wrong_digit_is_found_unless_both_have_the_doubled_check_digit(serial: str, position: int, char: str) -> None:
    assume(serial[position] != char)
    wrong = serial[:position] + char + serial[position + 1 :]
    doubled = {"0", "5"}
    assert s10_check_digit(serial) != s10_check_digit(wrong) or s10_check_digit(serial) in doubled


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("RR473124828SE", "check_digit"),
        ("RR47312482SE", "number_length"),
        ("R1473124829SE", "number_alphabet"),
        ("RR47312A829SE", "number_alphabet"),
        ("RR4731248291E", "number_alphabet"),
        ("", "required"),
    ],
)
def test_faults_of_s10_numbers(typed: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_s10(typed)
    assert caught.value.code == f"input.{expected}"


def test_waybill_numbers_of_all_carriers() -> None:
    assert check_waybill_number("1234567890123") == "1234567890123"
    assert check_waybill_number("sf1234567890123") == "SF1234567890123"
    with pytest.raises(InputError, match="check_digit"):
        check_waybill_number("EE123456789CN")
    with pytest.raises(InputError, match="number_length"):
        check_waybill_number("1234567")
    with pytest.raises(InputError, match="number_alphabet"):
        check_waybill_number("12345678-9")


@pytest.mark.parametrize(
    ("code", "level", "ancestors"),
    [
        ("330000", DivisionLevel.PROVINCE, ()),
        ("500000", DivisionLevel.PROVINCE, ()),
        ("330100", DivisionLevel.PREFECTURE, ("330000",)),
        ("442000", DivisionLevel.PREFECTURE, ("440000",)),
        ("330106", DivisionLevel.COUNTY, ("330000", "330100")),
        ("110110", DivisionLevel.COUNTY, ("110000", "110100")),
        ("330106001", DivisionLevel.TOWNSHIP, ("330000000", "330100000", "330106000")),
        (
            "330106001002",
            DivisionLevel.VILLAGE,
            ("330000000000", "330100000000", "330106000000", "330106001000"),
        ),
        ("000000000000", DivisionLevel.COUNTRY, ()),
    ],
)
def test_levels_and_ancestors(code: str, level: DivisionLevel, ancestors: tuple[str, ...]) -> None:
    found = parse_division(code)
    assert (found.level, found.ancestors()) == (level, ancestors)
    assert found.county == code[:6]


def test_a_division_contains_what_lies_in_it() -> None:
    zhejiang, hangzhou, xihu = (parse_division(code) for code in ("330000", "330100000000", "330106001"))
    assert zhejiang.contains(hangzhou) and hangzhou.contains(xihu) and xihu.contains(xihu)
    assert not xihu.contains(hangzhou)
    assert not parse_division("330200").contains(xihu)
    assert parse_division("000000").contains(xihu)


@pytest.mark.parametrize(
    ("code", "expected"), [("33010", "number_length"), ("33010A", "number_alphabet"), ("", "required")]
)
def test_faults_of_division_codes(code: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_division(code)
    assert caught.value.code == f"input.{expected}"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("199 0000 1234", "19900001234"),
        ("+86 19900001234", "19900001234"),
        ("0086-166-0000-1234", "16600001234"),
        ("010-60001234", "010-60001234"),
        ("（0571）80001234", "0571-80001234"),
        ("01060001234", "010-60001234"),
        ("0571 8000 1234", "0571-80001234"),
        ("0571-8000-1234", "0571-80001234"),
        ("0571－80001234", "0571-80001234"),
        ("0571‐80001234", "0571-80001234"),
        ("0571/80001234", "0571-80001234"),
        ("+86 571 80001234", "0571-80001234"),
        ("0086-10-60001234", "010-60001234"),
        ("0571-80001234-8001", "0571-80001234-8001"),
        ("0975-6001234", "0975-6001234"),
        ("400-123-4567", "4001234567"),
        ("+852 6123 4567", "+85261234567"),
        ("00853-66123456", "+85366123456"),
        ("+886 912345678", "+886912345678"),
        ("+1 (212) 555-0100", "+12125550100"),
    ],
)
def test_telephone_numbers(typed: str, number: str) -> None:
    assert check_phone(typed) == number
    assert is_mobile(number) is (len(number) == 11 and number[0] == "1")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", "required"),
        ("1990000123", "phone_mobile_length"),
        ("199000012345", "phone_mobile_length"),
        ("60001234", "phone_area_missing"),
        ("0755-1234567", "phone_form"),
        ("057180001", "phone_form"),
        ("+86 1990000123", "phone_mobile_length"),
        ("12345678901", "phone_form"),
        ("无", "phone_form"),
        ("+852 1234", "phone_form"),
        ("+85211234567", "phone_form"),
        ("-", "phone_form"),
    ],
)
def test_faults_of_telephone_numbers(typed: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        check_phone(typed, field="applicant.phone")
    assert caught.value.code == f"input.{expected}"


@given(st.text(alphabet="0123456789+-() 转", max_size=20))
def test_any_telephone_text_is_answered(typed: str) -> None:
    try:
        assert check_phone(typed)
    except InputError as refusal:
        assert refusal.code.startswith("input.")
