"""Keys that are there and cannot be read: the sign-in comes at once, then the screen that says why nobody gets in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.composition import Door, Options
from local_store.folder import DataFolder
from resources.texts import error_text
from tests.fakes.local_store import CHEAP, SMALL
from ui.runtime.error_presenter import ErrorPresenter
from ui.runtime.task_runner import QtTaskRunner
from ui.shell.main_window import MainWindow
from ui.views.closed_view import ClosedView
from ui.views.sign_in_view import SignInView


def test_the_warm_up_finds_damaged_keys_and_the_window_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    for path in (folder.keys, folder.keys_copy):
        path.write_bytes(b"{}")
    window = MainWindow(Door(Options(tmp_path, store=SMALL, strength=CHEAP)), QtTaskRunner(), ErrorPresenter())
    qtbot.addWidget(window)
    window.show()
    assert window.findChild(SignInView) is not None

    window.warm_up()

    qtbot.waitUntil(lambda: window.findChild(ClosedView) is not None, timeout=20_000)
    words = window.findChild(QLabel, "closed.words")
    assert words is not None
    assert words.text() == error_text("store.keys_damaged", {})
    qtbot.waitUntil(lambda: window.findChild(SignInView) is None, timeout=5_000)
    window.close()
    window.runner.close()
