"""The hands of a clerk on a real window, and pictures to put on the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QInputMethodEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.workspace import PASSWORD, WindowDesk
from ui.shell.main_window import MainWindow
from ui.viewmodels.intake_viewmodel import IntakeViewModel

SMALLEST_SCREEN = (1366, 768)
Control = TypeVar("Control", bound=QWidget)


def picture(words: str = "样本", width: int = 420, height: int = 594) -> bytes:
    """A PNG that looks like a page."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setPen(QColor("black"))
    for line in range(6):
        painter.drawText(40, 60 + 40 * line, words)
    painter.end()
    stored = QByteArray()
    buffer = QBuffer(stored)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(stored.data())


class PicturePreview:
    """`PaperPreview` that draws one page whatever the paper."""

    def pages(self, pdf: bytes, dpi: int = 110) -> tuple[bytes, ...]:
        return (picture("文书"), picture("第二页"))


@dataclass
class Driver:
    """The hands of a clerk."""

    desk: WindowDesk
    window: MainWindow
    bot: QtBot

    @property
    def intake(self) -> IntakeViewModel:
        assert self.window.session is not None
        return self.window.session.intake

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, wherever the focus is; then wait until the window is at rest."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        self.rest()

    def type_words(self, words: str) -> None:
        """Latin by keys, Chinese as an input method gives it."""
        target = QApplication.focusWidget()
        assert target is not None
        if words.isascii():
            QTest.keyClicks(target, words)
        else:
            event = QInputMethodEvent("", [])
            event.setCommitString(words)
            QApplication.sendEvent(target, event)
        self.rest()

    def strike(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key of a hand that does not wait for anything."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def dash_off(self, letters: str) -> None:
        """Latin letters of such a hand; each goes where the focus is by then."""
        for letter in letters:
            QTest.keyClicks(QApplication.focusWidget() or self.window, letter)

    def rest(self) -> None:
        """Wait until no lane works any more."""
        lanes = (
            "store",
            "paper",
            "network",
            "imaging",
            "reading",
            "comparison",
            "reference",
            "keys",
            "device:reader",
            "device:scanner",
        )
        QApplication.processEvents()
        self.bot.waitUntil(lambda: not any(self.window.runner.busy(lane) for lane in lanes), timeout=5000)
        QApplication.processEvents()

    def find(self, name: str, kind: type[Control]) -> Control:
        """The control with this object name."""
        found = self.window.findChild(kind, name)
        assert found is not None, f"no control is called {name}"
        return found

    def focus_name(self) -> str:
        """Object name of the control that has the focus."""
        focused = QApplication.focusWidget()
        return focused.objectName() if focused else ""

    def sign_in(self) -> None:
        """Type login and password."""
        self.type_words("wang")
        self.press(Qt.Key.Key_Return)
        self.type_words(PASSWORD)
        self.press(Qt.Key.Key_Return)
        self.bot.waitUntil(lambda: self.window.session is not None and self.intake.state is not None)
        self.rest()
