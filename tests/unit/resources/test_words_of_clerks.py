"""What a clerk reads is Chinese of the trade: no words of programmers, no English but for names everybody knows."""

from __future__ import annotations

import re

import pytest

from resources.paths import resource
from resources.texts import LANGUAGE, catalogue

# Read by administrators in a terminal, or by the people who connect a platform.
_NOT_FOR_CLERKS = {
    "bootstrap", "cli", "demo", "doctor", "errors_guide", "errors_settings", "guide_folder", "inspect", "read_id",
    "render", "sandbox", "store", "set_up", "settings", "setting_names", "known_papers",
}  # fmt: skip
_KEYS = r"F\d{1,2}|Alt\+\w|Ctrl\+\w|Shift\+F\d|Shift|Esc|Enter|Tab|Del"
_KNOWN = (
    r"USB|PDF|WIA|Windows|JPG|PNG|TIFF|BMP|WebP|GIF|JSON|CSV|XLSX|U 盘|A4|100x150mm|EMS|SHA-256|MB|KB|UTF-8|http|dpi"
)
_PLACES_AND_LETTERS = r"[A-Z](?=（)|(?<=字母 )[A-Z、]+|(?<=不使用字母 )[A-Z、]+|hhqy|\b[A-E]\b"
_TOLERATED = re.compile(rf"\{{\w+\}}|{_KEYS}|{_KNOWN}|{_PLACES_AND_LETTERS}")
# Commands of a terminal and parts of the program, told to whoever starts it there.
_OF_THE_TERMINAL = {
    "access.password_needed", "access.login_needed", "access.password_unreadable", "device.unknown_reader",
    "device.reader_meant", "device.sane_missing", "device.no_screen", "print.character_missing",
    "print.simulated_script", "store.keys_missing", "store.absent", "store.backup_several", "store.hall_url",
    "store.hall_not_joined", "store.hall_code_needed", "store.hall_unset", "access.keyring_absent",
}  # fmt: skip
_JARGON = (
    "字节",
    "指令",
    "协议里",
    "安全模块发生",
    "接口约定",
    "字段",
    "解析失败",
    "返回值",
    "缓存",
    "哈希",
    "端到端",
    "线程",
    "进程",
)


def clerk_words() -> list[tuple[str, str]]:
    files = sorted(resource("i18n", LANGUAGE).glob("*.json"))
    return [
        (f"{file.stem.removeprefix('errors_')}.{name}", words)
        for file in files
        if file.stem not in _NOT_FOR_CLERKS
        for name, words in catalogue(file.stem).items()
    ]


def test_no_english_in_what_a_clerk_reads() -> None:
    english = {key for key, words in clerk_words() if re.search(r"[A-Za-z]{2,}", _TOLERATED.sub("", words))}
    assert english == _OF_THE_TERMINAL


@pytest.mark.parametrize("jargon", _JARGON)
def test_no_words_of_programmers(jargon: str) -> None:
    # Of `render`, and the size of a file in the dialog that picks one.
    of_files = {
        "input.unknown_field", "input.missing_field", "input.wrong_type", "input.unknown_value", "file_dialogs.bytes",
    }  # fmt: skip
    assert [key for key, words in clerk_words() if jargon in words and key not in of_files] == []


def test_the_window_receives_and_never_says_it_accepts() -> None:
    """受理 is the handling place's act (收受分离); the window's own words may only name it as that."""
    accepting = [key for key, words in clerk_words() if re.search("已受理|受理成功|受理回执|受理编号|受理窗口", words)]
    assert accepting == ["wording.state_accepted"]
