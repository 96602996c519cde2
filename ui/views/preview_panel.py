"""The document camera in place of the pages: live picture, a hint in words, and the keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from resources.texts import text
from ui.viewmodels.preview_viewmodel import LiveFrame, PreviewViewModel
from ui.widgets.key_button import KeyButton
from ui.widgets.live_view import LiveView
from ui.widgets.marks import StatePanel
from ui.widgets.words import label, restyle, row

_AUTOMATIC_KEY, _WHOLE_KEY = "Alt+A", "Alt+W"
_LEAST_HEIGHT = 240  # pixels of the live picture, however large the letters


class PreviewPanel(QWidget):
    """F5 takes a picture, Alt+A and Alt+W set the camera otherwise, Esc leaves. The camera is let go of out of sight.

    Signals:
        left(): the clerk closed it; the hands go back to the list.
    """

    left = Signal()

    def __init__(self, model: PreviewViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self._model = model
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName("intake.preview")
        self.setAccessibleName(text("preview.title"))
        self.view = LiveView("intake.live", text("preview.picture"))
        self._state = StatePanel("intake.preview_state")
        self._picture = QStackedWidget()
        self._picture.addWidget(self._state)
        self._picture.addWidget(self.view)
        self._picture.setMinimumHeight(_LEAST_HEIGHT)
        self.hint = label("", "strong", wrap=True)
        self.hint.setObjectName("intake.preview_hint")
        self._taken = label("", "small")
        self._taken.setObjectName("intake.preview_taken")
        self.automatic = KeyButton("", _AUTOMATIC_KEY)
        self.automatic.setObjectName("intake.preview_automatic")
        self.whole_desk = KeyButton("", _WHOLE_KEY)
        self.whole_desk.setObjectName("intake.preview_whole_desk")
        self.done = KeyButton(text("preview.close"), text("preview.key_esc"))
        self.done.setObjectName("intake.preview_close")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._picture, 1)
        said = row(self.hint, self._taken)
        said.setStretch(0, 1)
        layout.addLayout(said)
        layout.addLayout(self._keys())
        self._connect()
        self._follow()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc leaves, from the buttons too."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody looks: no picture may be taken by itself any more. A minimised window comes back as it was."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._model.close()

    def leave(self) -> None:
        """Close the camera."""
        self._model.close()
        self.left.emit()

    def _keys(self) -> QGridLayout:
        keys = QGridLayout()
        keys.setHorizontalSpacing(8)
        keys.addWidget(self.automatic, 0, 0)
        keys.addWidget(self.whole_desk, 0, 1)
        keys.addWidget(self.done, 1, 1)
        keys.setColumnStretch(0, 1)
        keys.setColumnStretch(1, 1)
        return keys

    def _connect(self) -> None:
        model = self._model
        for key, button, command in (
            (_AUTOMATIC_KEY, self.automatic, model.toggle_automatic),
            (_WHOLE_KEY, self.whole_desk, model.toggle_whole_desk),
        ):
            button.clicked.connect(command)
            QShortcut(QKeySequence(key), self).activated.connect(command)
        self.done.clicked.connect(self.leave)
        model.changed.connect(self._follow)
        model.frame_ready.connect(self._show)

    def _follow(self) -> None:
        model = self._model
        if model.stopped:
            self._picture.setCurrentWidget(self._state)
            self._state.show_state("attention", text("preview.stopped"), text("preview.stopped_words"), tone="amber")
        else:
            self._state.show_loading(text("preview.opening"), text("preview.opening_words"))
        if not model.active:
            self._picture.setCurrentWidget(self._state)
            self.view.clear()
        tone, words = model.hint
        self.hint.setText("" if model.stopped else words)
        restyle(self.hint, tone=tone)
        self.setAccessibleDescription(self.hint.text())
        self._taken.setText(text("preview.taken", count=model.taken) if model.taken else "")
        automatic = text("preview.automatic_on") if model.automatic else text("preview.automatic_off")
        whole = text("preview.whole_desk_on") if model.whole_desk else text("preview.whole_desk_off")
        self.automatic.set_words(automatic)
        self.whole_desk.set_words(whole)

    def _show(self, frame: LiveFrame) -> None:
        if self.view.show_frame(frame.picture, frame.width, frame.height, frame.outlines):
            self._picture.setCurrentWidget(self.view)
