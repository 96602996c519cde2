"""Pieces of the settings screen: one value, one device test, the form for a new account."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.clerk import Role
from resources.texts import text
from ui.viewmodels.settings_viewmodel import SettingsViewModel
from ui.widgets.choices import ChoiceField, SegmentedField
from ui.widgets.fields import Field, TextField
from ui.widgets.key_button import button
from ui.widgets.marks import MARK_ICONS
from ui.widgets.tinted_icon import TintedIcon
from ui.widgets.words import label, restyle, row


class SettingField(QWidget):
    """A value with its label; locked ones say who locked them."""

    def __init__(
        self,
        key: str,
        words: str,
        model: SettingsViewModel,
        choices: tuple[tuple[str, str], ...] = (),
        *,
        in_sight: bool = False,
    ) -> None:
        """With `choices` one of them is chosen (`in_sight`: side by side), else the value is typed."""
        super().__init__()
        self._key = key
        self._model = model
        name = f"setting.{key}"
        self._field: Field = (
            (SegmentedField if in_sight else ChoiceField)(name, words, choices) if choices else TextField(name, words)
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._field)
        self._field.setMaximumWidth(620)
        self._field.left.connect(self._save)

    def set_choices(self, choices: tuple[tuple[str, str], ...]) -> None:
        """Other choices."""
        if isinstance(self._field, ChoiceField):
            self._field.set_choices(choices)
            self.follow()

    def set_error(self, words: str) -> None:
        """What is wrong with the value."""
        self._field.set_error(words)

    def follow(self) -> None:
        """Show what is in force."""
        view = self._model.view(self._key)
        self._field.set_error("")
        self._field.set_value(view.value)
        self._field.set_hint(view.note)
        self._field.setEnabled(view.editable)

    def _save(self) -> None:
        if self._model.view(self._key).editable:
            self._model.change(self._key, self._field.value())


class DeviceTestLine(QWidget):
    """A button that tests a device, and what the test said."""

    def __init__(self, device: str, model: SettingsViewModel, test: Callable[[], None]) -> None:
        """`test` starts it."""
        super().__init__()
        self._device = device
        self._model = model
        self._start = button(text("settings.test"))
        self._start.setObjectName(f"settings.test.{device}")
        self._start.setAccessibleName(text(f"settings.test_{device}"))
        self._icon = TintedIcon("", 18)
        self._words = label("", wrap=True)
        self._words.setObjectName(f"settings.tested.{device}")
        layout = row(self._start, self._icon, spacing=10)
        layout.addWidget(self._words, 1)
        self.setLayout(layout)
        self._test = test
        self._start.clicked.connect(self._begin_or_stop)
        model.tested.connect(lambda tested: self._follow() if tested == device else None)
        self._follow()

    def _begin_or_stop(self) -> None:
        if self._model.tests[self._device].running:
            self._model.stop_test()
        else:
            self._test()

    def _follow(self) -> None:
        news = self._model.tests[self._device]
        self._start.setText(text("settings.stop_test") if news.running else text("settings.test"))
        self._icon.set_icon("waiting" if news.running else MARK_ICONS[news.tone], news.tone)
        self._words.setText(news.words)
        restyle(self._words, tone=news.tone)


class AccountForm(QWidget):
    """A new account."""

    def __init__(self, model: SettingsViewModel) -> None:
        """Follows `model`."""
        super().__init__()
        self._model = model
        roles = [(role.value, text(f"wording.role_{role}")) for role in Role]
        self.fields: dict[str, Field] = {
            "account.login": TextField("account.login", text("settings.account_login"), required=True),
            "account.name": TextField("account.name", text("settings.account_name"), required=True),
            "account.staff_number": TextField("account.staff_number", text("settings.account_staff")),
            "account.role": SegmentedField("account.role", text("settings.account_role"), roles),
            "account.password": TextField(
                "account.password", text("settings.account_password"), required=True, secret=True
            ),
            "account.password_again": TextField(
                "account.password_again", text("settings.account_password_again"), required=True, secret=True
            ),
        }
        self.fields["account.role"].set_value(Role.CLERK.value)
        self.add = button(text("settings.account_add"))
        self.add.setObjectName("account.add")
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(12)
        for at, field in enumerate(self.fields.values()):
            grid.addWidget(field, at // 2, at % 2)
            field.edited.connect(lambda _, field=field: field.set_error(""))
        for side in (0, 1):
            grid.setColumnStretch(side, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(label(text("settings.account_new"), "heading"))
        layout.addLayout(grid)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        self.add.clicked.connect(self._add)
        model.account_added.connect(self._added)

    def show_error(self, name: str, words: str) -> bool:
        """What is wrong with a field; False when it is not here."""
        field = self.fields.get(name)
        if field is not None:
            field.set_error(words)
            field.setFocus()
        return field is not None

    def _add(self) -> None:
        self._model.add_account({name.removeprefix("account."): field.value() for name, field in self.fields.items()})

    def _added(self) -> None:
        for name, field in self.fields.items():
            field.set_value(Role.CLERK.value if name == "account.role" else "")
