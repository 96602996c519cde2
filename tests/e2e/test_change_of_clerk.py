"""Two clerks share one window of the real program: one leaves, the other comes in, and nothing is mixed up."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.composition import Door, Options
from app.demo import script
from app.domain.clerk import Role
from app.ports.store import NewAccount
from app.services.workspace import Workspace
from local_store.keys.data_key import DataKey
from local_store.keys.password import PasswordStrength
from local_store.opening import StoreSettings
from local_store.store import SqlStore
from local_store.vault.cipher import BlobCipher
from ui.shell.application import open_window
from ui.shell.main_window import MainWindow
from ui.widgets.banner import Banner

KEY, SHIFT, CTRL = Qt.Key, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier
CHEAP = PasswordStrength(passes=1, memory_kib=64, lanes=1)
SMALL = StoreSettings(ballast_bytes=1 << 16, low_water_bytes=1)
LANES = ("store", "paper", "imaging", "reference", "network", "device:reader", "device:scanner")
OWN = {"wang": "wangs own word", "zhao": "zhaos own word"}
VISITOR = "ZHANG YANGBEN"
PATIENCE_MS = 20_000


@dataclass
class Window:
    """Hands and eyes in front of it."""

    window: MainWindow
    bot: QtBot
    pictures: Path

    @property
    def workspace(self) -> Workspace:
        assert self.window.session is not None
        return self.window.session.workspace

    def parked(self) -> list[str]:
        assert self.window.session is not None
        return [one.key for one in self.window.session.intake.parked.drafts]

    def signed_in(self) -> bool:
        return self.window.session is not None

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        self.rest()

    def type(self, words: str) -> None:
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClicks(target, words)

    def rest(self) -> None:
        QApplication.processEvents()
        self.wait(lambda: not any(self.window.runner.busy(lane) for lane in LANES))
        QApplication.processEvents()

    def wait(self, until: Callable[[], bool]) -> None:
        self.bot.waitUntil(until, timeout=PATIENCE_MS)

    def focus(self) -> str:
        focused = QApplication.focusWidget()
        return focused.objectName() if focused else ""

    def look(self, name: str) -> None:
        assert self.window.grab().save(str(self.pictures / f"{name}.png"))

    def words(self) -> str:
        """Everything that can be read on the window now."""
        shown = [one.text() for one in self.window.findChildren(QLabel) if one.isVisible()]
        return "\n".join(shown)

    def sign_in(self, login: str, password: str) -> None:
        self.wait(lambda: self.focus() == "sign_in.login")
        self.type(login)
        self.press(KEY.Key_Return)
        self.type(password)
        self.press(KEY.Key_Return)
        self.rest()

    def at_work(self) -> None:
        self.wait(lambda: self.window.session is not None and self.window.session.intake.state is not None)
        self.rest()

    def change_clerk(self) -> None:
        self.press(KEY.Key_F12, SHIFT)
        self.wait(lambda: self.focus() == "sign_in.login" and not self.window.door.waiting)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    """A station with an admin (demo) and two clerks, whose passwords are their own."""
    made = Door(Options(tmp_path / "data", store=SMALL, strength=CHEAP))
    workspace = made.set_up(script.account(), {**script.station(), "look.style": "light"})
    manage, session = workspace.manage_accounts, workspace.session
    given = {login: manage.add(session, NewAccount(login, f"{login}样本", "0020", Role.CLERK)) for login in OWN}
    workspace.close()
    for login, own in OWN.items():
        made.renew(login, given[login].password, own).close()
    return made


@pytest.fixture
def window(door: Door, tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    """Its window at the sign-in."""
    opened = open_window(qapp, door, door.settings.load())
    opened.resize(1366, 768)
    opened.show()
    qtbot.waitExposed(opened)
    opened.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    yield Window(opened, qtbot, tmp_path)
    opened.close()
    opened.runner.close()
    opened.finish()
    opened.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def keys_in_memory() -> list[object]:
    """Everything that holds a key of the store, or did."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    return [one for one in gc.get_objects() if isinstance(one, DataKey | SqlStore | BlobCipher)]


