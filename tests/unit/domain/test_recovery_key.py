"""The recovery key as people read and type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InputError
from app.domain.recovery_key import GROUPS, KEY_BYTES, RecoveryKey, parse_recovery_key

KEY = RecoveryKey(bytes(range(200, 220)))
# Pinned: a paper of last year must still be read.
PRINTED = ("S34WC", "NJYCS", "SQ7CH", "ZM6H2", "TB9XA", "9NEP6", "TZCDF", "KPPVC")


def test_the_printed_form_never_changes() -> None:
    assert KEY.groups == PRINTED
    assert KEY.code == f"TBRK1|{'-'.join(PRINTED)}"


def test_it_carries_160_bits_and_its_repr_shows_none() -> None:
    assert KEY_BYTES * 8 == 160
    assert RecoveryKey.fresh() != RecoveryKey.fresh()
    assert repr(KEY) == "RecoveryKey()"


@given(st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES))
def test_what_is_printed_is_read_back(secret: bytes) -> None:
    key = RecoveryKey(secret)
    assert parse_recovery_key(" ".join(key.groups)) == key
    assert parse_recovery_key(key.code) == key


@pytest.mark.parametrize(
    "typed",
    [
        " ".join(PRINTED).lower(),
        "".join(PRINTED),
        "-".join(PRINTED) + "\n",
        " ".join(PRINTED).replace("0", "o"),
        "　".join(PRINTED).translate({ord(one): ord(one) + 0xFEE0 for one in "ABCDEFGHJKMNPQRSTVWXYZ23456789"}),
    ],
)
def test_case_spaces_and_look_alikes_do_not_matter(typed: str) -> None:
    assert parse_recovery_key(typed) == KEY


def wrong(typed: str) -> InputError:
    with pytest.raises(InputError) as caught:
        parse_recovery_key(typed)
    return caught.value


def test_every_single_wrong_character_is_named_by_its_group() -> None:
    text = "".join(PRINTED)
    for place, right in enumerate(text):
        for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZU":
            if other != right:
                error = wrong(text[:place] + other + text[place + 1 :])
                assert (error.code, error.details["group"]) == ("input.recovery_key_group", place // 5 + 1)


def test_two_characters_or_two_groups_changed_over_are_found() -> None:
    text = "".join(PRINTED)
    for place in range(len(text) - 1):
        one, other = text[place], text[place + 1]
        if one != other:
            wrong(text[:place] + other + one + text[place + 2 :])
    for number in range(GROUPS - 1):
        groups = list(PRINTED)
        groups[number], groups[number + 1] = groups[number + 1], groups[number]
        assert wrong("".join(groups)).details["group"] == number + 1


def test_a_missing_or_doubled_character_is_counted() -> None:
    error = wrong("".join(PRINTED)[:-1])
    assert (error.code, error.details["count"], error.details["wanted"]) == ("input.recovery_key_length", 39, 40)
    assert wrong("").code == "input.recovery_key_length"
