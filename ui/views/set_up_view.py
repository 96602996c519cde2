"""Setting up a station that has no account yet: who and where it is, and its first admin."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from resources.texts import text
from ui.runtime.error_presenter import ErrorPresenter
from ui.viewmodels.sign_in_viewmodel import SignInViewModel
from ui.views.screen import Screen
from ui.views.sign_in_view import centred
from ui.widgets.fields import TextField
from ui.widgets.form_keys import FormKeys
from ui.widgets.key_button import KeyButton
from ui.widgets.words import box, column, label


class SetUpView(Screen):
    """One page; each field says itself what does not hold."""

    def __init__(self, model: SignInViewModel, presenter: ErrorPresenter, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__("set_up", presenter, parent)
        self._model = model
        station = (
            ("station.hall_name", text("settings.station_hall_name"), True),
            ("station.window_name", text("settings.station_window_name"), True),
            ("station.code", text("settings.station_code"), True),
            ("station.division_code", text("settings.station_division_code"), True),
            ("station.address", text("settings.station_address"), False),
            ("station.postcode", text("settings.station_postcode"), False),
            ("station.phone", text("settings.station_phone"), False),
            ("station.supervision_phone", text("settings.station_supervision_phone"), False),
        )
        account = (
            ("account.login", text("settings.account_login"), True),
            ("account.name", text("settings.account_name"), True),
            ("account.staff_number", text("settings.account_staff"), False),
            ("account.password", text("settings.account_password", rule=model.rule), True),
            ("account.password_again", text("settings.account_password_again"), True),
        )
        self._required = tuple(name for name, _, required in (*station, *account) if required)
        self.fields = {
            name: TextField(name, words, required=required, secret="password" in name)
            for name, words, required in (*station, *account)
        }
        self._fill_in(model)
        self.enter = KeyButton(text("set_up.enter"), "F9", "primary")
        self.enter.setObjectName("set_up.enter")
        content = column(
            label(text("set_up.title"), "display"),
            label(text("set_up.words"), "muted", wrap=True),
            self._card(text("set_up.station"), tuple(name for name, _, _ in station)),
            self._card(text("set_up.account"), tuple(name for name, _, _ in account)),
            self.banner,
            self.enter,
            spacing=12,
            margins=8,
        )
        centred(self, content, width=720)
        FormKeys(self)
        self.bind_key("F9", self._set_up)
        self.enter.clicked.connect(self._set_up)
        model.failed.connect(self.show_error)
        model.waiting_changed.connect(self._follow)
        self.setFocusProxy(self.fields["station.hall_name"])

    def show_field_error(self, field: str, words: str) -> bool:
        """Errors of station and account fields."""
        at = self.fields.get(field)
        if at is not None:
            at.set_error(words)
            at.setFocus()
        return at is not None

    def _fill_in(self, model: SignInViewModel) -> None:
        for name, field in self.fields.items():
            if name in model.settings.values:
                field.set_value(model.settings.text(name))
            field.edited.connect(lambda _, field=field: field.set_error(""))

    def _card(self, title: str, names: tuple[str, ...]) -> QWidget:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(12)
        for at, name in enumerate(names):
            grid.addWidget(self.fields[name], at // 2, at % 2)
        for side in (0, 1):
            grid.setColumnStretch(side, 1)
        return box(column(label(title, "heading"), grid, spacing=10, margins=16), "card")

    def _set_up(self) -> None:
        self.banner.dismiss()
        if self._model.waiting or self._empty_required():
            return
        typed = {name: field.value() for name, field in self.fields.items()}
        account = {name.removeprefix("account."): value for name, value in typed.items() if name.startswith("account.")}
        self._model.set_up(account, {name: value for name, value in typed.items() if name.startswith("station.")})

    def _empty_required(self) -> bool:
        for name in self._required:
            if not self.fields[name].value().strip():
                self.fields[name].set_error(text("set_up.required"))
                self.fields[name].setFocus()
                return True
        return False

    def _follow(self) -> None:
        busy = bool(self._model.waiting)
        self.enter.setEnabled(not busy)
        self.enter.set_words(text("set_up.entering") if busy else text("set_up.enter"))
