"""Every screen on a monitor that the system scales. Run by `test_scale.py`: Qt reads the factor once, at its start."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from tests.gui.driver import Driver
from tests.gui.test_screens import faults, intake_states, other_screens, paper_states


def test_every_screen_at_the_scale_of_the_system(open_driver: Callable[..., Driver], pictures: Path) -> None:
    factor = float(os.environ["QT_SCALE_FACTOR"])
    screen = QGuiApplication.primaryScreen()
    assert QGuiApplication.platformName() == "xcb"
    assert screen.devicePixelRatio() == factor

    driver = open_driver((screen.size().width(), screen.size().height()))
    found = faults(driver, pictures, "sign_in")
    driver.sign_in()
    for states in (intake_states, paper_states, other_screens):
        for name in states(driver):
            found += faults(driver, pictures, name)

    assert not found, "\n".join(found)
    assert driver.window.size() == screen.size()
    assert driver.window.grab().width() == round(screen.size().width() * factor)
