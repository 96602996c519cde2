"""What is still missing, and the one next action: always in sight."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from resources.texts import text
from ui.viewmodels.intake_viewmodel import IntakeViewModel, MissingThing
from ui.widgets.key_button import KeyButton, button
from ui.widgets.tinted_icon import TintedIcon
from ui.widgets.words import label

_GAP = 2


class _Room(QWidget):
    """What the other parts of the bar leave; another width holds another number of things."""

    def __init__(self, lay_out: Callable[[], None]) -> None:
        super().__init__()
        self._lay_out = lay_out

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._lay_out()


class MissingBar(QFrame):
    """As many missing things as fit, each leads to its place; the rest as a number."""

    def __init__(self, model: IntakeViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self.setObjectName("missing_bar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._model = model
        self._icon = TintedIcon("attention", 18)
        self._lead = label("", "strong")
        self._lead.setObjectName("intake.missing")
        self._room = _Room(self._lay_out)
        self._room.setMinimumWidth(60)
        self._things: list[QPushButton] = []
        self._more = label("", "muted")
        self._more.setObjectName("intake.missing_more")
        self._more.setParent(self._room)
        self._more.hide()
        self._shown: tuple[MissingThing, ...] | None = None
        self.leave = KeyButton(text("intake.park"), "Ctrl+N")
        self.leave.setObjectName("intake.park")
        self.notice = KeyButton(text("intake.notice"), "F7")
        self.notice.setObjectName("intake.notice")
        self.next = KeyButton("", "F9", "primary")
        self.next.setObjectName("intake.next")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 6, 10, 6)
        layout.setSpacing(8)
        for part in (self._icon, self._lead):
            layout.addWidget(part)
        layout.addWidget(self._room, 1)
        layout.addWidget(self.leave)
        layout.addWidget(self.notice)
        layout.addWidget(self.next)
        self.next.clicked.connect(model.do_next)
        self.notice.clicked.connect(model.notice.ask)
        self.leave.clicked.connect(model.next_visitor)
        model.changed.connect(self._follow)
        model.waiting_changed.connect(self._follow_waiting)
        self._follow()

    def _follow(self) -> None:
        thing = self._model.next_thing
        advise_only = self._model.items.in_person is not None
        self.next.set_words(thing.words)
        draft = self._model.desk.is_draft
        self.notice.setVisible(draft and not advise_only)
        self.leave.set_words(text("intake.park") if draft else text("intake.next_person"))
        self.leave.setVisible(thing.action != "next_visitor")
        missing = () if advise_only else self._model.missing
        if advise_only:
            self._icon.set_icon("info", "action")
            self._lead.setText(text("intake.advise_only"))
        elif missing:
            self._icon.set_icon("attention", "amber")
            self._lead.setText(text("intake.missing_lead", count=len(missing)))
        else:
            self._icon.set_icon("done", "green")
            self._lead.setText(text("intake.nothing_missing") if draft else text("intake.is_received"))
        self._follow_waiting()
        if missing != self._shown:
            self._shown = missing
            self._make(missing)
        self._lay_out()

    def _follow_waiting(self) -> None:
        busy = self._model.waiting in ("receive", "papers", "open")
        self.next.setEnabled(self._model.next_thing.action != "none" and not busy)

    def _make(self, missing: tuple[MissingThing, ...]) -> None:
        for old in self._things:
            old.hide()
            old.deleteLater()
        self._things = []
        for thing in missing:
            made = button(thing.words, "quiet")
            made.setParent(self._room)
            made.setObjectName(f"missing.{thing.key}")
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.clicked.connect(lambda _=False, key=thing.key: self._model.attend(key))
            self._things.append(made)

    def _lay_out(self) -> None:
        """Whole buttons side by side as long as they fit, then how many things there are in all."""
        self._more.setText(text("intake.missing_more", count=len(self._things)))
        sizes = [made.sizeHint() for made in self._things]
        fitting = _fitting([size.width() for size in sizes], self._more.sizeHint().width(), self._room.width())
        left, height = 0, self._room.height()
        for at, (made, size) in enumerate(zip(self._things, sizes, strict=True)):
            made.setVisible(at < fitting)
            if at < fitting:
                made.setGeometry(left, (height - size.height()) // 2, size.width(), size.height())
                left += size.width() + _GAP
        size = self._more.sizeHint()
        self._more.setGeometry(left, (height - size.height()) // 2, size.width(), size.height())
        self._more.setVisible(0 < fitting < len(sizes))


def _fitting(widths: list[int], more: int, room: int) -> int:
    """How many buttons fit whole into `room`; unless all do, `more` must fit behind them."""
    if sum(widths) + _GAP * (len(widths) - 1) <= room:
        return len(widths)
    count, taken = 0, more
    for width in widths:
        taken += width + _GAP
        if taken > room:
            break
        count += 1
    return count
