"""After the sign-in the real program looks through guides and holidays, and names each setting that does not hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.composition import Door, Options
from app.demo import script
from local_store.keys.password import PasswordStrength
from local_store.opening import StoreSettings
from tests.gui.inspection import clipped, nameless, overlapping_edge
from ui.shell.application import open_window
from ui.shell.main_window import MainWindow

OPTIONS = {"store": StoreSettings(1 << 16, 1), "strength": PasswordStrength(passes=1, memory_kib=64, lanes=1)}
PATIENCE_MS = 20_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A station whose settings, guides and holidays somebody spoilt."""
    made = tmp_path / "data"
    Door(Options(made, **OPTIONS)).set_up(script.account(), script.station()).close()  # type: ignore[arg-type]
    settings = json.loads((made / "settings.json").read_text(encoding="utf-8"))
    (made / "settings.json").write_text(json.dumps({**settings, "look.font_percent": "500"}), encoding="utf-8")
    for name, content in (("holidays/2031.json", "{"), ("guides/places/340000/bad.v1.json", "{}")):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(content, encoding="utf-8")
    return made


@pytest.fixture(params=["light", "dark"])
def window(folder: Path, qapp: QApplication, qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[MainWindow]:
    """Its window, the clerk signed in."""
    door = Door(Options(folder, **OPTIONS))  # type: ignore[arg-type]
    door.settings.save({"look.style": request.param})
    opened = open_window(qapp, door, door.settings.load())
    opened.resize(1366, 768)
    opened.show()
    qtbot.waitExposed(opened)
    opened.door.sign_in(script.account().login, script.account().password)
    qtbot.waitUntil(lambda: opened.session is not None, timeout=PATIENCE_MS)
    yield opened
    opened.close()
    opened.runner.close()
    opened.finish()
    opened.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_what_does_not_hold_is_told_above_the_work_and_listed_in_the_settings(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    assert window.session is not None
    assert window.frame is not None
    notices = window.session.notices
    qtbot.waitUntil(lambda: not notices.checking and not window.runner.busy("store"), timeout=PATIENCE_MS)
    assert window.grab().save(str(tmp_path / "bar.png"))
    bar = window.frame.notices
    assert bar.words().startswith("设置“字号”的值“500”不能用，现在按“100”办：")
    assert clipped(window) + overlapping_edge(window) + nameless(window) == []

    bar.acted.emit()

    qtbot.waitUntil(lambda: not window.runner.busy("store"), timeout=PATIENCE_MS)
    listed = [one.text() for one in window.findChildren(QLabel, "settings.notice") if one.isVisible()]
    assert listed == [one.words for one in notices.notices]
    assert any("2031 年的节假日" in words for words in listed)
    assert any("清单" in words for words in listed)  # the pulled guides have no manifest
    assert window.grab().save(str(tmp_path / "list.png"))
    assert clipped(window) + overlapping_edge(window) + nameless(window) == []


def test_what_was_read_does_not_come_up_again(window: MainWindow, qtbot: QtBot) -> None:
    assert window.session is not None
    assert window.frame is not None
    notices = window.session.notices
    qtbot.waitUntil(lambda: not notices.checking, timeout=PATIENCE_MS)
    bar = window.frame.notices
    bar.dismiss()
    notices.begin()
    qtbot.waitUntil(lambda: not notices.checking, timeout=PATIENCE_MS)
    assert bar.words() == ""
