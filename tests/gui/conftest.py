"""A real window on a real (virtual) screen, over the in-memory desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.clerk import Role, Session
from app.domain.errors import TongbanError
from app.ports.store import Store
from app.services.sign_in import SignIn
from app.services.workspace import Workspace
from tests.fakes.desk import STATION
from tests.fakes.workspace import WindowDesk
from tests.gui.driver import SMALLEST_SCREEN, Driver, PicturePreview, picture
from ui.shell.application import open_window
from ui.shell.main_window import MainWindow


class WarmDoor(SignIn):
    """The door as the window wants it; there is nothing to warm up."""

    def warm_up(self) -> None:
        """Everything is loaded."""


@pytest.fixture
def desk() -> WindowDesk:
    """The services; pages and previews are real pictures."""
    made = WindowDesk(Role.ADMIN)
    made.lay(picture())
    printing = replace(made.print_papers, paper_preview=PicturePreview())
    made.workspace = replace(made.workspace, print_papers=printing)
    made.settings.own = {
        "look.style": "light",
        "platform.interval_seconds": "3600",
        "station.hall_name": STATION.hall_name,
        "station.window_name": STATION.window_name,
    }
    return made


@pytest.fixture
def open_driver(qapp: QApplication, qtbot: QtBot, desk: WindowDesk) -> Iterator[Callable[..., Driver]]:
    """Opens windows over the desk, as often as a test wants; all are closed at the end."""
    opened: list[MainWindow] = []

    def build(session: Session, store: Store, warnings: tuple[TongbanError, ...]) -> Workspace:
        return replace(desk.workspace, session=replace(desk.session, clerk=session.clerk))

    def open_one(size: tuple[int, int] = SMALLEST_SCREEN) -> Driver:
        door = WarmDoor(desk.credentials, desk.keyring, desk.settings, desk.clock, desk.ids, build)
        window = open_window(qapp, door, desk.settings.load())
        opened.append(window)
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        return Driver(desk, window, qtbot)

    yield open_one
    for window in opened:
        window.close()
        window.runner.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def driver(open_driver: Callable[..., Driver]) -> Driver:
    """A window at the sign-in."""
    return open_driver()


@pytest.fixture
def at_work(driver: Driver) -> Driver:
    """A window with the clerk signed in and an empty draft on the desk."""
    driver.sign_in()
    return driver


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where screenshots go."""
    folder = tmp_path / "screens"
    folder.mkdir()
    return folder
