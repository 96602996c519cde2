import os
import re
import subprocess
import sys

import pytest

from app.cli import BAD_USAGE, COMMANDS, FAILURE, run

ENGLISH_OF_ARGPARSE = re.compile(r"usage|arguments|options|optional|positional|error|show this|invalid|expected|choose")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
HELPS = [["--help"], *([name, "--help"] for name in COMMANDS)]


def help_of(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    assert ended.value.code == 0
    return capsys.readouterr().out


def complaint_of(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    assert ended.value.code == BAD_USAGE
    return capsys.readouterr().err


@pytest.mark.parametrize("arguments", HELPS, ids=" ".join)
def test_help_is_chinese_and_says_something_of_every_option(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    words = help_of(arguments, capsys)
    assert not ENGLISH_OF_ARGPARSE.search(words)
    options = re.split(r"\n  (?=-)", words.partition("选项:")[2])[1:]
    assert options
    for option in options:
        assert CHINESE.search(option), option


def test_the_first_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    words = help_of(["--help"], capsys)
    for name in COMMANDS:
        assert re.search(rf"^    {name} +\S", words, re.MULTILINE), name


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nosuch"], "没有 'nosuch'"),
        (["inspect"], "还缺少：IMAGE"),
        (["sandbox", "--port", "x"], "'x' 不是可用的值"),
        (["doctor", "--data-dir"], "--data-dir：后面要写一个值"),
        (["doctor", "--json=1"], "--json：后面不能带值"),
        (["doctor", "--nosuch"], "不认识：--nosuch"),
        (["doctor", "--js"], "不认识：--js"),
        (["outbox", "drop"], "没有 'drop'"),
    ],
)
def test_a_wrong_command_line_is_told_in_chinese(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = complaint_of(arguments, capsys)
    assert said in words
    assert not ENGLISH_OF_ARGPARSE.search(words.splitlines()[-1])


@pytest.mark.parametrize("arguments", [[], ["run"], ["--json"], ["demo"]], ids=str)
def test_without_a_desktop_the_window_is_refused_in_words(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert run(arguments) == FAILURE
    captured = capsys.readouterr()
    assert "device.no_screen" in captured.out + captured.err


def password_descriptor(content: bytes) -> int:
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)
    return reading


def test_a_password_that_is_no_text_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    descriptor = password_descriptor(b"\xff\xfe\n")
    assert run(["outbox", "list", "--login", "admin", "--password-fd", str(descriptor)]) == FAILURE
    os.close(descriptor)
    assert "access.password_unreadable" in capsys.readouterr().err


def test_a_closed_password_descriptor_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    descriptor = password_descriptor(b"")
    os.close(descriptor)
    assert run(["sync", "--once", "--login", "admin", "--password-fd", str(descriptor)]) == FAILURE
    assert "access.password_unreadable" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_is_no_crash() -> None:
    command = [sys.executable, "-m", "app", "read-id", "--reader", "simulated:resident-chen"]
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False, text=True)
    os.close(writing)
    assert "Traceback" not in ended.stderr
