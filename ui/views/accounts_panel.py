"""The page of accounts: the own password; for an admin everybody's account, and new ones."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.clerk import Role
from resources.texts import text
from ui.viewmodels.accounts_viewmodel import AccountsViewModel
from ui.viewmodels.keys_viewmodel import KeysViewModel
from ui.viewmodels.row_table_model import KEY_ROLE, TONE_ROLE
from ui.widgets.banner import Banner
from ui.widgets.choices import SegmentedField
from ui.widgets.fields import Field, TextField
from ui.widgets.key_button import button
from ui.widgets.row_table import RowTable
from ui.widgets.words import label, restyle, row, rule


class AccountsPanel(QWidget):
    """Everything about accounts, one below the other."""

    def __init__(self, model: AccountsViewModel, keys: KeysViewModel) -> None:
        """Follows `model`; `keys` says what becomes of the data key of who leaves."""
        super().__init__()
        self._forms: list[_Form] = [OwnPasswordForm(model)]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._forms[0])
        if model.is_admin:
            self._forms.append(AccountForm(model))
            for part in (rule(), AccountList(model, keys), rule(), self._forms[1]):
                layout.addWidget(part)
        layout.addStretch(1)

    def show_field_error(self, name: str, words: str) -> bool:
        """What is wrong with a field; False when it is not here."""
        return any(form.show_error(name, words) for form in self._forms)


class _Form(QWidget):
    """Fields in two columns and the button below them."""

    def __init__(self, heading: str, fields: tuple[Field, ...], commit: QPushButton) -> None:
        super().__init__()
        self.fields = {field.name: field for field in fields}
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(12)
        for at, field in enumerate(fields):
            grid.addWidget(field, at // 2, at % 2)
            field.edited.connect(lambda _, field=field: field.set_error(""))
        for side in (0, 1):
            grid.setColumnStretch(side, 1)
        self.inside = QVBoxLayout(self)
        self.inside.setContentsMargins(0, 0, 0, 0)
        self.inside.setSpacing(12)
        self.inside.addWidget(label(heading, "heading"))
        self.inside.addLayout(grid)
        self.inside.addLayout(row(commit, None))

    def show_error(self, name: str, words: str) -> bool:
        field = self.fields.get(name)
        if field is not None:
            field.set_error(words)
            field.setFocus()
        return field is not None

    def value(self, name: str) -> str:
        return self.fields[f"account.{name}"].value()

    def clear(self, **values: str) -> None:
        """Empty all fields but those given."""
        for name, field in self.fields.items():
            field.set_value(values.get(name.removeprefix("account."), ""))


class OwnPasswordForm(_Form):
    """The own password: the old one, the new one twice."""

    def __init__(self, model: AccountsViewModel) -> None:
        """Follows `model`."""
        self.change = button(text("settings.password_change"))
        self.change.setObjectName("account.change_password")
        self._again = TextField("account.new_password_again", text("settings.new_password_again"), secret=True)
        new = TextField("account.new_password", text("settings.new_password", rule=model.rule), secret=True)
        old = TextField("account.old_password", text("settings.old_password"), secret=True)
        super().__init__(text("settings.own_password"), (old, new, self._again), self.change)
        self._model = model
        self._done = Banner("account.password_changed")
        self.inside.addWidget(self._done)
        self._again.on_enter(self._change)
        self.change.clicked.connect(self._change)
        model.password_changed.connect(self._changed)
        model.failed.connect(lambda _: self._done.dismiss())

    def _change(self) -> None:
        self._model.change_password(
            self.value("old_password"), self.value("new_password"), self.value("new_password_again")
        )

    def _changed(self) -> None:
        self.clear()
        self._done.show_message(text("settings.password_changed"), "green")


class AccountList(QWidget):
    """All accounts, and what can be done with the one that is chosen."""

    def __init__(self, model: AccountsViewModel, keys: KeysViewModel) -> None:
        """Follows both."""
        super().__init__()
        self._model = model
        self._keys = keys
        self._next_opening = label("", wrap=True)
        self._next_opening.setObjectName("account.next_opening")
        restyle(self._next_opening, tone="amber")
        self.table = RowTable("settings.accounts", text("settings.accounts"), (KEY_ROLE, TONE_ROLE))
        self.table.show_model(model.table, (20, 22, 16, 18, 24))
        self.table.setMinimumHeight(200)
        roles = [(role.value, text(f"wording.role_{role}")) for role in Role]
        self.role = SegmentedField("account.change_role", text("settings.account_role"), roles)
        self.reset = button(text("settings.account_reset"))
        self.reset.setObjectName("account.reset")
        self.disable = button(text("settings.account_disable"))
        self.disable.setObjectName("account.disable")
        self._chosen = label("", "strong", wrap=True)
        self._chosen.setObjectName("account.chosen")
        self.promote = button(text("settings.account_change_role"))
        self.promote.setObjectName("account.promote")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        for part in (label(text("settings.all_accounts"), "heading"), self.table, self._chosen, self.role):
            layout.addWidget(part)
        layout.addLayout(row(self.promote, 24, self.reset, self.disable, None))
        layout.addWidget(self._next_opening)
        self.table.chosen.connect(model.choose)
        self.role.edited.connect(lambda _: self._offer_role())
        self.promote.clicked.connect(lambda: model.change_role(self.role.value()))
        self.reset.clicked.connect(model.reset)
        self.disable.clicked.connect(model.disable_or_enable)
        model.changed.connect(self._follow)
        keys.changed.connect(self._follow_keys)
        self._follow()
        self._follow_keys()

    def _follow_keys(self) -> None:
        self._next_opening.setText(self._keys.new_data_key)
        self._next_opening.setVisible(bool(self._keys.new_data_key))

    def _follow(self) -> None:
        account = self._model.chosen
        for part in (self.role, self.reset, self.disable):
            part.setEnabled(account is not None)
        if account is None:
            return
        clerk = account.clerk
        self.table.choose(clerk.id)
        self._chosen.setText(text("settings.account_chosen", name=clerk.name, login=clerk.login))
        self.role.set_value(clerk.role.value)
        self.reset.setEnabled(clerk.active)
        words = text("settings.account_disable") if clerk.active else text("settings.account_enable")
        self.disable.setText(words)
        self.disable.setAccessibleName(words)
        self._offer_role()

    def _offer_role(self) -> None:
        account = self._model.chosen
        self.promote.setEnabled(account is not None and self.role.value() != account.clerk.role.value)


class AccountForm(_Form):
    """A new account."""

    def __init__(self, model: AccountsViewModel) -> None:
        """Follows `model`."""
        self.add = button(text("settings.account_add"))
        self.add.setObjectName("account.add")
        roles = [(role.value, text(f"wording.role_{role}")) for role in Role]
        fields: tuple[Field, ...] = (
            TextField("account.login", text("settings.account_login"), required=True),
            TextField("account.name", text("settings.account_name"), required=True),
            TextField("account.staff_number", text("settings.account_staff")),
            SegmentedField("account.role", text("settings.account_role"), roles),
        )
        super().__init__(text("settings.account_new"), fields, self.add)
        self._model = model
        self.clear(role=Role.CLERK.value)
        self.add.clicked.connect(self._add)
        model.account_added.connect(lambda: self.clear(role=Role.CLERK.value))

    def _add(self) -> None:
        self._model.add({name.removeprefix("account."): field.value() for name, field in self.fields.items()})
