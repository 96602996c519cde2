"""Pinyin and folding."""

from __future__ import annotations

import pytest

from local_store.identifiers import RandomIdSource
from local_store.search.romanizer import PinyinRomanizer
from local_store.search.searchable import folded, search_words, searchable_text
from tests.fakes.store_samples import draft

ROMANIZER = PinyinRomanizer()


@pytest.mark.parametrize(
    ("character", "some_readings"),
    [
        ("单", {"dan", "shan", "chan"}),
        ("重", {"zhong", "chong"}),
        ("行", {"xing", "hang"}),
        ("吕", {"lv", "lyu"}),
        ("䶮", {"yan"}),
        ("㛃", {"jie"}),
        ("𬭎", {"hong"}),
        ("𠅤", {"xi"}),
        ("A", {"a"}),
        ("7", {"7"}),
        ("·", {"·"}),
    ],
)
def test_every_reading_of_a_character(character: str, some_readings: set[str]) -> None:
    (readings,) = ROMANIZER.readings(character)
    assert readings >= some_readings
    assert all(reading == reading.lower() and "ü" not in reading for reading in readings)


def test_one_reading_set_a_character() -> None:
    assert len(ROMANIZER.readings("张䶮𬭎·a")) == 5
    assert ROMANIZER.readings("") == ()


def test_folding() -> None:
    assert folded("ＹＺ１２ａ") == "yz12a"
    assert folded("半\ud842\n行\0") == "半? 行 "
    assert search_words("  合伙　ＸＹ ") == ("合伙", "xy")


def test_a_name_full_of_polyphones_stays_bounded() -> None:
    lines = searchable_text(draft(applicant__name="单重行乐朝曾" * 6), ROMANIZER).split("\n")
    assert len(lines) == 1 + 16 + 16


def test_identifiers() -> None:
    ids = RandomIdSource()
    made = [ids.new_id() for _ in range(500)]
    assert sorted(set(made)) == made
    assert made[0][14] == "7"
    codes = {ids.query_code() for _ in range(200)}
    assert len(codes) > 150
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert all(0 <= ids.fraction() < 1 for _ in range(50))
