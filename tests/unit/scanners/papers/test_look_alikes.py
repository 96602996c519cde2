"""Look-alikes are mended where a check digit decides, and nowhere else."""

from __future__ import annotations

from itertools import product

import pytest

from scanners.reading.papers.checks import CHECKS, Check, verdict
from scanners.reading.papers.look_alikes import Mended, mended
from tests.papers_generator.facts import Facts

CITIZEN = "990101199504237688"
CREDIT = "91990101MAH3W98X7P"


@pytest.mark.parametrize("misread", ["99O1O1199504237688", "99010I19950423768B", "9901011995O4237688"])
def test_a_letter_among_digits_is_mended_for_certain(misread: str) -> None:
    found = mended(misread, CHECKS["resident_id"])

    assert found is not None
    assert (found.value, found.certain) == (CITIZEN, True)


@pytest.mark.parametrize(
    "misread", ["990101199504237686", "990101199504237668", "99010119950423768", "99010119950423768M"]
)
def test_a_digit_for_a_digit_is_never_mended(misread: str) -> None:
    assert mended(misread, CHECKS["resident_id"]) is None


def test_a_letter_that_credit_codes_never_use_is_mended_for_certain() -> None:
    found = mended(CREDIT.replace("0", "O"), CHECKS["credit_code"])

    assert found is not None
    assert (found.value, found.certain) == (CREDIT, True)


def test_a_choice_between_allowed_characters_is_not_certain() -> None:
    code = next(code for seed in range(200) if "B" in (code := Facts(str(seed)).credit_code())[10:])
    position = code.index("B", 10)

    found = mended(code[:position] + "8" + code[position + 1 :], CHECKS["credit_code"])

    assert found is None or not found.certain


def test_more_than_one_answer_is_none() -> None:
    """An I may be a 1 or a 7: with several of them, several numbers hold."""
    check, seen = CHECKS["resident_id"], {0: 0, 1: 0, 2: 0}
    for seed in range(120):
        number = Facts(str(seed)).person().number
        misread = number[:14] + number[14:17].replace("1", "I").replace("7", "I") + number[17]
        places = [place for place, char in enumerate(misread) if char == "I"]
        if len(places) < 2:
            continue
        answers = set()
        for digits in product("17", repeat=len(places)):
            chars = list(misread)
            for place, digit in zip(places, digits, strict=True):
                chars[place] = digit
            if check.holds("".join(chars)):
                answers.add("".join(chars))
        found = mended(misread, check)
        seen[min(2, len(answers))] += 1
        assert (found.value if found else None) == (answers.pop() if len(answers) == 1 else None)
        assert found is None or not found.certain
    assert seen[1] > 0


def test_two_numbers_that_hold_leave_the_choice_open() -> None:
    always = Check(lambda value: True, True, 2, lambda position: "0123456789")

    assert mended("I0", always) is None


def test_whatever_is_mended_with_certainty_is_right() -> None:
    alike = {"0": "O", "1": "I", "2": "Z", "5": "S", "8": "B", "6": "G"}
    for seed in range(60):
        code = Facts(str(seed)).credit_code()
        for position, char in enumerate(code):
            if char in alike:
                found = mended(code[:position] + alike[char] + code[position + 1 :], CHECKS["credit_code"])
                assert found is None or not found.certain or found.value == code


@pytest.mark.parametrize(
    ("check", "value", "expected"),
    [
        ("resident_id", CITIZEN, True),
        ("resident_id", "990101199504237689", False),
        ("residence_permit", "830000199808134817", True),
        ("credit_code", CREDIT, True),
        ("foreign_card", "911250195106210392", True),
        ("foreign_card", "CAN123456789012", None),
        ("foreign_card", "CAN12345678901", False),
        ("hk_macau_permit", "H53918891", None),
        ("hk_macau_permit", "X53918891", False),
        ("taiwan_permit", "45661384", None),
        ("travel_permit", "M75098452", None),
        ("travel_permit", "M7509845", False),
        ("passport", "EK1039050", None),
        ("real_estate_unit", "990101849713GB99114F30628376", None),
        ("real_estate_unit", "990101849713G899114F30628376", False),
        ("day", "2020-02-29", None),
        ("day", "long_term", None),
        ("day", "2021-02-29", False),
    ],
)
def test_only_a_check_digit_proves(check: str, value: str, expected: bool | None) -> None:
    assert verdict(check, value) is expected


def test_a_value_that_is_not_listed_cannot_be_right() -> None:
    assert verdict("", "华", ("妻", "夫")) is False
    assert verdict("", "妻", ("妻", "夫")) is None


def test_two_changes_that_hold_leave_the_choice_open() -> None:
    anything_else = Check(lambda value: value != "80", True, 2, lambda position: "0123456789ABDQ")
    only_one = Check(lambda value: value == "B0", True, 2, lambda position: "0123456789ABDQ")

    assert mended("80", anything_else) is None
    assert mended("80", only_one) == Mended("B0", certain=False)
