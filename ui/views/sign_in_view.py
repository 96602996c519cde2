"""The first screen of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.errors import InputError
from resources.texts import text
from ui.runtime.error_presenter import ErrorPresenter
from ui.viewmodels.sign_in_viewmodel import LEAVING, RECOVERING, SignInViewModel
from ui.views.screen import Screen, scrolled
from ui.widgets.fields import TextField
from ui.widgets.form_keys import FormKeys
from ui.widgets.key_button import KeyButton
from ui.widgets.words import box, column, label

if TYPE_CHECKING:  # for the first screen every import counts
    from ui.views.new_password import NewPassword, RecoveryPart

_BELOW_PASSWORD = 2


class SignInView(Screen):
    """Login and password; Enter in the password signs in. A one-time password is changed before anything opens.

    Who forgot the password gets to the recovery key by F2, or by Tab and Enter. The fields of both are made when they
    are first asked for: few starts need them.
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
        self._renewal: NewPassword | None = None
        self._recovery: RecoveryPart | None = None
        below = label(notice, "muted", wrap=True)
        below.setObjectName("sign_in.notice")
        below.setVisible(bool(notice))
        self._form = column(self.login, self.password, self.banner, 4, self.enter, self.forgot, spacing=14, margins=26)
        self._lay_out(below)
        self._keys = FormKeys(self)
        self._connect()
        self.setFocusProxy(self.login)
        self._follow()

    def show_field_error(self, field: str, words: str) -> bool:
        """Errors of the fields."""
        asked = self._recovering or self._renewal
        fields = {} if asked is None else asked.fields
        at = {"sign_in.login": self.login, "sign_in.password": self.password, **fields}.get(field)
        if at is not None:
            at.set_error(words)
            at.setFocus()
        return at is not None

    @property
    def _recovering(self) -> RecoveryPart | None:
        """The fields of the recovery while they are asked for."""
        return None if self._recovery is None or self._recovery.isHidden() else self._recovery

    @property
    def _renewing(self) -> NewPassword | None:
        """The fields behind a one-time password while they are asked for."""
        return None if self._renewal is None or self._renewal.isHidden() else self._renewal

    def _lay_out(self, below: QLabel) -> None:
        place = label(self._model.place or text("sign_in.no_place"), "muted", wrap=True)
        product = label(text("shell.product"), "display")
        for one in (place, product, below):
            one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        centred(self, column(product, place, 12, box(self._form, "card"), 6, below, spacing=6))

    def _connect(self) -> None:
        model = self._model
        for field in (self.login, self.password):
            field.edited.connect(lambda _, field=field: field.set_error(""))
        self.login.edited.connect(lambda _: self._ask_no_new_password())
        self.password.on_enter(self._sign_in)
        self.enter.clicked.connect(self._sign_in)
        self.forgot.clicked.connect(self._forget_or_remember)
        self.bind_key("F2", self._forget_or_remember)
        model.failed.connect(self._failed)
        model.new_password_asked.connect(self._ask_new_password)
        model.waiting_changed.connect(self._follow)

    def _sign_in(self) -> None:
        self.banner.dismiss()
        login = self.login.value()
        if (recovery := self._recovering) is not None:
            self._model.recover(recovery.key.value(), login, *recovery.password.values())
        elif (renewal := self._renewing) is not None:
            self._model.renew(login, self.password.value(), *renewal.values())
        else:
            self._model.sign_in(login, self.password.value())

    def _ask_new_password(self) -> None:
        from ui.views.new_password import NewPassword

        if self._renewal is None:
            self._renewal = NewPassword("sign_in", text("sign_in.one_time_words"), self._model.rule)
            self._put_in(self._renewal, self._renewal)
        self._renewal.begin()
        self._renewal.new.setFocus()
        self.enter.set_words(text("sign_in.renew"))

    def _ask_no_new_password(self) -> None:
        if self._renewal is not None:
            self._renewal.hide()

    def _ask_recovery_key(self) -> None:
        from ui.views.new_password import RecoveryPart

        if self._recovery is None:
            self._recovery = RecoveryPart(self._model.rule)
            self._put_in(self._recovery, self._recovery.password)
        self._recovery.begin(in_keyring=self._model.key_in_keyring)

    def _put_in(self, part: NewPassword | RecoveryPart, password: NewPassword) -> None:
        """Below the password on the screen, behind it for Tab and Enter."""
        self._form.insertWidget(_BELOW_PASSWORD, part)
        self._keys.watch(part)
        password.again.on_enter(self._sign_in)
        stop: QWidget = self.password.edit
        for field in part.fields.values():
            stop = field.chain_after(stop)

    def _forget_or_remember(self) -> None:
        """To the recovery key and back; the login that was typed stays."""
        if self._model.waiting:
            return
        self.banner.dismiss()
        recovering = self._recovering is None
        self._ask_no_new_password()
        self.password.set_value("")
        self.password.setVisible(not recovering)
        self.forgot.set_words(text("sign_in.back") if recovering else text("sign_in.forgot"))
        if recovering:
            self._ask_recovery_key()
        elif self._recovery is not None:
            self._recovery.end()
        for field in (self.login, self.password):
            field.set_error("")
        self._follow()

    def _failed(self, error: Exception) -> None:
        """What was typed into the recovery stays: a key of forty characters is not typed twice for one wrong."""
        renewed = {} if self._renewal is None else self._renewal.fields
        beside_new = isinstance(error, InputError) and error.field in renewed
        back = not beside_new and self._recovering is None
        if back:
            self._ask_no_new_password()
            self.password.set_value("")
        self.show_error(error)
        if back:
            (self.password if self.login.value() else self.login).setFocus()

    def _follow(self) -> None:
        waiting = self._model.waiting
        for part in (self.login, self.password, self._renewal, self._recovery, self.enter, self.forgot):
            if part is not None:
                part.setEnabled(not waiting)
        self.enter.set_words(self._next_words(waiting))
        if not waiting:
            self._next_field().setFocus()

    def _next_words(self, waiting: str) -> str:
        if waiting:
            told = {LEAVING: text("sign_in.leaving"), RECOVERING: text("sign_in.recovering")}
            return told.get(waiting, text("sign_in.entering"))
        if self._recovering is not None:
            return text("sign_in.recover")
        return text("sign_in.enter") if self._renewing is None else text("sign_in.renew")

    def _next_field(self) -> TextField:
        if not self.login.value():
            return self.login
        if (recovery := self._recovering) is not None:
            return recovery.key
        return self.password if (renewal := self._renewing) is None else renewal.new


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
