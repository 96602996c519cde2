"""The first screen of the day."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resources.texts import text
from ui.runtime.error_presenter import ErrorPresenter
from ui.viewmodels.sign_in_viewmodel import SignInViewModel
from ui.views.screen import Screen, scrolled
from ui.widgets.fields import TextField
from ui.widgets.form_keys import FormKeys
from ui.widgets.key_button import KeyButton
from ui.widgets.words import box, column, label


class SignInView(Screen):
    """Login and password; Enter in the password signs in."""

    def __init__(self, model: SignInViewModel, presenter: ErrorPresenter, notice: str = "") -> None:
        """Follows `model`; `notice` stands below the fields."""
        super().__init__("sign_in", presenter)
        self._model = model
        self.login = TextField("sign_in.login", text("sign_in.login"))
        self.password = TextField("sign_in.password", text("sign_in.password"), secret=True)
        self.enter = KeyButton(text("sign_in.enter"), text("shell.key_enter"), "primary")
        self.enter.setObjectName("sign_in.enter")
        place = label(model.place or text("sign_in.no_place"), "muted", wrap=True)
        place.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        product = label(text("shell.product"), "display")
        product.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        card = box(column(self.login, self.password, self.banner, 4, self.enter, spacing=14, margins=26), "card")
        below = label(notice, "muted", wrap=True)
        below.setObjectName("sign_in.notice")
        below.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        below.setVisible(bool(notice))
        centred(self, column(product, place, 12, card, 6, below, spacing=6))
        FormKeys(self)
        self.login.edited.connect(lambda _: self.login.set_error(""))
        self.password.edited.connect(lambda _: self.password.set_error(""))
        self.password.on_enter(self._sign_in)
        self.enter.clicked.connect(self._sign_in)
        model.failed.connect(self._failed)
        model.waiting_changed.connect(self._follow)
        self.setFocusProxy(self.login)

    def show_field_error(self, field: str, words: str) -> bool:
        """Errors of the two fields."""
        at = {"sign_in.login": self.login, "sign_in.password": self.password}.get(field)
        if at is not None:
            at.set_error(words)
            at.setFocus()
        return at is not None

    def _sign_in(self) -> None:
        self.banner.dismiss()
        self._model.sign_in(self.login.value(), self.password.value())

    def _failed(self, error: Exception) -> None:
        self.password.set_value("")
        self.show_error(error)
        (self.password if self.login.value() else self.login).setFocus()

    def _follow(self) -> None:
        busy = bool(self._model.waiting)
        for part in (self.login, self.password, self.enter):
            part.setEnabled(not busy)
        self.enter.set_words(text("sign_in.entering") if busy else text("sign_in.enter"))
        if not busy:
            self.password.setFocus()


def centred(page: QWidget, content: QVBoxLayout, width: int = 400) -> None:
    """Put a narrow column into the middle of a page; it scrolls when the page is lower than it."""
    holder = box(content)
    holder.setMinimumWidth(width)
    holder.setMaximumWidth(round(width * max(1.0, page.font().pixelSize() / 14)))
    middle = QWidget()
    layout = QVBoxLayout(middle)
    across = QHBoxLayout()  # not an alignment: wrapped words need their height for the width they get
    across.addStretch(1)
    across.addWidget(holder, 100)
    across.addStretch(1)
    layout.addStretch(2)
    layout.addLayout(across)
    layout.addStretch(3)
    outer = QVBoxLayout(page)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(scrolled(middle))
