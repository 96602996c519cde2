"""Settings: what may be changed by whom, device tests."""

from __future__ import annotations

import pytest

from app.domain.clerk import Role
from app.domain.errors import DeviceError, TongbanError
from tests.fakes.runner import InlineTaskRunner
from tests.fakes.workspace import WindowDesk
from ui.viewmodels.settings_viewmodel import SettingsViewModel


@pytest.fixture
def settings(desk: WindowDesk, runner: InlineTaskRunner) -> SettingsViewModel:
    model = SettingsViewModel(desk.workspace, runner)
    model.read()
    return model


@pytest.fixture
def admin(runner: InlineTaskRunner) -> SettingsViewModel:
    model = SettingsViewModel(WindowDesk(Role.ADMIN).workspace, runner)
    model.read()
    return model


def test_the_clerk_may_choose_the_look(desk: WindowDesk, settings: SettingsViewModel) -> None:
    seen: list[bool] = []
    settings.look_changed.connect(lambda: seen.append(True))

    settings.change("look.style", "dark")

    assert desk.settings.own == {"look.style": "dark"}
    assert seen == [True]


def test_the_station_belongs_to_the_admin(settings: SettingsViewModel, admin: SettingsViewModel) -> None:
    assert not settings.view("station.hall_name").editable
    assert "管理员" in settings.view("station.hall_name").note
    assert admin.view("station.hall_name").editable


def test_what_is_read_at_the_sign_in_says_from_when_it_holds(admin: SettingsViewModel) -> None:
    assert admin.view("platform.url").note == ""

    admin.change("platform.url", "http://127.0.0.1:9")
    admin.change("look.style", "dark")

    assert "下次登录" in admin.view("platform.url").note
    assert admin.view("look.style").note == ""


def test_a_locked_value_says_who_locked_it(desk: WindowDesk, runner: InlineTaskRunner) -> None:
    desk.settings.locked["look.font_percent"] = "125"
    model = SettingsViewModel(desk.workspace, runner)
    model.read()

    view = model.view("look.font_percent")

    assert (view.value, view.editable) == ("125", False)
    assert "样本省" in view.note


def test_a_value_that_does_not_hold_is_told(settings: SettingsViewModel) -> None:
    told: list[TongbanError] = []
    settings.failed.connect(told.append)

    settings.change("look.font_percent", "900")

    assert [error.code for error in told] == ["settings.out_of_range"]
    assert settings.view("look.font_percent").value == "100"


def test_the_reader_test_never_shows_whose_card_it_was(desk: WindowDesk, settings: SettingsViewModel) -> None:
    settings.test_reader()

    assert settings.tests["reader"].tone == "green"
    assert "TEST-0001" in settings.tests["reader"].words
    assert desk.reader.reading.person.name not in settings.tests["reader"].words


def test_a_failing_reader_says_what_to_do(desk: WindowDesk, settings: SettingsViewModel) -> None:
    desk.reader.fault = DeviceError("unplugged")
    told: list[Exception] = []
    settings.failed.connect(told.append)

    settings.test_reader()

    assert settings.tests["reader"].tone == "red"
    assert "数据线" in settings.tests["reader"].words
    assert told == []


def test_scanner_and_printer_tests_name_what_is_there(settings: SettingsViewModel) -> None:
    settings.test_scanner()
    settings.test_printer()

    assert "样本扫描仪" in settings.tests["scanner"].words
    assert "hall" in settings.tests["printer"].words
