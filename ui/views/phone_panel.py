"""The phone's link in place of the pages: the code to scan, what to say first, how long it lasts, what has come."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from resources.texts import text
from ui.viewmodels.phone_viewmodel import PhoneViewModel
from ui.views.screen import scrolled
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import StatePanel
from ui.widgets.page_view import PageView
from ui.widgets.words import column, label, restyle, row

_SOON_S = 60
_LEAST_CODE = 220  # side in pixels of a code that a phone can read off the screen


class PhonePanel(QWidget):
    """Esc ends the link and leaves; F5 makes a new one when its time is over.

    Signals:
        left(): the clerk closed it; the hands go back to the list.
    """

    left = Signal()

    def __init__(self, model: PhoneViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self._model = model
        self._shown_url = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName("intake.phone")
        self.setAccessibleName(text("phone.title"))
        self._state = StatePanel("intake.phone_state")
        self.code = PageView("intake.phone_code", text("phone.code"))  # always whole: half a code is none
        self.code.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.code.setMinimumSize(_LEAST_CODE, _LEAST_CODE)
        self._notice = label("", wrap=True)
        self._notice.setObjectName("intake.phone_notice")
        self.seconds = label("", "strong", wrap=True)
        self.seconds.setObjectName("intake.phone_seconds")
        self.taken = label("", "strong", wrap=True)
        self.taken.setObjectName("intake.phone_taken")
        self.done = KeyButton(text("phone.close"), text("preview.key_esc"))
        self.done.setObjectName("intake.phone_close")
        self._link = self._code_and_words()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._state)
        self._pages.addWidget(self._link)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._pages, 1)
        layout.addLayout(row(None, self.done))
        self.done.clicked.connect(self.leave)
        model.changed.connect(self._follow)
        self._follow()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc leaves, from the button too."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """The code is out of sight: its link ends. A minimised window comes back as it was."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._model.close()

    def renew_or_leave(self) -> None:
        """F5: another link when the time of the last is over, else no more of this one."""
        if self._model.over:
            self._model.open()
        else:
            self.leave()

    def leave(self) -> None:
        """End the link."""
        self._model.close()
        self.left.emit()

    def _code_and_words(self) -> QWidget:
        words, link = QWidget(), QWidget()
        title = label(text("phone.title"), "heading", wrap=True)
        words.setLayout(column(title, self.seconds, self.taken, self._notice, None, spacing=12))
        beside = row(self.code, scrolled(words), spacing=12)
        beside.setStretch(0, 1)
        beside.setStretch(1, 1)
        link.setLayout(beside)
        return link

    def _follow(self) -> None:
        model, link = self._model, self._model.link
        count = text("phone.taken", count=model.taken) if model.taken else text("phone.none_yet")
        if link is None:
            self._pages.setCurrentWidget(self._state)
            self._shown_url = ""
            if model.over:
                self._state.show_state("info", text("phone.over"), text("phone.over_words", count=model.taken))
            else:
                self._state.show_loading(text("phone.opening"))
            return
        if link.url != self._shown_url:
            self._shown_url = link.url
            self.code.show_picture(link.qr_png)
            self._notice.setText(link.notice)
            self._pages.setCurrentWidget(self._link)
        self.seconds.setText(text("phone.left", minutes=model.seconds_left // 60, seconds=model.seconds_left % 60))
        restyle(self.seconds, tone="amber" if model.seconds_left < _SOON_S else "")
        self.taken.setText(count)
