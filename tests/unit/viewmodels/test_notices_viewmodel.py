"""Notices: which setting, which value, what holds instead; which guide, which year; looked for beside the work."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.errors import GuideError, SettingsError, StoreError, TongbanError
from app.domain.settings import DEFINITIONS
from app.domain.store_upkeep import Recovery
from tests.fakes.runner import InlineTaskRunner, ManualTaskRunner
from tests.fakes.workspace import WindowDesk
from ui.viewmodels.notices_viewmodel import CHECKING_LANE, NoticesViewModel


def told(desk: WindowDesk, *warnings: TongbanError) -> list[str]:
    """What the notices say about `warnings`."""
    model = NoticesViewModel(replace(desk.workspace, warnings=warnings), InlineTaskRunner())
    model.begin()
    return [one.words for one in model.notices]


@pytest.mark.parametrize(
    ("own", "setting", "value", "used"),
    [
        ({"look.style": "pink"}, "颜色", "pink", "跟随系统"),
        ({"look.font_percent": "500"}, "字号", "500", "100"),
        ({"lock.idle_minutes": "bald"}, "无人操作几分钟后锁屏", "bald", "10"),
        ({"look.style": "p" * 90}, "颜色", "p" * 40 + "...", "跟随系统"),
    ],
)
def test_a_refused_setting_is_named_with_its_value_and_what_holds(
    desk: WindowDesk, own: dict[str, str], setting: str, value: str, used: str
) -> None:
    desk.settings.own = own
    (words,) = told(desk, *desk.settings.load().problems)
    assert words.startswith(f"设置“{setting}”的值“{value}”不能用，现在按“{used}”办：")
    assert "{" not in words


def test_a_value_of_the_station_is_refused_and_that_of_the_province_holds(desk: WindowDesk) -> None:
    desk.settings.own = {"look.font_percent": "500"}
    desk.settings.locked = {"look.font_percent": "125"}
    (words,) = told(desk, *desk.settings.load().problems)
    assert "现在按“125”办" in words


@pytest.mark.parametrize(
    ("error", "parts"),
    [
        (SettingsError("unknown_key", key="sound.on"), ("sound.on", "没有使用")),
        (SettingsError("not_a_text", field="lock.idle_minutes", key="lock.idle_minutes", value="5"), ("“5”", "“10”")),
        (SettingsError("not_a_text", field="reader.address", key="reader.address", value="[]"), ("“[]”", "“空”")),
        (SettingsError("platform_address", field="platform.url", address="ftp://x"), ("ftp://x", "存在本机")),
        (SettingsError("province_unknown", field="platform.mapping", province="x"), ("x", "不能收件")),
        (SettingsError("bad_file", file="settings.json"), ("settings.json", "默认")),
        (StoreError("clock_back", now="2026-11-22", last="2026-11-23"), ("2026-11-23",)),
    ],
)
def test_every_other_warning_says_what_it_means(desk: WindowDesk, error: TongbanError, parts: tuple[str, ...]) -> None:
    (words,) = told(desk, error)
    assert all(part in words for part in parts), words


@pytest.mark.parametrize("key", DEFINITIONS)
def test_every_setting_has_its_name(desk: WindowDesk, key: str) -> None:
    (words,) = told(desk, SettingsError("not_a_text", field=key, key=key, value="1"))
    assert words.startswith("设置“")


def test_guides_and_holidays_are_looked_through_beside_the_work(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    where = {"item_name": "合伙企业设立登记（样本）", "place_name": "安徽样本市"}
    desk.guides.unusable = (GuideError("file_damaged", file="340000/T001/1.json", **where),)
    desk.holidays.unusable = (GuideError("holidays_bad", file="2026.json", reason="days"),)
    model = NoticesViewModel(desk.workspace, manual)
    changes: list[bool] = []
    model.changed.connect(lambda: changes.append(model.checking))

    model.begin()

    assert (model.notices, model.checking) == ((), True)
    assert [lane for lane, *_ in manual.pending] == [CHECKING_LANE]
    manual.run_all()
    assert changes == [True, False]
    guide, holidays = model.notices
    assert guide.words.startswith("“合伙企业设立登记（样本）”在安徽样本市的办事指南有问题：")
    assert holidays.words.startswith("2026 年的节假日有问题：")
    assert "周末" in holidays.words


def test_what_the_sign_in_told_is_not_told_twice(desk: WindowDesk) -> None:
    bad = GuideError("manifest_bad", file="manifest.json")
    desk.guides.unusable = (bad,)
    assert len(told(desk, GuideError("manifest_bad", file="manifest.json"))) == 1


@pytest.mark.parametrize(
    ("recovery", "words"),
    [
        (Recovery(), []),
        (Recovery(unclean=True, temporary_files=3), ["上次没有正常退出", "清掉了 3 个没写完的临时文件"]),
        (Recovery(upgraded_from="0005"), ["已升级到新版本"]),
    ],
)
def test_the_clerk_is_told_how_the_data_were_found(desk: WindowDesk, recovery: Recovery, words: list[str]) -> None:
    desk.store.recovery = recovery
    notices = told(desk)
    assert len(notices) == bool(words)
    assert all(word in notices[0] for word in words)
