import json
import os
import time
from contextlib import closing
from pathlib import Path

import pytest

from app.cli import FAILURE, SUCCESS, run
from app.cli.check import Verdict
from app.cli.doctor_store import Account, check_clock, check_disk, check_store
from app.composition import Door, Options
from app.domain.clerk import Role
from app.ports.store import NewAccount
from local_store.keys.password import PasswordStrength
from local_store.opening import StoreSettings
from tests.fakes.local_store import cheap_credentials
from tests.unit.local_store.crash_program import ADMIN

ACCOUNT = Account("admin", "sample-pass-1")
DAY = 86_400


@pytest.fixture
def station(tmp_path: Path) -> Path:
    """A data folder that was set up and closed."""
    folder = tmp_path / "station"
    cheap = Options(folder, store=StoreSettings(ballast_bytes=1 << 16), strength=PasswordStrength(1, 64, 1))
    account = NewAccount("admin", "管理样本", "001", Role.ADMIN, ACCOUNT.password)
    with closing(Door(cheap).set_up(account, {"station.code": "T001", "station.hall_name": "样本大厅"})) as workspace:
        workspace.keep_keys.make_recovery_key(workspace.session.clerk, lambda _key: None)
    return folder


def checks_of(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, dict[str, str]]]:
    status = run(["doctor", "--json", "--data-dir", str(folder)])
    return status, {check["name"]: check for check in json.loads(capsys.readouterr().out)["checks"]}


def test_a_new_machine_is_told_what_is_not_there_and_is_no_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "none"
    status, checks = checks_of(folder, capsys)
    assert status == SUCCESS
    assert checks["store"]["verdict"] == checks["settings"]["verdict"] == "warn"
    assert not folder.exists()


def test_lost_keys_are_a_failure(station: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("keys.json", "keys.copy.json"):
        (station / name).unlink()
    status, checks = checks_of(station, capsys)
    assert status == FAILURE
    assert checks["store"]["verdict"] == "fail"
    assert "keys.json" in checks["store"]["words"]


def test_with_a_password_the_store_is_opened(station: Path) -> None:
    found = check_store(station, ACCOUNT)
    assert found.verdict is Verdict.OK
    assert "A" in found.words


def test_a_damaged_store_is_found_with_a_password(station: Path) -> None:
    database = station / "store.db"
    with database.open("r+b") as file:
        file.seek(100)
        file.write(b"\0" * 2000)
    assert check_store(station, None).verdict is Verdict.OK
    assert check_store(station, ACCOUNT).verdict is Verdict.FAIL


def test_a_station_without_a_recovery_key_is_warned_of(tmp_path: Path) -> None:
    credentials = cheap_credentials(tmp_path / "station")
    credentials.initialise(ADMIN, "secret").close()
    for account in (None, Account("admin", "secret")):
        found = check_store(tmp_path / "station", account)
        assert found.verdict is Verdict.WARN
        assert "没有恢复密钥" in found.words


def test_a_wrong_password_is_told(station: Path) -> None:
    assert check_store(station, Account("admin", "wrong")).verdict is Verdict.FAIL


def test_a_clock_that_was_set_back_is_found(station: Path) -> None:
    assert check_clock(station).verdict is Verdict.OK
    tomorrow = time.time() + DAY
    os.utime(station / "store.db", (tomorrow, tomorrow))
    assert check_clock(station).verdict is Verdict.FAIL


def test_room_is_told_for_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    assert "GB" in check_disk(tmp_path / "not" / "yet").words


def test_a_guide_the_station_keeps_itself_is_checked_too(station: Path, capsys: pytest.CaptureFixture[str]) -> None:
    guides = station / "guides"
    guides.mkdir()
    (guides / "manifest.json").write_text("{", encoding="utf-8")
    status, checks = checks_of(station, capsys)
    assert status == FAILURE
    assert checks["guides"]["verdict"] == "fail"


def test_a_watched_folder_that_is_gone_is_a_failure(station: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = json.loads((station / "settings.json").read_text(encoding="utf-8"))
    settings["scanner.watched_folder"] = str(station / "gone")
    (station / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    status, checks = checks_of(station, capsys)
    assert status == FAILURE
    assert checks["scanners"]["verdict"] == "fail"


@pytest.mark.parametrize(
    ("key", "value", "check", "said"),
    [
        ("platform.mapping", "nowhere", "platform", "nowhere"),
        ("platform.url", "http://10.1.2.3", "platform", "https://"),
        ("look.font_percent", "500", "settings", "look.font_percent"),
    ],
)
def test_a_setting_that_does_not_hold_is_named(
    key: str, value: str, check: str, said: str, station: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = json.loads((station / "settings.json").read_text(encoding="utf-8"))
    (station / "settings.json").write_text(json.dumps({**settings, key: value}), encoding="utf-8")
    _, checks = checks_of(station, capsys)
    assert checks[check]["verdict"] != "ok"
    assert said in checks[check]["words"]
