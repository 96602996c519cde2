"""Commands that cannot do what they were asked: 2 for bad usage, 1 with code and words for the rest."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from app.cli import run
from app.sandbox.server import SandboxServer
from tests.e2e.station import (
    CHINESE,
    LOGIN,
    PASSWORD,
    station,
)

pytestmark = pytest.mark.usefixtures("log_of_day")


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["render", "receipt"],
        ["render", "poem", "x.json", "-o", "x.pdf"],
        ["inspect"],
        ["read-id"],
        ["sandbox", "--port", "99999"],
        ["sync", "--password-fd", "eins"],
        ["outbox", "burn"],
    ],
)
def test_bad_usage_ends_with_two_and_chinese_words(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(words)
    assert ended.value.code == 2
    assert CHINESE.search(capsys.readouterr().err.splitlines()[-1])


def test_failing_commands_say_code_and_words_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rubbish, taken, out = tmp_path / "rubbish", SandboxServer(), str(tmp_path / "x.pdf")
    rubbish.write_text("{", encoding="utf-8")
    with station(tmp_path) as around:
        around.open().close()
        store = ["--data-dir", str(around.folder), "--login", LOGIN, "--json"]
        failing = {
            "page.not_an_image": ["inspect", "--json", str(rubbish)],
            "device.file_missing": ["inspect", "--json", str(tmp_path / "none")],
            "input.not_json": ["render", "receipt", str(rubbish), "-o", out, "--json"],
            "input.unreadable_file": ["render", "receipt", str(tmp_path / "none"), "-o", out, "--json"],
            "print.cannot_save": ["demo", "--headless", "--json", "--out", str(rubbish)],
            "device.port_missing": ["read-id", "--json", "--reader", "sam-v:serial:/dev/none"],
            "device.unknown_reader": ["read-id", "--json", "--reader", "none"],
            "settings.port_taken": ["sandbox", "--json", "--port", str(taken.port)],
            "settings.ledger_file": ["sandbox", "--json", "--port", "0", "--database", str(tmp_path)],
            "access.wrong_password": ["sync", "--once", *store, "--password-fd", str(_said("falsch-0000"))],
            "access.login_needed": ["sync", "--once", "--json"],
            "access.password_needed": ["outbox", "list", *store],
        }
        for code, words in failing.items():
            status = run(words)
            told = json.loads(capsys.readouterr().out)["error"]
            assert (status, told["code"]) == (1, code)
            assert CHINESE.search(told["message"])
            assert "{" not in told["message"]
        assert run(["sync", "--once", *store, "--password-fd", str(_said(PASSWORD))]) == 1
        assert json.loads(capsys.readouterr().out)["reason"] == "sync.no_platform"
    taken.stop()


def _said(password: str) -> int:
    """A descriptor that gives this password."""
    reading, writing = os.pipe()
    os.write(writing, password.encode() + b"\n")
    os.close(writing)
    return reading
