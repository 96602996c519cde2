"""Accounts: the own password for everybody; everybody's account for an admin."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from app.domain.clerk import Role
from app.domain.errors import InputError
from app.domain.password_rule import PasswordRule
from app.ports.environment import TaskRunner
from app.ports.store import NewAccount
from app.services.manage_accounts import Account, OneTimePassword
from app.services.workspace import Workspace
from resources.texts import text
from ui.viewmodels.password_words import rule_words
from ui.viewmodels.row_table_model import Cell, Row, RowTableModel
from ui.viewmodels.viewmodel import ViewModel


class AccountsViewModel(ViewModel):
    """Each command goes to the store; the list is read again after it.

    Signals:
        changed(): the list, or which account is chosen, is another one.
        one_time_changed(): `one_time` is another one.
        account_added(): there is a new account.
        password_changed(): the own password is the new one now.
    """

    changed = Signal()
    one_time_changed = Signal()
    account_added = Signal()
    password_changed = Signal()

    def __init__(self, workspace: Workspace, runner: TaskRunner, parent: QObject | None = None) -> None:
        """`read` fills it."""
        super().__init__(runner, parent)
        self._workspace = workspace
        self._accounts: dict[str, Account] = {}
        self._chosen = ""
        self.one_time = ""
        headings = (
            "settings.account_login",
            "settings.account_name",
            "settings.account_staff",
            "settings.account_role",
            "settings.account_state",
        )
        self.table = RowTableModel([text(key) for key in headings])

    @property
    def is_admin(self) -> bool:
        """Whether all accounts may be seen and changed."""
        return self._workspace.session.clerk.role is Role.ADMIN

    @property
    def rule(self) -> str:
        """What a password must be like, in words."""
        return rule_words(PasswordRule.of(self._workspace.manage_settings.current()))

    @property
    def chosen(self) -> Account | None:
        """The account the admin looks at."""
        return self._accounts.get(self._chosen)

    def read(self) -> None:
        """Read the list, for those who may."""
        if self.is_admin:
            session, manage = self._workspace.session, self._workspace.manage_accounts
            self.run("store", lambda: tuple(manage.all(session)), self._know)

    def choose(self, clerk_id: str) -> None:
        """Look at this account."""
        self._chosen = clerk_id
        self.changed.emit()

    def add(self, account: Mapping[str, str]) -> None:
        """A new account: login, name, staff_number, role. Its one-time password is shown once."""
        new = NewAccount(account["login"], account["name"], account["staff_number"], Role(account["role"]))
        session, manage = self._workspace.session, self._workspace.manage_accounts
        self.run("store", lambda: manage.add(session, new), self._added, waiting="account")

    def reset(self) -> None:
        """A one-time password in place of a forgotten one."""
        session, manage, clerk_id = self._workspace.session, self._workspace.manage_accounts, self._chosen
        self.run("store", lambda: manage.reset(session, clerk_id), self._given, waiting="account")

    def disable_or_enable(self) -> None:
        """Shut the account, or open it again with a one-time password."""
        session, manage, clerk_id = self._workspace.session, self._workspace.manage_accounts, self._chosen
        if self.chosen is not None and not self.chosen.clerk.active:
            self.run("store", lambda: manage.enable(session, clerk_id), self._given, waiting="account")
        else:
            self.run("store", lambda: manage.disable(session, clerk_id), lambda _: self.read(), waiting="account")

    def change_role(self, role: str) -> None:
        """Another role."""
        session, manage, clerk_id = self._workspace.session, self._workspace.manage_accounts, self._chosen
        self.run(
            "store",
            lambda: manage.change_role(session, clerk_id, Role(role)),
            lambda _: self.read(),
            on_error=lambda _: self._keep_role(),
        )

    def change_password(self, old: str, new: str, again: str) -> None:
        """The own password."""
        if new != again:
            self.failed.emit(InputError("passwords_differ", field="account.new_password_again"))
            return
        session, manage = self._workspace.session, self._workspace.manage_accounts
        work = manage.change_password
        self.run("store", lambda: work(session, old, new), lambda _: self.password_changed.emit(), waiting="password")

    def forget_one_time(self) -> None:
        """The slip was handed over: the password is not shown any more."""
        if self.one_time:
            self.one_time = ""
            self.one_time_changed.emit()

    def _keep_role(self) -> bool:
        self.changed.emit()  # the choice shown goes back to what holds
        return False

    def _know(self, accounts: tuple[Account, ...]) -> None:
        self._accounts = {account.clerk.id: account for account in accounts}
        self.table.show_rows(tuple(_row(account) for account in accounts))
        if self._chosen not in self._accounts:
            self._chosen = next(iter(self._accounts), "")
        self.changed.emit()

    def _added(self, made: OneTimePassword) -> None:
        self._chosen = made.clerk.id
        self.account_added.emit()
        self._given(made)

    def _given(self, made: OneTimePassword) -> None:
        self.one_time = text("settings.one_time", name=made.clerk.name, login=made.clerk.login, password=made.password)
        self.one_time_changed.emit()
        self.read()


def _row(account: Account) -> Row:
    clerk = account.clerk
    if not clerk.active:
        state = Cell(text("settings.state_disabled"), "muted")
    elif account.one_time:
        state = Cell(text("settings.state_one_time"), "amber")
    else:
        state = Cell(text("settings.state_active"), "green")
    words = (Cell(clerk.login), Cell(clerk.name), Cell(clerk.staff_number), Cell(text(f"wording.role_{clerk.role}")))
    return Row(clerk.id, (*words, state))
