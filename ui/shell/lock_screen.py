"""The locked screen: nothing of any case is to be seen. The same clerk opens it, or leaves it to a colleague."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from resources.texts import text
from ui.runtime.error_presenter import ErrorPresenter
from ui.viewmodels.shell_viewmodel import ShellViewModel
from ui.views.screen import Screen
from ui.views.sign_in_view import centred
from ui.widgets.fields import TextField
from ui.widgets.key_button import KeyButton
from ui.widgets.tinted_icon import TintedIcon
from ui.widgets.words import box, column, label


class LockScreen(Screen):
    """Shown instead of everything else.

    Signals:
        change_asked(): another clerk wants to sign in.
    """

    change_asked = Signal()

    def __init__(self, model: ShellViewModel, presenter: ErrorPresenter, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__("lock_screen", presenter, parent)
        self._model = model
        self.password = TextField("lock.password", text("sign_in.password"), secret=True)
        self.enter = KeyButton(text("shell.unlock"), text("shell.key_enter"), "primary")
        self.enter.setObjectName("lock.enter")
        name = label(model.clerk_name, "title")
        words = label(text("shell.locked_words"), "muted", wrap=True)
        for one in (name, words):
            one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.change = KeyButton(text("shell.change_clerk_sign_in"), text("shell.key_change_clerk"))
        self.change.setObjectName("lock.change_clerk")
        other = label(text("shell.locked_other", name=model.clerk_name), "small", wrap=True)
        other.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        card = box(column(self.password, self.banner, 4, self.enter, spacing=14, margins=26), "card")
        content = column(spacing=8)
        content.addWidget(TintedIcon("lock", 44), 0, Qt.AlignmentFlag.AlignHCenter)
        for part in (name, words, card, other, self.change):
            content.addWidget(part)
        centred(self, content)
        self.password.edited.connect(lambda _: self.banner.dismiss())
        self.password.on_enter(self._unlock)
        self.enter.clicked.connect(self._unlock)
        self.change.clicked.connect(self.change_asked)
        self.bind_key("Shift+F12", self.change_asked.emit)
        model.waiting_changed.connect(self._follow)
        self.setFocusProxy(self.password)

    def entered(self) -> None:
        """Ask for the password afresh."""
        self.banner.dismiss()
        self.password.set_value("")
        self.password.setFocus()

    def show_error(self, error: Exception) -> None:
        """The password did not fit."""
        super().show_error(error)
        self.password.set_value("")
        self.password.setFocus()

    def _unlock(self) -> None:
        self._model.unlock(self.password.value())

    def _follow(self) -> None:
        busy = bool(self._model.waiting)
        self.password.setEnabled(not busy)
        self.enter.setEnabled(not busy)
        self.change.setEnabled(not busy)
        if not busy and self.isVisible():
            self.password.setFocus()
