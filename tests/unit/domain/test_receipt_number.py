"""Receipt numbers: unique, checkable, in order."""

from __future__ import annotations

import string
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.receipt_number import ReceiptNumber, is_receipt_number, next_letter

ALPHABET = string.digits + string.ascii_uppercase

stations = st.text(alphabet=ALPHABET, min_size=4, max_size=4)
letters = st.text(alphabet=string.ascii_uppercase, min_size=1, max_size=2)
sequences = st.integers(1, 10_000_000)
numbers = st.builds(ReceiptNumber, stations, letters, sequences)


@pytest.mark.parametrize(
    ("sequence", "stem"),
    [
        (1, "YZ12A00001"),
        (42, "YZ12A00042"),
        (99_999, "YZ12A99999"),
        (100_000, "YZ12A100000"),
        (1_234_567, "YZ12A1234567"),
    ],
)
def test_the_sequence_grows_when_it_must(sequence: int, stem: str) -> None:
    printed = str(ReceiptNumber("YZ12", "A", sequence))

    assert printed[:-1] == stem
    assert is_receipt_number(printed)


def test_the_check_character_is_that_of_iso_7064() -> None:
    """MOD 37,36 by its own congruence: all characters with the check character come to one modulo 36."""
    printed = str(ReceiptNumber("YZ12", "A", 42))
    product = 36
    for character in printed[:-1]:
        total = (product + ALPHABET.index(character)) % 36 or 36
        product = total * 2 % 37

    assert (product + ALPHABET.index(printed[-1])) % 36 == 1


@given(numbers)
def test_every_number_made_is_one(number: ReceiptNumber) -> None:
    assert is_receipt_number(str(number))


@given(numbers, numbers)
def test_different_parts_never_print_alike(one: ReceiptNumber, other: ReceiptNumber) -> None:
    assume(one != other)

    assert str(one) != str(other)


@given(numbers, st.data())
def test_one_wrong_character_is_found(number: ReceiptNumber, data: st.DataObject) -> None:
    printed = str(number)
    place = data.draw(st.integers(0, len(printed) - 1))
    wrong = data.draw(st.sampled_from(ALPHABET).filter(lambda character: character != printed[place]))

    assert not is_receipt_number(printed[:place] + wrong + printed[place + 1 :])


@pytest.mark.parametrize(
    "candidate",
    ["", "A", "YZ12A", "YZ12A0004", "yz12a00042k", "YZ12A00042 K", "YZ12Ａ00042K", "云州12A00042K", "0000000", "\n"],
)
def test_what_is_no_number(candidate: str) -> None:
    assert not is_receipt_number(candidate)


def test_a_lower_case_copy_of_a_number_is_no_number() -> None:
    assert not is_receipt_number(str(ReceiptNumber("YZ12", "A", 42)).lower())


@pytest.mark.parametrize(
    ("letter", "following"), [("", "A"), ("A", "B"), ("Z", "AA"), ("AZ", "BA"), ("ZY", "ZZ"), ("ZZ", "AAA")]
)
def test_the_next_letter(letter: str, following: str) -> None:
    assert next_letter(letter) == following


def test_letters_never_come_back() -> None:
    seen = [""]
    for _ in range(1000):
        seen.append(next_letter(seen[-1]))

    assert len(set(seen)) == len(seen)
    assert all((len(one), one) < (len(other), other) for one, other in pairwise(seen))
