"""The child process of `tongban bench start`: opens a window, types one key into it, says when it took it.

    python -m app.bench.start_probe bare|sign_in|intake FOLDER

Prints one JSON object: `taken_at` (wall clock, seconds), `resident_kib`; for `intake` also `unlocked_at`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QWidget

LOGIN, PASSWORD = "bench", "bench-password"
ASK_AGAIN_MS = 2
DEAD_MAN_MS = 60_000


class Probe:
    """Sends a key to the focused field until it shows up there."""

    def __init__(self, window: QWidget, ready: Callable[[], bool], facts: dict[str, float]) -> None:
        self._window, self._ready, self._facts = window, ready, facts
        self._timer = QTimer()
        self._timer.timeout.connect(self._ask)
        self._timer.start(ASK_AGAIN_MS)
        QTimer.singleShot(DEAD_MAN_MS, lambda: QApplication.exit(1))

    def _ask(self) -> None:
        # The window's own focus: a bare X server has no window manager that would make it the active one.
        field = self._window.focusWidget()
        if not isinstance(field, QLineEdit) or not field.isVisible() or not self._ready():
            return
        before = field.text()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(field, QKeyEvent(kind, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a"))
        if field.text() != before:
            self._timer.stop()
            self._facts["taken_at"] = time.time()
            QApplication.exit(0)


def main(mode: str, folder: Path) -> int:
    """Run one start and print what was measured."""
    facts: dict[str, float] = {}
    keep = {"bare": _bare, "sign_in": _sign_in, "intake": _intake}[mode](folder, facts)
    application = QApplication.instance()
    status = 1 if application is None else application.exec()
    facts["resident_kib"] = _resident_kib()
    sys.stdout.write(json.dumps(facts) + "\n")
    del keep
    return status


def _bare(folder: Path, facts: dict[str, float]) -> list[object]:
    application = QApplication([])
    window = QMainWindow()
    field = QLineEdit()
    window.setCentralWidget(field)
    window.resize(1280, 800)
    window.show()
    field.setFocus()
    return [application, window, Probe(window, lambda: True, facts)]


def _sign_in(folder: Path, facts: dict[str, float]) -> list[object]:
    window, application = _window(folder)
    return [application, window, Probe(window, lambda: True, facts)]


def _intake(folder: Path, facts: dict[str, float]) -> list[object]:
    """Signs in by itself; the password costs next to nothing here, its real price is a choice, not a start-up cost."""
    from ui.shell.main_window import MainWindow

    window, application = _window(folder)
    assert isinstance(window, MainWindow)
    facts["unlocked_at"] = time.time()
    window.door.sign_in(LOGIN, PASSWORD)
    return [application, window, Probe(window, lambda: window.session is not None, facts)]


def _window(folder: Path) -> tuple[QWidget, QApplication]:
    from app.composition import Door, Options
    from local_store.settings_files import JsonSettingsFiles
    from ui.shell.application import open_window

    application = QApplication([])
    window = open_window(application, Door(Options(folder)), JsonSettingsFiles(folder).load())
    window.resize(1280, 800)
    window.show()
    return window, application


def _resident_kib() -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return float(line.split()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
