"""Who stands at the window, in every state, size and look: nothing clipped, everything named, each on a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.domain.errors import DeviceError
from tests.fakes.desk import resident_number
from tests.fakes.workspace import WindowDesk, card
from tests.gui.driver import Driver, picture
from tests.gui.test_keys_identity import ALT, PassportReader, to_materials
from tests.gui.test_screens import SIZES, faults

KEY = Qt.Key


def states(driver: Driver) -> Iterator[str]:
    """A passport on a page, a photo, another person's card, a dead chip, what was taken instead."""
    to_materials(driver)
    form = driver.intake.form
    for name, words in (("name", "ERIKSSON ANNA"), ("valid_until", "2030-01-01")):
        form.edit(f"applicant.{name}", words)
        form.leave(f"applicant.{name}")
    driver.press(KEY.Key_F5)
    yield "identity_page_found"
    driver.press(KEY.Key_1, ALT)
    yield "identity_page_offer"
    driver.intake.next_visitor()
    driver.rest()
    driver.desk.reader.reading = replace(card(), photo_wlt=b"w" * 1024)
    driver.press(KEY.Key_F2)
    yield "identity_photo_undecoded"
    driver.desk.reader.reading = replace(card(), photo_wlt=b"w" * 1024, photo=picture("照片", 102, 126))
    driver.press(KEY.Key_F2)
    yield "identity_photo"
    driver.desk.reader.reading = card("陈样本", resident_number("99010119900517002"))
    driver.press(KEY.Key_F2)
    yield "identity_other_person"
    driver.intake.next_visitor()
    driver.rest()
    driver.desk.reader.fault = DeviceError("card_unreadable")
    driver.press(KEY.Key_F2)
    yield "identity_ladder"
    driver.press(KEY.Key_L, ALT)
    driver.press(KEY.Key_Down)
    driver.press(KEY.Key_Down)
    driver.press(KEY.Key_Return)
    yield "identity_ladder_reason"
    driver.press(KEY.Key_Return)
    yield "identity_ladder_taken"


@pytest.mark.parametrize("style", ["light", "dark"])
@pytest.mark.parametrize(("size", "percent"), SIZES)
def test_every_state_of_identity(
    open_driver: Callable[..., Driver],
    pictures: Path,
    style: str,
    size: tuple[int, int],
    percent: int,
    desk: WindowDesk,
) -> None:
    desk.settings.own.update({"look.style": style, "look.font_percent": str(percent)})
    desk.workspace = replace(desk.workspace, read_page=replace(desk.read_page, reader=PassportReader()))
    driver = open_driver(size)
    driver.sign_in()
    found = [fault for name in states(driver) for fault in faults(driver, pictures, name)]

    assert found == []
