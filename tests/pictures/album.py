"""A window over the demonstration's services, the hands in front of it, and the pictures taken of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from app.demo import script
from app.demo.surroundings import Surroundings
from scanners.simulated.sam_v_cards import sample_card
from tests.faults.window_hands import Hands
from ui.runtime.appearance import STYLE, Look, Theme, apply_look
from ui.shell.application import open_window
from ui.shell.main_window import MainWindow

SIZE = (1366, 768)
KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
_READING_LANES = ("reading", "comparison", "reference", "network")


class Album(Hands):
    """Goes through visits as a clerk would and keeps what is to be seen."""

    def __init__(self, window: MainWindow, around: Surroundings, folder: Path) -> None:
        super().__init__(window)
        self.around = around
        self._folder = folder
        self.taken: set[str] = set()

    def sign_in(self) -> None:
        """As the demonstration's clerk."""
        account = script.account()
        self.wait(lambda: QApplication.focusWidget() is not None)
        self.type_words(account.login)
        self.press(KEY.Key_Return)
        self.type_words(account.password)
        self.press(KEY.Key_Return)
        self.wait(lambda: self.window.session is not None and self.window.session.intake.state is not None)
        self.settle()

    def settle(self) -> None:
        """Wait until pages are read and compared too."""
        self.rest()
        self.wait(lambda: not any(self.window.runner.busy(lane) for lane in _READING_LANES))
        self.rest()

    def keep(self, name: str) -> None:
        """Save the window as it is under this name."""
        self.settle()
        if not self.window.grab().save(str(self._folder / f"{name}.png")):
            raise OSError(f"{name}.png cannot be written to {self._folder}")
        self.taken.add(name)

    def lay_card(self, name: str) -> None:
        """Put a sample card on the reader's plate and read it for the applicant."""
        self.around.card_reader.module.put(sample_card(name))
        self.press(KEY.Key_F2)
        self.wait(lambda: bool(self.intake.form.value("applicant.name")))
        self.settle()

    def write(self, field: str, words: str) -> None:
        """Type into the field of this name and go on."""
        self.find(QLineEdit, field).setFocus()
        self.type_words(words)
        self.press(KEY.Key_Return)

    def next_visitor(self) -> None:
        """The case is parked or done: an empty form."""
        self.press(KEY.Key_N, CTRL)
        self.wait(lambda: self.intake.step == "applicant")
        self.settle()

    def choose(self, item: str, place: str) -> None:
        """Item and place of a visit; then the step that follows."""
        self.press(KEY.Key_F4)
        self.intake.items.take_item(item)
        self.settle()
        self.intake.items.choose_place(place)
        self.settle()

    def answer(self, answers: dict[str, str]) -> None:
        """The questions above the list of materials."""
        for question, option in answers.items():
            self.intake.materials.questions.answer(question, option)
            self.settle()

    def scan(self, material: str) -> None:
        """F5 at a material; wait until its page was looked at and read."""
        self.intake.materials.select(material)
        self.press(KEY.Key_F5)
        self.wait(lambda: bool(self.intake.materials.pages))
        self.wait(lambda: all(page.tone != "muted" for page in self.intake.materials.pages))
        self.settle()

    def dress(self, theme: Theme) -> None:
        """Another look."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_look(application, Look(theme))
        self.settle()


@contextmanager
def open_album(around: Surroundings, folder: Path) -> Iterator[Album]:
    """The window at its sign-in; closed, with everything done, at the end."""
    application = QApplication(["tongban", *STYLE])
    door = around.sign_in()
    window = open_window(application, door, door.settings.load())
    window.resize(*SIZE)
    window.show()
    window.activateWindow()
    try:
        yield Album(window, around, folder)
    finally:
        window.close()
        window.runner.close()
        window.finish()
