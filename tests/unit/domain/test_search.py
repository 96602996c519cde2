"""Matching of names by substring, code, pinyin and initials."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.search import MatchKind, Readings, match_kind, matches

# 行政复审, 重庆, 女 with every reading; brackets and Latin letters read as themselves.
TABLE = {
    "行": {"xing", "hang", "heng"},
    "政": {"zheng"},
    "复": {"fu"},
    "审": {"shen"},
    "重": {"zhong", "chong"},
    "庆": {"qing"},
    "女": {"nv", "nyu"},
    "安": {"an"},
    "西": {"xi"},
    "先": {"xian"},
}


def readings(name: str) -> Readings:
    return tuple(frozenset(TABLE.get(character, {character.lower()})) for character in name)


def kind(query: str, name: str, *codes: str) -> MatchKind | None:
    return match_kind(query, name, readings(name), codes)


@pytest.mark.parametrize(
    "query", ["xzfs", "hzfs", "xingzhengfushen", "hangzhfs", "xzhfsh", "xing z fu s", "XZFS", "xz", "x"]
)
def test_every_spelling_from_the_start(query: str) -> None:
    assert kind(query, "行政复审") is MatchKind.PINYIN_START


@pytest.mark.parametrize("query", ["zfs", "fushen", "fu sh", "s", "zhfsh", "zhengfu"])
def test_every_spelling_within(query: str) -> None:
    assert kind(query, "行政复审") is MatchKind.PINYIN_PART


@pytest.mark.parametrize("query", ["xfs", "zx", "shenx", "xzfss", "xingg", "fx", "行复", "xz审"])
def test_what_is_no_run_of_the_name_does_not_fit(query: str) -> None:
    assert kind(query, "行政复审") is None
    assert not matches(query, "行政复审", readings("行政复审"))


@pytest.mark.parametrize("query", ["cq", "zq", "chongqing", "zhongqing", "chq", "zhq", "chongq", "cqing"])
def test_both_readings_of_a_polyphone(query: str) -> None:
    assert kind(query, "重庆") is MatchKind.PINYIN_START


def test_syllables_may_be_cut_in_more_than_one_way() -> None:
    """`xian` is 先 and 西安."""
    assert kind("xian", "西安") is MatchKind.PINYIN_START
    assert kind("xian", "先") is MatchKind.PINYIN_START
    assert kind("xa", "先") is None


def test_umlaut_in_both_spellings() -> None:
    assert kind("nv", "女") is MatchKind.PINYIN_START
    assert kind("nyu", "女") is MatchKind.PINYIN_START


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", MatchKind.NAME_START),
        ("   ", MatchKind.NAME_START),
        ("行政复审", MatchKind.EXACT),
        (" 行政 复审 ", MatchKind.EXACT),
        ("行政", MatchKind.NAME_START),
        ("复审", MatchKind.NAME_PART),
        ("AB12", MatchKind.EXACT),
        ("ab12", MatchKind.EXACT),
        ("b1", MatchKind.CODE_PART),
        ("ＸＺＦＳ", MatchKind.PINYIN_START),
        ("ＡＢ１２", MatchKind.EXACT),
    ],
)
def test_kinds_from_near_to_far(query: str, expected: MatchKind) -> None:
    assert kind(query, "行政复审", "AB12") is expected


def test_nearer_kinds_sort_first() -> None:
    assert sorted(MatchKind) == [
        MatchKind.EXACT,
        MatchKind.NAME_START,
        MatchKind.PINYIN_START,
        MatchKind.NAME_PART,
        MatchKind.PINYIN_PART,
        MatchKind.CODE_PART,
    ]


def test_brackets_are_never_typed() -> None:
    assert kind("xzfs", "行政（复审）") is MatchKind.PINYIN_START
    assert kind("xz（fs", "行政（复审）") is None


def test_latin_letters_and_digits_of_a_name_read_as_themselves() -> None:
    assert kind("a12xz", "A12行政") is MatchKind.PINYIN_START
    assert kind("12", "A12行政") is MatchKind.NAME_PART


def test_a_name_of_one_repeated_letter_takes_no_time() -> None:
    """Trying every way of spelling it would take two to the power of its length."""
    begin = time.monotonic()

    assert kind("1" * 80 + "2", "1" * 80) is None

    assert time.monotonic() - begin < 5


names = st.text(alphabet="行政复审重庆女安西先（-A1", min_size=1, max_size=8)


@given(names, st.data())
def test_any_run_spelt_whole_is_found(name: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(begin + 1, len(name)))
    spelt = "".join(data.draw(st.sampled_from(sorted(one))) for one in readings(name)[begin:end])
    if spelt.isascii():
        assert matches(spelt, name, readings(name))


@given(names, st.data())
def test_any_run_of_initials_is_found(name: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(begin + 1, len(name)))
    initials = "".join(data.draw(st.sampled_from(sorted(one)))[0] for one in readings(name)[begin:end])
    if initials.isascii():
        assert matches(initials, name, readings(name))


@given(names, st.text(alphabet="xzfsqchongia1-", max_size=6))
def test_spelling_agrees_with_trying_every_way(name: str, query: str) -> None:
    spelt = readings(name)
    found = match_kind(query, name, spelt)

    by_name = query.lower() in name.lower()
    by_sound = any(_tried(query, spelt[start:]) for start in range(len(spelt)))
    assert (found is not None) == (by_name or by_sound)


def _tried(wanted: str, rest: Readings) -> bool:
    """The obvious recursion."""
    if not wanted:
        return True
    if not rest:
        return False
    if not any(sound.isalnum() for sound in rest[0]) and _tried(wanted, rest[1:]):
        return True
    for sound in rest[0]:
        if sound.startswith(wanted):
            return True
        parts = {sound, sound[0]} | ({sound[:2]} if sound[:2] in {"zh", "ch", "sh"} else set())
        if any(wanted.startswith(part) and _tried(wanted[len(part) :], rest[1:]) for part in parts):
            return True
    return False
