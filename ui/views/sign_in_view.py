"""The first screen of the day."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import InputError
from resources.texts import text
from ui.runtime.error_presenter import ErrorPresenter
from ui.viewmodels.sign_in_viewmodel import LEAVING, SignInViewModel
from ui.views.screen import Screen, scrolled
from ui.widgets.fields import TextField
from ui.widgets.form_keys import FormKeys
from ui.widgets.key_button import KeyButton
from ui.widgets.words import box, column, label


class SignInView(Screen):
    """Login and password; Enter in the password signs in. A one-time password is changed before anything opens."""

    def __init__(self, model: SignInViewModel, presenter: ErrorPresenter, notice: str = "") -> None:
        """Follows `model`; `notice` stands below the fields."""
        super().__init__("sign_in", presenter)
        self._model = model
        self.login = TextField("sign_in.login", text("sign_in.login"))
        self.password = TextField("sign_in.password", text("sign_in.password"), secret=True)
        self.enter = KeyButton(text("sign_in.enter"), text("shell.key_enter"), "primary")
        self.enter.setObjectName("sign_in.enter")
        self._renewal = _Renewal(model.rule)
        place = label(model.place or text("sign_in.no_place"), "muted", wrap=True)
        product = label(text("shell.product"), "display")
        below = label(notice, "muted", wrap=True)
        below.setObjectName("sign_in.notice")
        below.setVisible(bool(notice))
        for one in (place, product, below):
            one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        parts = (self.login, self.password, self._renewal, self.banner, 4, self.enter)
        card = box(column(*parts, spacing=14, margins=26), "card")
        centred(self, column(product, place, 12, card, 6, below, spacing=6))
        FormKeys(self)
        for field in (self.login, self.password):
            field.edited.connect(lambda _, field=field: field.set_error(""))
        self.login.edited.connect(lambda _: self._renewal.hide())
        self.password.on_enter(self._sign_in)
        self._renewal.again.on_enter(self._sign_in)
        self.enter.clicked.connect(self._sign_in)
        model.failed.connect(self._failed)
        model.new_password_asked.connect(self._ask_new_password)
        model.waiting_changed.connect(self._follow)
        self.setFocusProxy(self.login)
        self._follow()

    def show_field_error(self, field: str, words: str) -> bool:
        """Errors of the fields."""
        at = {
            "sign_in.login": self.login,
            "sign_in.password": self.password,
            "account.new_password": self._renewal.new,
            "account.new_password_again": self._renewal.again,
        }.get(field)
        if at is not None:
            at.set_error(words)
            at.setFocus()
        return at is not None

    def _sign_in(self) -> None:
        self.banner.dismiss()
        if self._renewal.isHidden():
            self._model.sign_in(self.login.value(), self.password.value())
        else:
            new, again = self._renewal.new.value(), self._renewal.again.value()
            self._model.renew(self.login.value(), self.password.value(), new, again)

    def _ask_new_password(self) -> None:
        self._renewal.begin()
        self.enter.set_words(text("sign_in.renew"))

    def _failed(self, error: Exception) -> None:
        beside_new = isinstance(error, InputError) and error.field in (
            "account.new_password",
            "account.new_password_again",
        )
        if not beside_new:
            self._renewal.hide()
            self.password.set_value("")
        self.show_error(error)
        if not beside_new:
            (self.password if self.login.value() else self.login).setFocus()

    def _follow(self) -> None:
        waiting = self._model.waiting
        for part in (self.login, self.password, self._renewal, self.enter):
            part.setEnabled(not waiting)
        if waiting:
            self.enter.set_words(text("sign_in.leaving") if waiting == LEAVING else text("sign_in.entering"))
            return
        renewing = not self._renewal.isHidden()
        self.enter.set_words(text("sign_in.renew") if renewing else text("sign_in.enter"))
        first = self._renewal.new if renewing else self.password if self.login.value() else self.login
        first.setFocus()


class _Renewal(QWidget):
    """The new password in place of a one-time one, typed twice; hidden until it is asked for."""

    def __init__(self, rule: str) -> None:
        super().__init__()
        self.new = TextField("sign_in.new_password", text("sign_in.new_password", rule=rule), secret=True)
        self.again = TextField("sign_in.new_password_again", text("sign_in.new_password_again"), secret=True)
        self.setLayout(column(label(text("sign_in.one_time_words"), wrap=True), self.new, self.again, spacing=14))
        for field in (self.new, self.again):
            field.edited.connect(lambda _, field=field: field.set_error(""))
        self.hide()

    def begin(self) -> None:
        """Ask, with empty fields."""
        for field in (self.new, self.again):
            field.set_value("")
            field.set_error("")
        self.show()
        self.new.setFocus()


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
