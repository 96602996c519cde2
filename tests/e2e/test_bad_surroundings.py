"""Bad guides, settings, folders, passwords and a full disk: the clerk is told, nothing is lost, nobody is kept out."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.composition import Door
from app.domain.case import CaseState
from app.domain.errors import StoreError
from app.domain.system_fault import SystemFault
from app.platform.guides.publishing import write_manifest
from app.services.workspace import Workspace
from tests.e2e.station import (
    ITEM,
    LOGIN,
    PASSWORD,
    PLACE,
    Clock,
    Visit,
    nobody,
    raised,
    station,
    told,
)
from tests.unit.guides.sample import HERE, THERE, guide_record, put_guide, sound_folder
from tests.unit.guides.sample import ITEM as PULLED_ITEM
from tests.unit.local_store.test_full_disk import small_disk_possible

ROOT = Path(__file__).parents[2]
_MOUNT = 'mount -t tmpfs -o size=12m tmpfs "$1" && shift && "$@"'
SMALL_DISK_VISIT = ["unshare", "--map-root-user", "--mount", "sh", "-c", _MOUNT, "sh"]
pytestmark = pytest.mark.usefixtures("log_of_day")


def test_bad_guides_of_the_station_are_named_and_the_others_go_on(tmp_path: Path) -> None:
    with station(tmp_path) as around:
        around.open().close()
        folder = sound_folder(around.folder / "guides")
        write_manifest(folder)
        index = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        _spoil(folder, index, HERE, {"colour": "red"})
        (folder / "manifest.json").write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")
        with around.opened() as workspace:
            visit = Visit.begin(workspace)
            workspace.edit_case.set_fields(visit.case_id, {"applicant.phone": "19900000021"}, "applicant.phone")
            before = visit.now()
            error = raised(lambda: workspace.edit_case.choose(visit.case_id, PULLED_ITEM, HERE))
            assert error.code == "guide.unknown_field"
            assert error.details["entry"] == "colour"
            assert visit.now() == before
            assert raised(lambda: workspace.edit_case.choose(visit.case_id, PULLED_ITEM, "500103")).code == (
                "guide.place_missing"
            )
            assert raised(lambda: workspace.edit_case.choose(visit.case_id, "990000000000", HERE)).code == (
                "guide.item_missing"
            )
            state = workspace.edit_case.choose(visit.case_id, PULLED_ITEM, THERE)
            assert state.guide is not None
            assert workspace.edit_case.choose(visit.case_id, ITEM, PLACE).case.guide is not None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"authority": None}, "guide.place_missing"),
        ({"authority": {"place_name": ""}}, "guide.place_missing"),
        ({"division_code": None}, "guide.place_missing"),
        (b'{"format": 1, "item_', "guide.not_json"),
        (b"[" * 100_000, "guide.not_json"),
        (b"\xff\xfe\x00", "guide.not_json"),
    ],
)
def test_a_guide_without_a_place_or_half_a_guide(tmp_path: Path, content: Any, code: str) -> None:
    with station(tmp_path) as around:
        around.open().close()
        folder = sound_folder(around.folder / "guides")
        write_manifest(folder)
        index = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        _spoil(folder, index, HERE, content)
        (folder / "manifest.json").write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")
        with around.opened() as workspace:
            visit = Visit.begin(workspace)
            assert raised(lambda: workspace.edit_case.choose(visit.case_id, PULLED_ITEM, HERE)).code == code
            offered = {place.division_code for item in workspace.guides.items(_today()) for place in item.places}
            assert {THERE, PLACE} <= offered


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"[" * 100_000, b'{"format": 9}', b"\xff\xfe"])
def test_a_broken_list_of_guides_leaves_the_shipped_ones(tmp_path: Path, content: bytes) -> None:
    with station(tmp_path) as around:
        around.open().close()
        folder = sound_folder(around.folder / "guides")
        (folder / "manifest.json").write_bytes(content)
        with around.opened() as workspace:
            visit = Visit.begin(workspace)
            assert visit.choose().guide is not None
            assert [one.code for one in workspace.warnings] == ["guide.manifest_bad"]
            told(workspace.warnings[0])


def _today() -> Any:
    from app.domain.local_day import local_day

    return local_day(datetime.now(UTC))


def _spoil(folder: Path, index: dict[str, Any], place: str, content: Any) -> None:
    """Change a listed guide and its hash in the list: what a careless province would send."""
    import hashlib

    entry = next(one for one in index["guides"] if one["division_code"] == place)
    if isinstance(content, dict):
        path = put_guide(folder)
        record = {key: value for key, value in guide_record(**content).items() if value is not None}
        path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    else:
        (folder / entry["file"]).write_bytes(content)
    entry["sha256"] = hashlib.sha256((folder / entry["file"]).read_bytes()).hexdigest()


def test_broken_settings_are_told_at_sign_in_and_nothing_is_thrown_away(tmp_path: Path) -> None:
    with station(tmp_path) as around:
        around.open().close()
        whole = (around.folder / "settings.json").read_bytes()
        for broken in (b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, whole[: len(whole) // 2]):
            (around.folder / "settings.json").write_bytes(broken)
            Door(around.options).settings.load()  # the window looks at them before anybody signs in
            with around.opened() as workspace:
                assert [one.code for one in workspace.warnings] == ["settings.bad_file"], broken[:9]
                told(workspace.warnings[0])
                assert workspace.manage_settings.current().text("lock.idle_minutes") == "10"
                workspace.manage_settings.change(workspace.session, {"station.code": "YZ12"})
            assert broken in [one.read_bytes() for one in around.folder.glob("settings.bad*.json")]
            with around.opened() as workspace:
                assert workspace.warnings == ()
        assert len(list(around.folder.glob("settings.bad*.json"))) == 6


def test_settings_written_by_hand(tmp_path: Path) -> None:
    with station(tmp_path) as around:
        around.open().close()
        values = json.loads((around.folder / "settings.json").read_text(encoding="utf-8"))
        spoilt = {**values, "lock.idle_minutes": 5, "look.font_percent": "9999", "look.style": "pink", "colour": "red"}
        (around.folder / "settings.json").write_text(json.dumps(spoilt), encoding="utf-8-sig")  # as Notepad does
        with around.opened() as workspace:
            assert {(one.code, one.field) for one in workspace.warnings} == {
                ("settings.not_a_text", "lock.idle_minutes"),
                ("settings.out_of_range", "look.font_percent"),
                ("settings.bad_choice", "look.style"),
                ("settings.unknown_key", None),
            }
            for warning in workspace.warnings:
                told(warning)
            assert workspace.session.station.code == "YZ12"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"platform.url": "http://platform.example"}, "settings.platform_address"),
        ({"platform.url": "云州"}, "settings.platform_address"),
        ({"platform.url": "https://[::1"}, "settings.platform_address"),
        ({"platform.mapping": "atlantis"}, "settings.province_unknown"),
        ({"platform.mapping": "../../x"}, "settings.province_unknown"),
    ],
)
def test_a_wrong_platform_keeps_nobody_out(tmp_path: Path, wrong: dict[str, str], code: str, paper: Path) -> None:
    with station(tmp_path, online=True) as around:
        around.open().close()
        path = around.folder / "settings.json"
        right = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**right, **wrong}), encoding="utf-8")
        with around.opened() as workspace:
            assert [one.code for one in workspace.warnings] == [code]
            told(workspace.warnings[0])
            visit = Visit.begin(workspace)
            visit.complete(paper)
            if "platform.mapping" in wrong:
                assert raised(visit.receive).code == code
                assert visit.now().can_receive
            else:
                visit.receive()
                assert workspace.synchronise(nobody).reason == "sync.no_platform"
            assert raised(lambda: workspace.manage_settings.change(workspace.session, wrong)).code == code
            workspace.manage_settings.change(workspace.session, {key: right[key] for key in wrong})
        with around.opened() as workspace:
            again = Visit(workspace, visit.case_id)
            if again.now().case.state is CaseState.DRAFT:
                again.receive()
            assert workspace.synchronise(nobody).counts.waiting in (0, 3)


@pytest.mark.parametrize("name", ["云州省政务服务局", ""])
def test_what_the_province_locks_stays_locked(tmp_path: Path, name: str) -> None:
    with station(tmp_path) as around:
        around.open().close()
        locks = {
            "name": name,
            "locked": {"lock.idle_minutes": "3", "look.style": "pink"},
            "defaults": {"look.font_percent": "125"},
        }
        (around.folder / "province.json").write_text(json.dumps(locks), encoding="utf-8")
        with around.opened() as workspace:
            assert [one.code for one in workspace.warnings] == ["settings.bad_choice"]
            settings = workspace.manage_settings.current()
            assert (settings.number("lock.idle_minutes"), settings.number("look.font_percent")) == (3, 125)
            change = {"lock.idle_minutes": "60"}
            error = raised(lambda: workspace.manage_settings.change(workspace.session, change))
            assert (error.code, error.field) == ("settings.locked", "lock.idle_minutes")
            assert workspace.manage_settings.current().values == settings.values
        (around.folder / "province.json").write_bytes(b"{")
        for _ in range(2):
            with around.opened() as workspace:
                assert [one.code for one in workspace.warnings] == ["settings.bad_file"]
                workspace.manage_settings.change(workspace.session, {"look.font_percent": "100"})


def test_a_second_program_on_the_folder_is_told_and_harms_nothing(tmp_path: Path) -> None:
    with station(tmp_path) as around, around.opened() as workspace:
        visit = Visit.begin(workspace)
        assert raised(around.open).code == "store.in_use"
        visit.choose()
        assert Visit(workspace, visit.case_id).now().guide is not None


def test_a_failed_sign_in_leaves_the_folder_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with station(tmp_path) as around:
        around.open().close()
        with monkeypatch.context() as broken:
            broken.setattr("app.composition.Door._build", _no_workspace)
            assert raised(around.open).code == "store.io"
        with around.opened() as workspace:
            assert workspace.warnings == ()


def _no_workspace(*_: object) -> Workspace:
    raise StoreError("io", system=SystemFault.BROKEN)


def test_wrong_passwords_say_nothing_about_which(tmp_path: Path, clock: Clock) -> None:
    with station(tmp_path) as around:
        around.open().close()
        door = Door(around.options)
        words = {told(raised(lambda who=who: door(who, "falsch-0000"))) for who in (LOGIN, "lisi")}  # type: ignore[misc]
        assert len(words) == 1
        codes = [raised(lambda: door(LOGIN, "falsch-0000")).code for _ in range(6)]
        assert codes[-1] == "access.locked_out"
        assert raised(lambda: door(LOGIN, PASSWORD)).code == "access.locked_out"
        clock.off = timedelta(days=-30)
        assert raised(lambda: door(LOGIN, PASSWORD)).code == "access.locked_out"
        clock.off += timedelta(hours=2)
        door(LOGIN, PASSWORD).close()


def test_a_disk_that_fills_in_the_middle_of_a_visit(tmp_path: Path) -> None:
    """Runs on a small disk of its own; where the machine does not let us have one, it refuses to fill another."""
    alone = [*SMALL_DISK_VISIT, str(tmp_path)] if small_disk_possible() else []
    command = [*alone, sys.executable, "-m", "tests.e2e.full_disk_visit", str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    if not alone:
        assert "not a small disk" in ran.stderr
        return
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {
        "new_case": "store.disk_low",
        "scan": "store.disk_low",
        "page": "store.disk_full",
        "page_after_ballast": True,
        "field": "store.disk_full",
        "receive": "store.disk_full",
        "state_then": "draft",
        "receive_with_room": "received",
        "papers": "store.disk_full",
        "papers_with_room": True,
        "save": "print.cannot_save",
        "settings": "store.disk_full",
        "sign_in": "store.disk_full",
        "whole": True,
    }