def draft_of(window: Window) -> str:
    """Type a visitor's name; the id of the draft."""
    window.wait(lambda: window.focus().startswith("applicant."))
    field = window.window.findChild(QWidget, "applicant.name")
    assert field is not None
    field.setFocus()
    window.type(VISITOR)
    assert window.window.session is not None
    return window.window.session.intake.desk.case_id


def test_the_window_is_a_real_one(window: Window) -> None:
    assert QGuiApplication.platformName() == "xcb"


def test_one_clerk_leaves_and_another_comes(window: Window) -> None:
    before = len(keys_in_memory())
    window.sign_in("wang", OWN["wang"])
    window.at_work()
    draft = draft_of(window)
    assert len(keys_in_memory()) > before

    window.change_clerk()

    assert not window.signed_in()
    # A lane's last job may still hold the store for a moment after the sign-in is back; a leak holds it for good.
    window.wait(lambda: len(keys_in_memory()) <= before)
    window.look("signed-out")
    assert VISITOR not in window.words()
    assert "wang" not in window.words()

    window.sign_in("zhao", OWN["zhao"])
    window.at_work()
    assert "zhao样本" in window.words()
    assert VISITOR not in window.words()
    assert window.window.session is not None
    assert window.parked() == []
    window.press(KEY.Key_2, CTRL)
    assert VISITOR not in window.words()
    assert [row.key for row in window.window.session.cases.table.rows() if row.key == draft] == []

    window.change_clerk()
    window.sign_in("wang", OWN["wang"])
    window.at_work()
    assert window.parked() == [draft]
    window.look("first-clerk-again")
    window.window.session.intake.take_up(draft)
    window.rest()
    assert window.window.session.intake.form.value("applicant.name") == VISITOR
    told = _audit(window.workspace)
    assert [action for action, _ in told if action in ("sign_in", "sign_out")][-5:] == [
        "sign_in",
        "sign_out",
        "sign_in",
        "sign_out",
        "sign_in",
    ]


def test_a_colleague_comes_in_from_the_lock_screen(window: Window) -> None:
    window.sign_in("wang", OWN["wang"])
    window.at_work()
    draft = draft_of(window)
    window.press(KEY.Key_F12)
    assert window.focus() == "lock.password"
    window.look("locked")

    window.change_clerk()
    window.sign_in("zhao", OWN["zhao"])
    window.at_work()

    assert VISITOR not in window.words()
    assert ("sign_out", "locked") in _audit(window.workspace)
    assert window.window.session is not None
    window.window.session.intake.take_up(draft)
    window.rest()
    banner = window.window.findChild(Banner, "intake.banner")
    assert banner is not None
    assert "另一位" in banner.words()
    assert window.window.session.intake.form.value("applicant.name") == ""


def test_a_locked_screen_still_opens_to_its_clerk_only(window: Window) -> None:
    window.sign_in("wang", OWN["wang"])
    window.at_work()
    draft_of(window)
    window.press(KEY.Key_F12)
    window.type(OWN["zhao"])
    window.press(KEY.Key_Return)
    assert window.focus() == "lock.password"
    window.type(OWN["wang"])
    window.press(KEY.Key_Return)
    window.wait(lambda: window.focus() != "lock.password")
    assert window.window.session is not None
    assert window.window.session.intake.form.value("applicant.name") == VISITOR


def test_closing_the_window_leaves_the_draft_on_the_desk(window: Window, door: Door) -> None:
    window.sign_in("wang", OWN["wang"])
    window.at_work()
    draft = draft_of(window)
    window.window.close()
    window.window.runner.close()
    window.window.finish()
    window.window.session = None

    workspace = door("wang", OWN["wang"])

    assert workspace.open_case.latest_draft(workspace.session) == draft
    assert [action for action, _ in _audit(workspace)][-2:] == ["sign_out", "sign_in"]
    workspace.close()


def _audit(workspace: Workspace) -> list[tuple[str, str]]:
    with workspace.store.unit_of_work() as unit:
        return [(one.action.value, one.detail) for one in reversed(unit.audit.entries())]
