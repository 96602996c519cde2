"""Plays a visit by keys in the program's own window: whatever is missing next is done, until the papers are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.bench.key_press import press
from app.domain.case import CaseState
from app.domain.identifiers.check_characters import mod_11_2
from app.domain.material import Gap
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, SourceKind, never_cancelled
from app.services.intake_state import Missing, MissingKind

if TYPE_CHECKING:
    from ui.shell.main_window import MainWindow
    from ui.viewmodels.intake_viewmodel import IntakeViewModel

_PACE_MS = 40  # between two things the clerk does
_LANES = ("store", "paper", "imaging", "device:scanner", "device:reader")
_STEM = "99010119900517001"
_TYPED = {
    "applicant.name": "Applicant Sample",
    "applicant.document_number": _STEM + mod_11_2(_STEM),
    "applicant.phone": "19900000001",
}
_ITEM_WORDS = "hhqysldj"
_MOST_ACTS = 200


class Photographs:
    """`DocumentSource` of one camera under which the same photographed paper lies, made before anybody looks."""

    def __init__(self, file: Path) -> None:
        self._picture = file.read_bytes()
        self._taken = 0

    def list(self) -> tuple[SourceDescription, ...]:
        """The one source there is."""
        return (SourceDescription("bench", "bench", SourceKind.FLATBED),)

    def describe(self, source_id: str) -> SourceDescription:
        """The same."""
        return self.list()[0]

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """One photograph, each time another file: a comment behind the picture tells them apart."""
        self._taken += 1
        yield ScannedFrame(self._picture + b"%d" % self._taken, "image/jpeg", "bench", None, 0)


class VisitingClerk:
    """Does one thing at a time, each when the window is at rest; `done` is called when the papers are made."""

    def __init__(self, window: MainWindow, done: Callable[[], None]) -> None:
        self._window, self._done = window, done
        window.activateWindow()  # a bare X server has no window manager that would
        self._acts = 0
        self._timer = QTimer()
        self._timer.timeout.connect(self._go_on)
        self._timer.start(_PACE_MS)

    def _go_on(self) -> None:
        assert self._window.session is not None
        intake = self._window.session.intake
        state = intake.state
        if state is None or any(self._window.runner.busy(lane) for lane in _LANES):
            return
        self._acts += 1
        if self._acts > _MOST_ACTS:
            QApplication.exit(1)  # the window moved on and this script did not: the benchmark says that it failed
            return
        if state.case.state is not CaseState.DRAFT:
            if state.papers:
                self._timer.stop()
                self._done()
            return
        if state.missing:
            self._supply(intake, state.missing[0])
        else:
            self._press(Qt.Key.Key_F9)

    def _supply(self, intake: IntakeViewModel, thing: Missing) -> None:
        if thing.kind is MissingKind.FIELD:
            self._type(thing.key, _TYPED[thing.key])
            self._press(Qt.Key.Key_Return)
        elif thing.kind is MissingKind.ITEM:
            self._press(Qt.Key.Key_F4)
            self._type("intake.item_search", _ITEM_WORDS)
            QTimer.singleShot(_PACE_MS, lambda: self._press(Qt.Key.Key_Return))
            QTimer.singleShot(2 * _PACE_MS, lambda: self._press(Qt.Key.Key_Return))
        elif thing.kind is MissingKind.MATERIAL:
            intake.attend(thing.key)
            self._press(Qt.Key.Key_F6 if thing.cause == Gap.NOT_VERIFIED else Qt.Key.Key_F5)
        else:
            intake.attend(thing.key)
            self._press(Qt.Key.Key_Space)

    def _type(self, name: str, words: str) -> None:
        field = self._window.findChild(QLineEdit, name)
        assert field is not None
        field.setFocus()
        field.clear()
        # As an input method gives words: keys in such haste are taken for a barcode gun's.
        typed = QInputMethodEvent("", [])
        typed.setCommitString(words)
        QApplication.sendEvent(field, typed)

    def _press(self, key: Qt.Key) -> None:
        target: QWidget = self._window.focusWidget() or self._window
        press(target, key, " " if key is Qt.Key.Key_Space else "")
