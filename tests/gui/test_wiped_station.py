"""A stolen machine before whoever holds it: the window closes the store and says so, and so does every later one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel, QStackedWidget
from pytestqt.qtbot import QtBot

from app.composition import Door, Options
from app.domain.clerk import Role
from app.domain.platform import WipeOrder
from app.ports.store import NewAccount
from local_store.folder import DataFolder
from local_store.keys.wiping import FolderKeyWipe
from resources.texts import error_text
from tests.conftest import ExpectLog
from tests.fakes.local_store import CHEAP, SMALL
from ui.runtime.error_presenter import ErrorPresenter
from ui.runtime.task_runner import QtTaskRunner
from ui.shell.main_window import MainWindow
from ui.views.closed_view import ClosedView

ACCOUNT = NewAccount("admin", "管理样本", "0001", Role.ADMIN, "correct horse")


def test_the_window_closes_the_store_and_the_next_start_says_why(
    qtbot: QtBot, tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log("local_store.keys.wiping", "destroyed by order nonce")
    options = Options(tmp_path, store=SMALL, strength=CHEAP)
    Door(options).set_up(ACCOUNT, {"station.code": "YZ12"}).close()
    runner = QtTaskRunner()
    window = MainWindow(Door(options), runner, ErrorPresenter())
    qtbot.addWidget(window)
    window.show()
    window.door.sign_in(ACCOUNT.login, ACCOUNT.password)
    qtbot.waitUntil(lambda: window.session is not None, timeout=20_000)
    session = window.session
    assert session is not None
    store = session.workspace.store
    FolderKeyWipe(DataFolder(tmp_path)).wipe(WipeOrder("machine-1", "nonce", "2026-11-23T01:30:00+00:00"))
    session.shell.wiped.emit()
    qtbot.waitUntil(lambda: getattr(store, "closed", False), timeout=20_000)
    stack = window.centralWidget()
    assert isinstance(stack, QStackedWidget)
    assert isinstance(stack.currentWidget(), ClosedView)
    assert window.session is None
    window.close()
    runner.close()
    again = MainWindow(Door(options), QtTaskRunner(), ErrorPresenter())
    qtbot.addWidget(again)
    again.show()
    words = again.findChild(QLabel, "closed.words")
    assert words is not None
    assert words.text() == error_text("store.wiped", {})
    again.runner.close()
