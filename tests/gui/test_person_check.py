"""Ctrl+F2 opens the person-and-card check; consent, picture and verdict by keys; every state fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from app.domain.identity_check import PersonVerdict, person_check
from app.ports.document_source import SourceDescription, SourceKind
from tests.fakes.workspace import ScriptedSource, WindowDesk, card
from tests.gui.driver import Driver, picture
from tests.gui.test_screens import SIZES, faults

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


class Camera(ScriptedSource):
    """One camera at the window."""

    def list(self) -> tuple[SourceDescription, ...]:
        return (SourceDescription("camera", "样本摄像头", SourceKind.CAMERA),)


@pytest.fixture
def desk(desk: WindowDesk) -> WindowDesk:
    """With a camera, and a card whose photo could be opened."""
    camera = Camera(picture("现场", 300, 400))
    desk.workspace = replace(desk.workspace, capture_pages=replace(desk.workspace.capture_pages, source=camera))
    desk.reader.reading = replace(card(), photo=picture("证件", 102, 126))
    return desk


def verdict(driver: Driver) -> PersonVerdict | None:
    assert driver.intake.state is not None
    said = person_check(driver.intake.state.case.form, "applicant")
    return said.verdict if said else None


def test_the_whole_check_by_keys(at_work: Driver) -> None:
    at_work.press(KEY.Key_F2)
    at_work.press(KEY.Key_F2, CTRL)
    assert at_work.focus_name() == "person_check.consent"
    at_work.press(KEY.Key_Space)
    assert at_work.focus_name() == "person_check.take"
    at_work.press(KEY.Key_Space)
    for name in ("card", "live"):
        assert not at_work.find(f"person_check.{name}", QLabel).pixmap().isNull()

    at_work.press(KEY.Key_X, ALT)
    assert verdict(at_work) is None
    assert at_work.focus_name() == "person_check.remark"
    at_work.type_words("脸型不像")
    at_work.press(KEY.Key_X, ALT)

    assert verdict(at_work) is PersonVerdict.NOT_SAME
    assert at_work.find("person_check.live", QLabel).pixmap().isNull()
    at_work.press(KEY.Key_F2, CTRL)
    assert not at_work.find("person_check.close", QPushButton).isVisible()


def test_by_eye_one_key_is_enough(at_work: Driver) -> None:
    at_work.press(KEY.Key_F2)
    at_work.press(KEY.Key_F2, CTRL)
    at_work.press(KEY.Key_S, ALT)

    assert verdict(at_work) is PersonVerdict.SAME
    assert "一致" in at_work.find("person_check.verdict", QLabel).text()


@pytest.mark.parametrize("style", ["light", "dark"])
@pytest.mark.parametrize(("size", "percent"), SIZES)
def test_every_state_fits(
    open_driver: Callable[..., Driver], pictures: Path, style: str, size: tuple[int, int], percent: int, desk: Any
) -> None:
    desk.settings.own.update({"look.style": style, "look.font_percent": str(percent)})
    driver = open_driver(size)
    driver.sign_in()
    driver.press(KEY.Key_F2, CTRL)
    found = faults(driver, pictures, "person_check_nobody")
    driver.press(KEY.Key_F2, CTRL)
    driver.press(KEY.Key_F2)
    driver.press(KEY.Key_F2, CTRL)
    found += faults(driver, pictures, "person_check_begun")
    driver.intake.person_check.consent()
    driver.rest()
    driver.intake.person_check.take()
    found += faults(driver, pictures, "person_check_pictures")
    driver.press(KEY.Key_U, ALT)
    found += faults(driver, pictures, "person_check_reason")
    driver.press(KEY.Key_S, ALT)
    found += faults(driver, pictures, "person_check_done")

    assert found == []
