"""`tongban store`: what it prints, what it returns, and that it works beside an open window."""

from __future__ import annotations

import json
import os
from contextlib import closing
from pathlib import Path

import pytest

from app.cli import BAD_USAGE, run
from app.domain.recovery_key import RecoveryKey
from tests.fakes.local_store import cheap_credentials
from tests.unit.local_store.backup_station import ADMIN, PASSWORD, add_case, blob_file, new_station, reopened


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A station with a case, closed."""
    with closing(new_station(tmp_path / "data")) as store:
        add_case(store, 1)
    (tmp_path / "disk").mkdir()
    return tmp_path / "data"


def tongban(root: Path, action: str, *options: str, password: str = PASSWORD) -> int:
    reading, writing = os.pipe()
    os.write(writing, password.encode() + b"\n")
    os.close(writing)
    common = ("--data-dir", str(root), "--login", ADMIN.login, "--password-fd", str(reading))
    try:
        return run(["store", action, *common, *options])
    finally:
        os.close(reading)


def test_a_whole_store_beside_an_open_window(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(reopened(root)):
        assert tongban(root, "verify", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"whole": True, "cases": 1, "files": 3, "audit_rows": 1, "orphans": 0, "damages": []}


def test_a_lost_page_is_told_in_words_with_its_case(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(reopened(root)) as store, store.unit_of_work() as unit:
        number, taken = unit.cases.get("case-1").receipt_number, unit.pages.of_case("case-1")[0]
        blob_file(root, store, taken.original.sha256).unlink()
    assert tongban(root, "verify") == 1
    out = capsys.readouterr().out
    assert f"{number} 有一页图像不见了" in out
    assert "有 1 处不对" in out


def test_backup_and_restore_by_command(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    disk, new = tmp_path / "disk", tmp_path / "new"
    with closing(reopened(root)) as store:
        assert tongban(root, "backup", "--out", str(disk), "--json") == 0
        made = json.loads(capsys.readouterr().out)
        assert (made["files"], made["new_files"], made["lost"]) == (3, 3, [])
        with store.unit_of_work() as unit:
            assert unit.notes.get("backup.last_success") == made["made_at"]
            assert unit.audit.entries(1)[0].action.value == "store_backed_up"
    assert tongban(root, "restore", "--from", str(disk), "--to", str(new)) == 0
    assert "新的编号字母是 B" in capsys.readouterr().out
    assert tongban(new, "verify") == 0


def test_a_move_stops_the_old_machine_and_wants_its_window_closed(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ("--out", str(tmp_path / "disk"), "--json")
    with closing(reopened(root)):
        assert tongban(root, "move", *out) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "store.in_use"
    assert tongban(root, "move", *out) == 0
    capsys.readouterr()
    assert tongban(root, "move", *out) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "store.moved"
    assert "迁到新电脑" in error["message"]
    assert tongban(root, "verify") == 0  # a look is still possible


@pytest.mark.parametrize(
    "arguments", [["backup"], ["restore", "--from", "x"], ["move"], ["sell"], ["backup", "--keep", "0"]]
)
def test_bad_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["store", *arguments])
    assert ended.value.code == BAD_USAGE
    assert capsys.readouterr().err


def test_a_wrong_password_opens_nothing(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for action, *options in (["verify"], ["backup", "--out", str(tmp_path / "disk")]):
        assert tongban(root, action, *options, "--json", password="guess") == 1
        assert json.loads(capsys.readouterr().out)["error"]["code"] == "access.wrong_password"
    assert not list((tmp_path / "disk").iterdir())


def test_the_recovery_key_brings_a_backup_back_without_any_password(root: Path, tmp_path: Path) -> None:
    key = RecoveryKey.fresh()
    credentials = cheap_credentials(root)
    with closing(credentials.unlock(ADMIN.login, PASSWORD)) as store:
        credentials.set_recovery_key(key)
        store.upkeep.back_up(tmp_path / "disk", 7, lambda: False)
    reading, writing = os.pipe()
    os.write(writing, key.code.encode() + b"\n")
    os.close(writing)
    where = ("--from", str(tmp_path / "disk"), "--to", str(tmp_path / "new"))
    assert run(["store", "restore", *where, "--recovery-fd", str(reading)]) == 0
    os.close(reading)
    assert tongban(tmp_path / "new", "verify") == 0
