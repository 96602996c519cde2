"""The child process of `tongban bench start`: opens a window, types into it, says what it felt like.

    python -m app.bench.start_probe bare|sign_in|intake|idle|visit|keys|keys_hung FOLDER

`bare` is a window of PySide6 alone, `idle` the same left alone for a while; the others are the program itself, started
as the command line starts it. Prints one JSON object: `taken_at` (wall clock, seconds) for the first key that was
taken, `resident_kib`; for `intake` also `unlocked_at`; for `idle` and `visit` `stall_ms`, the longest time that the
thread of the window answered nothing; for `keys` and `keys_hung` what `app.bench.typing_clerk` notes.
"""

from __future__ import annotations

import json
import runpy
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QWidget

from app.bench.key_press import press

if TYPE_CHECKING:
    from ui.shell.main_window import MainWindow

LOGIN, PASSWORD, PHOTOGRAPH = "bench", "bench-password", "photograph.jpg"
ASK_AGAIN_MS = 2
IDLE_MS = 3_000
DEAD_MAN_MS = 120_000


class Probe:
    """Sends a key to the focused field until it shows up there, then calls `taken`."""

    def __init__(self, window: QWidget, ready: Callable[[], bool], taken: Callable[[], None]) -> None:
        self._window, self._ready, self._taken = window, ready, taken
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
        press(field, Qt.Key.Key_A, "a")
        if field.text() != before:
            self._timer.stop()
            self._taken()


class StallWatch:
    """The longest time between two beats of the window's thread, in milliseconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(0)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, (now - self._last) * 1000)
        self._last = now


def main(mode: str, folder: Path) -> int:
    """Run one start and print what was measured."""
    facts: dict[str, float] = {}
    status = _bare(mode, facts) if mode in ("bare", "idle") else _program(mode, folder, facts)
    facts["resident_kib"] = _resident_kib()
    sys.stdout.write(json.dumps(facts) + "\n")
    return status


def _bare(mode: str, facts: dict[str, float]) -> int:
    application = QApplication([])
    window = QMainWindow()
    field = QLineEdit()
    window.setCentralWidget(field)
    window.resize(1280, 800)
    window.show()
    field.setFocus()

    def taken() -> None:
        _note_key(facts)
        if mode == "bare":
            QApplication.closeAllWindows()
            return
        watch = StallWatch()
        QTimer.singleShot(IDLE_MS, lambda: _note_stall(facts, watch))

    probe = Probe(window, lambda: True, taken)
    status = application.exec()
    del probe
    return status


def _program(mode: str, folder: Path, facts: dict[str, float]) -> int:
    """The command line's own start, with somebody at the window as soon as there is one."""
    from ui.shell import application

    opened, at_work = application.open_window, []

    def watched(*arguments: object, **named: object) -> MainWindow:
        window = opened(*arguments, **named)  # type: ignore[arg-type]  # handed through
        at_work.append(_AT_WINDOW[mode](window, facts))
        return window

    application.open_window = watched
    if mode != "visit":
        sys.argv = ["tongban", "run", "--data-dir", str(folder)]
        try:
            runpy.run_module("app", run_name="__main__")
        except SystemExit as end:
            return int(end.code or 0)
    from app.bench.visiting_clerk import Photographs
    from app.composition import Options, run_window

    return run_window(Options(folder, sources={"bench": Photographs(folder / PHOTOGRAPH)}))


def _sign_in(window: MainWindow, facts: dict[str, float]) -> object:
    return Probe(window, lambda: True, lambda: _leave(facts))


def _intake(window: MainWindow, facts: dict[str, float]) -> object:
    facts["unlocked_at"] = time.time()
    window.door.sign_in(LOGIN, PASSWORD)
    return Probe(window, lambda: window.session is not None, lambda: _leave(facts))


def _visit(window: MainWindow, facts: dict[str, float]) -> object:
    from app.bench.visiting_clerk import VisitingClerk

    window.door.sign_in(LOGIN, PASSWORD)
    clerks: list[object] = []

    def sit_down() -> None:
        _note_key(facts)
        watch = StallWatch()
        clerks.append(VisitingClerk(window, lambda: _note_stall(facts, watch)))

    clerks.append(Probe(window, lambda: window.session is not None, sit_down))
    return clerks


def _keys(window: MainWindow, facts: dict[str, float], *, hung: bool = False) -> object:
    from app.bench.typing_clerk import TypingClerk

    window.door.sign_in(LOGIN, PASSWORD)
    clerks: list[object] = []

    def sit_down() -> None:
        _note_key(facts)
        clerks.append(TypingClerk(window, facts, QApplication.closeAllWindows, hung=hung))

    clerks.append(Probe(window, lambda: window.session is not None, sit_down))
    return clerks


_AT_WINDOW: dict[str, Callable[[MainWindow, dict[str, float]], object]] = {
    "sign_in": _sign_in,
    "intake": _intake,
    "visit": _visit,
    "keys": _keys,
    "keys_hung": partial(_keys, hung=True),
}


def _note_key(facts: dict[str, float]) -> None:
    facts["taken_at"] = time.time()


def _leave(facts: dict[str, float]) -> None:
    _note_key(facts)
    QApplication.closeAllWindows()


def _note_stall(facts: dict[str, float], watch: StallWatch) -> None:
    facts["stall_ms"] = watch.longest
    QApplication.closeAllWindows()


def _resident_kib() -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return float(line.split()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
