"""Every screen in its states, at every size and in both looks: nothing clipped, everything named, each on a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

import resources.texts
from app.domain.errors import DeviceError, InputError, SyncError
from app.domain.paper import PrintOutcome
from tests.fakes.desk import NAME, resident_number
from tests.fakes.guides import FAR, IN_PERSON_ITEM, ITEM
from tests.fakes.workspace import PASSWORD
from tests.gui.driver import SMALLEST_SCREEN, Driver, picture
from tests.gui.inspection import clipped, nameless, overlapping_edge
from ui.viewmodels.page_facts import PageFacts
from ui.views.page_tools import PageTools

CTRL = Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key
SIZES = [(SMALLEST_SCREEN, 100), (SMALLEST_SCREEN, 125), ((1920, 1080), 200)]


_MUCH_IS_KNOWN = "港澳居民来往内地通行证 · 电子证照标识 1.2.156.3005.2.21100000000000000X.99010100000000000X.1.001.0"


def faults(driver: Driver, folder: Path, name: str) -> list[str]:
    """Take a picture of the window as it is; what an eye would not like about it."""
    driver.rest()
    driver.window.grab().save(str(folder / f"{name}.png"))
    found = clipped(driver.window) + overlapping_edge(driver.window) + nameless(driver.window)
    if driver.window.width() > driver.window.screen().size().width():
        found.append("wider than the screen")
    return [f"{name}: {one}" for one in found]


def choose(driver: Driver, item: str, place: str = FAR) -> None:
    intake = driver.intake
    intake.items.search("")
    driver.rest()
    intake.items.take_item(item)
    driver.rest()
    if intake.items.item is not None:
        intake.items.choose_place(place)
    driver.rest()


def intake_states(driver: Driver) -> Iterator[str]:
    """The intake screen from empty to printed."""
    intake = driver.intake
    yield "intake_empty"
    intake.form._reading = True
    intake.form.card_asked.emit(True)
    yield "intake_waiting_for_card"
    intake.form._reading = False
    intake.form.card_asked.emit(False)
    for field, value in (("name", NAME), ("document_number", "110105194912310021"), ("phone", "199")):
        intake.form.edit(f"applicant.{field}", value)
        intake.form.leave(f"applicant.{field}")
    intake.form.choose("agent.present", "yes")
    yield "intake_applicant_errors"
    intake.form.choose("applicant.document_kind", "passport")
    yield "intake_passport"
    intake.form.choose("applicant.kind", "organisation")
    yield "intake_organisation"
    intake.form.choose("applicant.kind", "person")
    intake.failed.emit(DeviceError("unplugged"))
    yield "intake_device_error"
    intake.next_visitor()
    yield "intake_next_with_drawer"
    driver.press(KEY.Key_F4)
    yield "intake_items"
    driver.type_words("zzz")
    yield "intake_items_none"
    intake.items.search("")
    driver.rest()
    intake.items.take_item(ITEM)
    yield "intake_places"
    choose(driver, IN_PERSON_ITEM)
    yield "intake_in_person"
    choose(driver, ITEM)
    yield "intake_materials_empty"
    intake.materials.questions.answer("agent", "yes")
    driver.rest()
    intake.materials.select("M3")
    yield "intake_materials_ways"
    intake.materials.questions.answer("agent", "no")
    driver.rest()
    for code in ("M1", "M2"):
        intake.materials.select(code)
        driver.desk.lay(picture(code), picture(f"{code} 2"))
        intake.materials.scan()
        driver.rest()
        yield f"intake_scanned_{code}"
        tools = driver.find("intake.page_tools", PageTools)
        tools.show_facts(PageFacts(_MUCH_IS_KNOWN, "", unread=True, proposed=True), original_shown=False)
        yield f"intake_read_{code}"
        intake.materials.check.verify(intake.materials.row)
        driver.rest()
    driver.press(KEY.Key_F1)
    yield "intake_guide"
    for field, value in (("name", NAME), ("document_number", resident_number()), ("phone", "19900000001")):
        intake.form.edit(f"applicant.{field}", value)
        intake.form.leave(f"applicant.{field}")
    intake.form.choose("delivery.way", "post")
    intake.go_to("confirm")
    yield "intake_confirm_post"
    intake.form.choose("delivery.way", "window")
    intake.form.choose("confirm.applicant", "yes")
    yield "intake_ready"


def paper_states(driver: Driver) -> Iterator[str]:
    """Notice, receipt, prints."""
    intake = driver.intake
    driver.press(KEY.Key_F9)
    yield "intake_received"
    driver.desk.printer.outcome = PrintOutcome.UNKNOWN
    driver.press(KEY.Key_P, CTRL)
    yield "intake_print_unknown"
    driver.press(KEY.Key_P, CTRL)
    yield "intake_reprint_reason"
    intake.papers.find_open_prints()
    yield "intake_open_print"
    intake.next_visitor()
    driver.rest()
    choose(driver, ITEM)
    driver.press(KEY.Key_F7)
    yield "intake_notice"


def other_screens(driver: Driver) -> Iterator[str]:
    """Cases, line, settings, lock."""
    driver.press(KEY.Key_2, CTRL)
    yield "cases"
    driver.type_words("zzz")
    driver.bot.wait(200)
    yield "cases_none_found"
    session = driver.window.session
    assert session is not None
    session.cases.words = ""
    session.cases.search()
    driver.rest()
    received = next(row.key for row in session.cases.table.rows() if row.cells[4].words)
    session.cases.open(received)
    yield "case_detail"
    session.cases.show_personal_data()
    yield "case_detail_whole"
    driver.press(KEY.Key_3, CTRL)
    yield "line_empty"
    driver.desk.gateway.fault = SyncError("no_route")
    other = driver.desk.ready()
    driver.desk.receive(driver.desk.session, other)
    session.shell.synchronise()
    driver.rest()
    session.line.read()
    yield "line_offline"
    driver.press(KEY.Key_4, CTRL)
    driver.desk.reader.fault = DeviceError("unplugged")
    for page in ("look", "devices", "station", "platform", "accounts"):
        if page == "devices":
            session.settings.test_reader()
            session.settings.test_scanner()
        yield f"settings_{page}"
        driver.press(KEY.Key_Down)
    session.accounts.failed.emit(InputError("password_short", field="account.new_password", shortest=8, actual=3))
    yield "settings_account_error"
    driver.press(KEY.Key_F12)
    yield "locked"
    driver.type_words("wrong")
    driver.press(KEY.Key_Return)
    yield "locked_wrong_password"


@pytest.mark.parametrize("style", ["light", "dark"])
@pytest.mark.parametrize(("size", "percent"), SIZES)
def test_every_state_of_every_screen(
    open_driver: Callable[..., Driver], pictures: Path, style: str, size: tuple[int, int], percent: int, desk: Any
) -> None:
    desk.settings.own.update({"look.style": style, "look.font_percent": str(percent)})
    driver = open_driver(size)
    found = faults(driver, pictures, "sign_in")
    driver.sign_in()
    for states in (intake_states, paper_states, other_screens):
        for name in states(driver):
            found += faults(driver, pictures, name)

    assert found == []


def test_the_first_run_asks_for_station_and_admin(
    open_driver: Callable[..., Driver], pictures: Path, desk: Any
) -> None:
    desk.credentials._passwords.clear()
    driver = open_driver()
    assert faults(driver, pictures, "set_up") == []
    driver.press(KEY.Key_F9)
    assert driver.focus_name() == "station.division_code"
    assert faults(driver, pictures, "set_up_missing") == []

    typed = {
        "station.division_code": "990100",
        "account.login": "li",
        "account.name": "李样本",
        "account.password": PASSWORD,
        "account.password_again": PASSWORD,
    }
    for name, value in typed.items():
        driver.find(name, QLineEdit).setFocus()
        driver.type_words(value)
    driver.press(KEY.Key_F9)
    driver.bot.waitUntil(lambda: driver.window.session is not None)
    assert desk.settings.own["station.division_code"] == "990100"


def test_words_twice_as_long_are_not_clipped(
    open_driver: Callable[..., Driver], pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = resources.texts.catalogue
    monkeypatch.setattr(
        resources.texts, "catalogue", lambda screen: {name: words * 2 for name, words in plain(screen).items()}
    )
    driver = open_driver((1920, 1080))
    found = faults(driver, pictures, "twice_sign_in")
    driver.sign_in()
    for name in intake_states(driver):
        found += faults(driver, pictures, f"twice_{name}")

    assert found == []
