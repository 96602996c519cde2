"""The first screen of the day."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.errors import InputError
from resources.texts import text
from ui.runtime.error_presenter import ErrorPresenter
from ui.viewmodels.sign_in_viewmodel import LEAVING, RECOVERING, SignInViewModel
from ui.views.new_password import NewPassword, RecoveryPart
from ui.views.screen import Screen, scrolled
from ui.widgets.fields import TextField
from ui.widgets.form_keys import FormKeys
from ui.widgets.key_button import KeyButton
from ui.widgets.words import box, column, label


class SignInView(Screen):
    """Login and password; Enter in the password signs in. A one-time password is changed before anything opens.

    Who forgot the password gets to the recovery key by F2, or by Tab and Enter.
    """

    def __init__(self, model: SignInViewModel, presenter: ErrorPresenter, notice: str = "") -> None:
        """Follows `model`; `notice` stands below the fields."""
        super().__init__("sign_in", presenter)
        self._model = model
        self.login = TextField("sign_in.login", text("sign_in.login"))
        self.password = TextField("sign_in.password", text("sign_in.password"), secret=True)
        self.enter = KeyButton(text("sign_in.enter"), text("shell.key_enter"), "primary")
        self.enter.setObjectName("sign_in.enter")
        self.forgot = KeyButton(text("sign_in.forgot"), "F2", "quiet")
        self.forgot.setObjectName("sign_in.forgot")
        self._renewal = NewPassword("sign_in", text("sign_in.one_time_words"), model.rule)
        self._recovery = RecoveryPart(model.rule)
        below = label(notice, "muted", wrap=True)
        below.setObjectName("sign_in.notice")
        below.setVisible(bool(notice))
        self._lay_out(below)
        FormKeys(self)
        self._connect()
        self.setFocusProxy(self.login)
        self._follow()

    def show_field_error(self, field: str, words: str) -> bool:
        """Errors of the fields."""
        asked = self._recovery.fields if self._recovering else self._renewal.fields
        at = {"sign_in.login": self.login, "sign_in.password": self.password, **asked}.get(field)
        if at is not None:
            at.set_error(words)
            at.setFocus()
        return at is not None

    @property
    def _recovering(self) -> bool:
        return not self._recovery.isHidden()

    def _lay_out(self, below: QLabel) -> None:
        place = label(self._model.place or text("sign_in.no_place"), "muted", wrap=True)
        product = label(text("shell.product"), "display")
        for one in (place, product, below):
            one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        parts = (self.login, self.password, self._renewal, self._recovery, self.banner, 4, self.enter, self.forgot)
        card = box(column(*parts, spacing=14, margins=26), "card")
        centred(self, column(product, place, 12, card, 6, below, spacing=6))

    def _connect(self) -> None:
        model = self._model
        for field in (self.login, self.password):
            field.edited.connect(lambda _, field=field: field.set_error(""))
        self.login.edited.connect(lambda _: self._renewal.hide())
        self.password.on_enter(self._sign_in)
        self._renewal.again.on_enter(self._sign_in)
        self._recovery.password.again.on_enter(self._sign_in)
        self.enter.clicked.connect(self._sign_in)
        self.forgot.clicked.connect(self._forget_or_remember)
        self.bind_key("F2", self._forget_or_remember)
        model.failed.connect(self._failed)
        model.new_password_asked.connect(self._ask_new_password)
        model.waiting_changed.connect(self._follow)

    def _sign_in(self) -> None:
        self.banner.dismiss()
        login = self.login.value()
        if self._recovering:
            new, again = self._recovery.password.values()
            self._model.recover(self._recovery.key.value(), login, new, again)
        elif self._renewal.isHidden():
            self._model.sign_in(login, self.password.value())
        else:
            self._model.renew(login, self.password.value(), *self._renewal.values())

    def _ask_new_password(self) -> None:
        self._renewal.begin()
        self._renewal.new.setFocus()
        self.enter.set_words(text("sign_in.renew"))

    def _forget_or_remember(self) -> None:
        """To the recovery key and back; the login that was typed stays."""
        if self._model.waiting:
            return
        self.banner.dismiss()
        recovering = not self._recovering
        self._renewal.hide()
        self.password.set_value("")
        self.password.setVisible(not recovering)
        self.forgot.set_words(text("sign_in.back") if recovering else text("sign_in.forgot"))
        if recovering:
            self._recovery.begin(in_keyring=self._model.key_in_keyring)
        else:
            self._recovery.end()
        for field in (self.login, self.password):
            field.set_error("")
        self._follow()

    def _failed(self, error: Exception) -> None:
        """What was typed into the recovery stays: a key of forty characters is not typed twice for one wrong."""
        beside_new = isinstance(error, InputError) and error.field in self._renewal.fields
        back = not beside_new and not self._recovering
        if back:
            self._renewal.hide()
            self.password.set_value("")
        self.show_error(error)
        if back:
            (self.password if self.login.value() else self.login).setFocus()

    def _follow(self) -> None:
        waiting = self._model.waiting
        for part in (self.login, self.password, self._renewal, self._recovery, self.enter, self.forgot):
            part.setEnabled(not waiting)
        self.enter.set_words(self._next_words(waiting))
        if not waiting:
            self._next_field().setFocus()

    def _next_words(self, waiting: str) -> str:
        if waiting:
            told = {LEAVING: text("sign_in.leaving"), RECOVERING: text("sign_in.recovering")}
            return told.get(waiting, text("sign_in.entering"))
        if self._recovering:
            return text("sign_in.recover")
        return text("sign_in.enter") if self._renewal.isHidden() else text("sign_in.renew")

    def _next_field(self) -> TextField:
        if not self.login.value():
            return self.login
        if self._recovering:
            return self._recovery.key
        return self.password if self._renewal.isHidden() else self._renewal.new


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
