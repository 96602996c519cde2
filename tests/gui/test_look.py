"""Another look while a clerk works: everything is dressed in it, and no widget more often than it has to."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from tests.gui.driver import Driver
from ui.runtime.appearance import Look, Theme, apply_look

_OFF_AND_ON = 2  # the old sheet is taken off, the new one is put on


class DressCounter(QObject):
    """Counts by widget how often a style was put on it."""

    def __init__(self) -> None:
        super().__init__()
        self.dressed: Counter[int] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.StyleChange:
            self.dressed[id(watched)] += 1
        return False


def test_every_widget_is_dressed_once(at_work: Driver, qapp: QApplication) -> None:
    counter = DressCounter()
    widgets = at_work.window.findChildren(QWidget)  # held, so that their ids stay theirs
    qapp.installEventFilter(counter)
    apply_look(qapp, Look(Theme.DARK, 1.25))
    qapp.removeEventFilter(counter)

    assert len(widgets) > 300
    often = [one for one in widgets if counter.dressed[id(one)] > _OFF_AND_ON]
    assert [(type(one).__name__, counter.dressed[id(one)]) for one in often] == []


def test_another_look_changes_colours_and_sizes_and_leaves_the_hands_where_they_are(
    at_work: Driver, qapp: QApplication
) -> None:
    at_work.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    at_work.type_words("张")
    field, bar = at_work.focus_name(), at_work.find("missing_bar", QWidget)
    before = bar.grab().toImage().pixelColor(bar.width() // 2, 4).lightness()
    height = bar.height()

    apply_look(qapp, Look(Theme.DARK, 1.25))
    at_work.rest()

    assert bar.grab().toImage().pixelColor(bar.width() // 2, 4).lightness() < before / 2
    assert bar.height() > height
    assert at_work.focus_name() == field
    line = at_work.find("top.line", QPushButton)
    chip = line.layout()
    assert chip is not None
    assert line.width() >= chip.sizeHint().width(), "the words on the line's state are cut off"
