"""Types steadily into the window and notes how late each key is through, with or without a device that hangs."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.bench.key_press import press
from app.ports.live_preview import PreviewRequest

if TYPE_CHECKING:
    from ui.shell.main_window import MainWindow

KEYS = 300
EVERY_MS = 20
_SETTLE_MS = 1_500  # what the screen loads behind itself, and the worker's own start, is over by then
_LANE = "device:scanner"


class TypingClerk:
    """Facts: `key_ms`, `key_late_ms` (median and 95th of a hundred keys, milliseconds), `hung` (1 while one did).

    A key's time runs from when it was due to when its letter is painted, so that a busy window counts whole.
    """

    def __init__(self, window: MainWindow, facts: dict[str, float], done: Callable[[], object], *, hung: bool) -> None:
        """With `hung` the camera of the settings is watched all the time, as the live preview does it."""
        self._window, self._facts, self._done = window, facts, done
        self._took: list[float] = []
        self._due = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._type)
        if hung:
            self._watch()
        QTimer.singleShot(_SETTLE_MS, self._next)

    def _watch(self) -> None:
        assert self._window.session is not None
        camera = self._window.session.workspace.live_preview
        [listed] = self._window.session.workspace.capture_pages.source.list()[:1]
        request = PreviewRequest(listed.id)
        self._window.runner.submit(
            _LANE, lambda: list(islice(camera.watch(request), 1)), lambda _: None, lambda _: self._watch()
        )

    def _next(self) -> None:
        self._due = time.perf_counter() + EVERY_MS / 1000
        self._timer.start(EVERY_MS)

    def _type(self) -> None:
        field = self._window.focusWidget()
        assert field is not None
        letter = len(self._took) % 2 == 0
        press(field, Qt.Key.Key_A if letter else Qt.Key.Key_Backspace, "a" if letter else "")
        field.repaint()
        self._took.append((time.perf_counter() - self._due) * 1000)
        if len(self._took) < KEYS:
            self._next()
            return
        self._facts["key_ms"], self._facts["key_late_ms"] = (float(ms) for ms in np.percentile(self._took, (50, 95)))
        self._facts["hung"] = float(self._window.runner.busy(_LANE))
        self._done()
        QApplication.exit(0)
