"""`tongban store recovery-key`, `recover`, `rotate-keys`: on a real data folder, secrets by descriptor only."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pypdf
import pypdfium2
import pytest
import zxingcpp

from app.cli import run
from app.domain.clerk import Role
from app.domain.recovery_key import RecoveryKey, RecoverySheet, parse_recovery_key
from app.paper.recovery_sheet import recovery_sheet
from local_store.settings_files import JsonSettingsFiles
from tests.fakes.local_store import cheap_credentials
from tests.unit.local_store.crash_program import ADMIN, CLERK


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A station with an admin and a clerk."""
    folder = tmp_path / "data"
    credentials = cheap_credentials(folder)
    with closing(credentials.initialise(ADMIN, "admin's own")) as store:
        credentials.add(CLERK.login, "wang's own")
        with store.unit_of_work() as unit:
            unit.clerks.save(CLERK)
            unit.commit()
        store.vault.put(b"page", "image/jpeg")
    JsonSettingsFiles(folder).save({"station.hall_name": "样本政务服务中心", "station.code": "YZ12"})
    return folder


@contextmanager
def descriptor(secret: str) -> Iterator[str]:
    reading, writing = os.pipe()
    os.write(writing, secret.encode() + b"\n")
    os.close(writing)
    yield str(reading)
    os.close(reading)


def store(root: Path, action: str, *more: str, login: str = "admin", password: str = "admin's own") -> int:
    with descriptor(password) as fd:
        return run(["store", action, "--data-dir", str(root), "--login", login, "--password-fd", fd, "--json", *more])


def recover(root: Path, key: str, login: str, password: str) -> int:
    with descriptor(key) as key_fd, descriptor(password) as fd:
        arguments = ["--login", login, "--recovery-fd", key_fd, "--new-password-fd", fd, "--json"]
        return run(["store", "recover", "--data-dir", str(root), *arguments])


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    answered: dict[str, object] = json.loads(capsys.readouterr().out)
    return answered


def code_of(pdf: Path) -> str:
    with closing(pypdfium2.PdfDocument(pdf)) as document, closing(document[0]) as sheet:
        picture = sheet.render(scale=2).to_numpy()
    (found,) = zxingcpp.read_barcodes(np.ascontiguousarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)))
    return found.text


def test_a_lost_password_is_replaced_with_what_stands_on_the_paper(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert store(root, "recovery-key") == 0
    assert answer(capsys) == {"recovery_key": False, "file": None}
    sheet = tmp_path / "sheet.pdf"
    assert store(root, "recovery-key", "--new", "--out", str(sheet)) == 0
    assert answer(capsys) == {"recovery_key": True, "file": str(sheet)}
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    words = pypdf.PdfReader(sheet).pages[0].extract_text()
    key = parse_recovery_key(code_of(sheet))
    assert all(group in words for group in key.groups)
    assert "样本政务服务中心" in words

    assert recover(root, "".join(key.groups).lower(), "admin", "remembered now") == 0
    assert answer(capsys) == {"login": "admin"}
    with closing(cheap_credentials(root).unlock("admin", "remembered now")) as opened, opened.unit_of_work() as unit:
        told = [entry.action.value for entry in unit.audit.entries()]
    assert told[:2] == ["recovery_key_used", "recovery_key_made"]


@pytest.mark.parametrize(
    ("key", "login", "password", "code"),
    [
        ("S34WY", "admin", "remembered now", "input.recovery_key_length"),
        ("0" * 40, "admin", "remembered now", "input.recovery_key_group"),
        ("", "admin", "short", "input.password_short"),
        ("", "nobody", "remembered now", "access.no_account"),
        (" ".join(RecoveryKey(b"x" * 20).groups), "admin", "remembered now", "access.recovery_key_refused"),
    ],
)
def test_what_is_wrong_is_named_and_changes_nothing(
    root: Path, capsys: pytest.CaptureFixture[str], key: str, login: str, password: str, code: str
) -> None:
    right = RecoveryKey(b"r" * 20)
    credentials = cheap_credentials(root)
    with closing(credentials.unlock("admin", "admin's own")):
        credentials.set_recovery_key(right)
    assert recover(root, key or "-".join(right.groups), login, password) == 1
    error = answer(capsys)["error"]
    assert isinstance(error, dict)
    assert error["code"] == code
    cheap_credentials(root).verify("admin", "admin's own")


def test_only_an_admin_makes_a_recovery_key_or_another_data_key(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for action in (("recovery-key", "--new", "--out", str(tmp_path / "sheet.pdf")), ("rotate-keys",)):
        assert store(root, *action, login=CLERK.login, password="wang's own") == 1
        error = answer(capsys)["error"]
        assert isinstance(error, dict)
        assert error["code"] == "access.role"
    assert not (tmp_path / "sheet.pdf").exists()
    assert CLERK.role is Role.CLERK


def test_a_paper_that_cannot_be_written_leaves_the_key_before_in_force(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = RecoveryKey.fresh()
    credentials = cheap_credentials(root)
    with closing(credentials.unlock("admin", "admin's own")):
        credentials.set_recovery_key(before)
    assert store(root, "recovery-key", "--new", "--out", str(tmp_path / "no" / "sheet.pdf")) == 1
    assert "print.cannot_save" in capsys.readouterr().out
    cheap_credentials(root).unlock_by_recovery(before).close()


def test_the_data_key_is_replaced_at_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert store(root, "rotate-keys") == 0
    assert answer(capsys) == {"rotated": True, "generation": 2}
    assert store(root, "rotate-keys") == 0
    assert answer(capsys) == {"rotated": True, "generation": 3}
    cheap_credentials(root).verify(CLERK.login, "wang's own")


def test_bad_usage_is_told(root: Path) -> None:
    for arguments in (["recover"], ["recovery-key", "--new"]):
        with pytest.raises(SystemExit) as ended:
            run(["store", *arguments, "--data-dir", str(root)])
        assert ended.value.code == 2


def test_the_same_sheet_gives_the_same_bytes() -> None:
    at = datetime(2026, 11, 23, 1, tzinfo=UTC)
    sheet = RecoverySheet(RecoveryKey(b"r" * 20), "样本政务服务中心", "1号窗口", "YZ12", "A", "张䶮样本", at)
    assert recovery_sheet(sheet) == recovery_sheet(sheet)
