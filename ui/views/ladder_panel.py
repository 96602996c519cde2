"""Beside step 1, when a card does not prove who somebody is: what to do instead, and why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QWidget

from app.domain.identity_ladder import Rung
from resources.texts import text
from ui.viewmodels.identity_ladder_viewmodel import IdentityLadderViewModel
from ui.widgets.choice_list import ChoiceList
from ui.widgets.fields import TextField
from ui.widgets.key_button import KeyButton, button
from ui.widgets.words import box, column, label, row

_EDGE = 4


class _RungList(ChoiceList):
    """As high as its rungs: nothing of a ladder is below an edge."""

    def fit(self) -> None:
        """Take the height of what is shown."""
        self.doItemsLayout()
        height = sum(self.sizeHintForRow(at) for at in range(self.count()))
        self.setFixedHeight(height + _EDGE)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Narrower words are higher."""
        super().resizeEvent(event)
        self.fit()


class LadderPanel(QFrame):
    """The rungs with the next one in front; hidden while the card is good.

    `recorded` says what was taken in place of a card, `foot` opens the ladder unasked; both stand beside it.
    """

    def __init__(self, model: IdentityLadderViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`; the field with the reason comes into sight once a rung wants one."""
        super().__init__(parent)
        self.setObjectName("identity.ladder")
        self.setProperty("role", "sunken")
        self._model = model
        self._shown: tuple[object, ...] = ()
        self._chosen = ""
        self.recorded = label("", wrap=True)
        self.recorded.setObjectName("identity.recorded")
        self._title = label("", "heading", wrap=True)
        self._title.setObjectName("identity.ladder.title")
        self._rungs = _RungList("identity.rungs", text("identity_proof.list"))
        self._reason = TextField("identity.reason", text("identity_proof.reason"), required=True)
        self._take = KeyButton(text("identity_proof.take"), "", "primary")
        self._take.setObjectName("identity.take")
        self._close = button(text("identity_proof.close"), "quiet")
        self._close.setObjectName("identity.close")
        asked = row(spacing=8)
        asked.addWidget(self._reason, 1)
        asked.addWidget(self._take, 0, Qt.AlignmentFlag.AlignBottom)
        self._ask = box(asked)
        words = label(text("identity_proof.words"), "muted", wrap=True)
        self.setLayout(
            column(self._title, words, self._rungs, self._ask, row(None, self._close), spacing=8, margins=12)
        )
        self._open = KeyButton(text("identity_proof.open"), text("identity_proof.key_open"))
        self._open.setObjectName("identity.open_ladder")
        self.foot = box(row(None, self._open))
        self._connect()
        self._follow()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc steps back from the reason to the rungs, and from the rungs out."""
        if event.key() != Qt.Key.Key_Escape or self.isHidden():
            super().keyPressEvent(event)
        elif self._ask.isVisible():
            self._choose("")
            self._rungs.setFocus()
        else:
            self._model.close()

    def _connect(self) -> None:
        self._model.changed.connect(self._follow)
        self._model.asked.connect(self._rungs.setFocus)
        self._rungs.taken.connect(self._rung_taken)
        self._rungs.walked.connect(lambda _key: self._choose(""))
        self._reason.on_enter(self._record)
        self._take.clicked.connect(self._record)
        self._close.clicked.connect(self._model.close)
        self._open.clicked.connect(self._ask_for_it)
        shortcut = QShortcut(QKeySequence("Alt+L"), self.foot)  # heard while the ladder is hidden
        shortcut.activated.connect(self._ask_for_it)

    def _ask_for_it(self) -> None:
        self._model.open()

    def _rung_taken(self, key: str) -> None:
        if key == Rung.TRY_AGAIN:
            self._model.take(key)
            return
        self._choose(key)
        self._reason.set_value(self._model.suggested_reason)
        self._reason.setFocus()

    def _choose(self, key: str) -> None:
        self._chosen = key
        self._reason.set_error("")
        self._ask.setVisible(bool(key))

    def _record(self) -> None:
        reason = self._reason.value().strip()
        if not reason:
            self._reason.set_error(text("set_up.required"))
        elif self._chosen:
            self._model.take(self._chosen, reason)

    def _follow(self) -> None:
        recorded, rungs, title = self._model.recorded, self._model.rungs, self._model.title
        self.recorded.setText("\n".join(recorded))
        self.recorded.setVisible(bool(recorded))
        self.setVisible(bool(rungs))
        self._open.setVisible(not rungs and self._model.possible)
        if (rungs, title) == self._shown:
            return
        self._shown = (rungs, title)
        self._choose("")
        self._title.setText(title)
        self._rungs.show_choices(
            tuple(
                (one.key, one.words, text("identity_proof.next", detail=one.detail) if one.is_next else one.detail)
                for one in rungs
            )
        )
        for at, one in enumerate(rungs):
            if one.is_next:
                self._rungs.setCurrentRow(at)
        self._rungs.fit()
