"""Every key has its words, every word its use, every placeholder its value."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, plant
from tests.architecture.text_keys import (
    ERRORS,
    WORDS,
    error_families,
    malformed_words,
    wrong_error_words,
    wrong_texts,
)

TREE = """
class TongbanError(Exception):
    family = "internal"
class DeviceError(TongbanError):
    family = "device"
class Cancelled(TongbanError):
    family = "cancelled"
"""
USES = "from resources.texts import text\n"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small project with two texts and one error, all in order."""
    words(tmp_path, "intake", {"title": "收件", "saved": "已保存 {time}"})
    words(tmp_path, "errors_device", {"no_card": "没有卡 {port}"})
    plant(tmp_path, ERRORS, TREE)
    plant(tmp_path, "ui/views/intake.py", USES + 'text("intake.title")\ntext("intake.saved", time=1)')
    plant(tmp_path, "scanners/card.py", 'def f():\n    raise DeviceError("no_card", port=1)')
    return tmp_path


def words(root: Path, stem: str, texts: dict[str, str]) -> None:
    plant(root, f"{WORDS}/{stem}.json", json.dumps(texts))


def test_words_are_well_formed() -> None:
    assert malformed_words(ROOT) == []


def test_text_keys_and_words_agree() -> None:
    assert wrong_texts(ROOT) == []


def test_error_codes_and_words_agree() -> None:
    assert wrong_error_words(ROOT) == []


def test_the_error_tree_is_read() -> None:
    assert error_families(ROOT)["DeviceError"] == "device"


def test_a_house_in_order_passes(house: Path) -> None:
    assert malformed_words(house) + wrong_texts(house) + wrong_error_words(house) == []


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        (USES + 'text("intake.titel")', "no text intake.titel"),
        (USES + 'text("intake.title" if x else "intake.none")', "no text intake.none"),
        (USES + 'text("nowhere.title")', "no text nowhere.title"),
        ('from resources import texts\ntexts.text("intake.titel")', "no text intake.titel"),
        ('from resources.texts import text as words\nwords("intake.titel")', "no text intake.titel"),
        (USES + 'text("intake.saved")', "{time} of the words stays empty"),
        (USES + 'text("intake.saved", at=1)', "{time} of the words stays empty"),
        (USES + 'text(f"intake.mode_{mode}")', "no text fits"),
        (USES + 'text(f"{screen}.title")', "no text fits"),
    ],
)
def test_a_wrong_call_is_found(house: Path, code: str, complaint: str) -> None:
    plant(house, "ui/views/cases.py", code)

    found = wrong_texts(house)

    assert len(found) == 1
    assert complaint in found[0]
    assert found[0].startswith("ui/views/cases.py:")


def test_an_unused_text_is_found(house: Path) -> None:
    words(house, "cases", {"title": "办件", "old": "旧"})
    plant(house, "ui/views/cases.py", USES + 'TITLES = ("cases.title",)\ntext(TITLES[0])')

    assert wrong_texts(house) == ["text cases.old is never used"]


def test_a_pattern_uses_what_fits_it_and_no_more(house: Path) -> None:
    words(house, "guide", {"mode_online_title": "全程网办", "mode_collect_title": "代收代办", "modes": "方式"})
    plant(house, "ui/views/guide.py", USES + 'text(f"guide.mode_{mode}_title")')

    assert wrong_texts(house) == ["text guide.modes is never used"]


def test_text_of_other_libraries_is_not_ours(house: Path) -> None:
    plant(house, "local_store/query.py", 'from sqlalchemy import text\ntext("intake.titel")')

    assert wrong_texts(house) == []


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ('raise DeviceError("unplugged")', "no words for device.unplugged"),
        ('raise DeviceError("no_card")', "{port} of the words stays empty"),
        ('raise DeviceError("no_card", field="x.port")', "{port} of the words stays empty"),
        ('class SamError(DeviceError): ...\nraise SamError("odd")', "no words for device.odd"),
        ('raise errors.DeviceError("odd")', "no words for device.odd"),
        ('raise TongbanError("odd")', "no words for internal.odd"),
    ],
)
def test_an_error_without_its_words_is_found(house: Path, code: str, complaint: str) -> None:
    plant(house, "scanners/sam.py", code)

    found = wrong_error_words(house)

    assert len(found) == 1
    assert complaint in found[0]


def test_words_that_nothing_raises_are_found(house: Path) -> None:
    words(house, "errors_device", {"no_card": "没有卡 {port}", "gone": "没有了"})

    assert wrong_error_words(house) == ["words for device.gone, which nothing raises"]


def test_causes_from_a_table_count_as_raised(house: Path) -> None:
    words(house, "errors_device", {"no_card": "没有卡 {port}", "gone": "没有了", "jammed": "卡纸"})
    plant(house, "scanners/drivers/sane/faults.py", 'CAUSES = {7: "jammed"}\nraise DeviceError(CAUSES[n])')
    plant(house, "scanners/drivers/escl/faults.py", 'GONE = "gone"')

    assert wrong_error_words(house) == ["words for device.gone, which nothing raises"]


def test_what_is_never_shown_needs_no_words(house: Path) -> None:
    plant(house, "scanners/stop.py", 'raise Cancelled("by_clerk")')

    assert wrong_error_words(house) == []


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('{"title": "一", "title": "二"}', "title twice"),
        ('{"title": {"sub": "一"}}', "not a name with its words"),
        ('{"Title": "一"}', "not a name with its words"),
        ('{"title": ""}', "not a name with its words"),
        ('{"title": "第 {} 件"}', "placeholder without a name"),
        ('{"title": "半个 {括号"}', "placeholder without a name"),
    ],
)
def test_malformed_words_are_found(house: Path, content: str, complaint: str) -> None:
    plant(house, f"{WORDS}/cases.json", content)

    found = malformed_words(house)

    assert len(found) == 1
    assert complaint in found[0]
