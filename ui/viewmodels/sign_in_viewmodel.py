"""Signing in, and setting up a station that has no account yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from app.domain.errors import InputError, StoreError, TongbanError
from ui.viewmodels.viewmodel import ViewModel

if TYPE_CHECKING:  # the services are loaded when somebody signs in, not before the first screen
    from app.domain.settings import Settings
    from app.ports.environment import TaskRunner
    from app.ports.settings import SettingsFiles
    from app.ports.store import NewAccount
    from app.services.workspace import Workspace

__all__ = ["LEAVING", "RECOVERING", "SignInService", "SignInViewModel", "Workspace"]

LEAVING = "leaving"
"""`SignInViewModel.waiting` while the session before is saved and closed."""

RECOVERING = "recovering"
"""`SignInViewModel.waiting` while a recovery key is tried."""


class SignInService(Protocol):
    """The service behind the first screen (`app.services.sign_in.SignIn`); it is all the window is started with."""

    @property
    def settings(self) -> SettingsFiles:
        """Where settings are kept; they can be read before anybody signs in."""

    @property
    def first_run(self) -> bool:
        """Whether there is no account yet."""

    def warm_up(self) -> None:
        """Load what signing in will need and look into the keys, while the clerk still types. Blocks.

        Raises StoreError when nobody can sign in.
        """

    def __call__(self, login: str, password: str) -> Workspace:
        """Sign in. Raises AccessError."""

    def renew(self, login: str, one_time: str, new: str) -> Workspace:
        """Sign in with a one-time password by changing it. Raises AccessError, InputError beside the field."""

    @property
    def key_in_keyring(self) -> bool:
        """Whether `recover` can do without a typed key."""

    def recover(self, typed: str, login: str, new: str) -> Workspace:
        """Sign in with a new password by the recovery key. Raises AccessError, InputError beside the field."""

    def set_up(self, account: NewAccount, station: Mapping[str, str]) -> Workspace:
        """Make the first account. Raises InputError, SettingsError beside the field."""


class SignInViewModel(ViewModel):
    """Commands of the sign-in and set-up screens.

    Signals:
        signed_in(object): the workspace of the session that begins.
        new_password_asked(): the password is a one-time one; `renew` signs in.
        closed(object): nobody can sign in, the StoreError says why.
    """

    signed_in = Signal(object)
    new_password_asked = Signal()
    closed = Signal(object)

    def __init__(self, sign_in: SignInService, runner: TaskRunner, parent: QObject | None = None) -> None:
        """`sign_in` blocks (the password check is slow on purpose) and runs on the store lane."""
        super().__init__(runner, parent)
        self._sign_in = sign_in
        self.settings: Settings = sign_in.settings.load()

    @property
    def first_run(self) -> bool:
        """Whether the set-up screen comes first."""
        return self._sign_in.first_run

    @property
    def place(self) -> str:
        """Hall and window, as far as they are set."""
        return " · ".join(
            words for key in ("station.hall_name", "station.window_name") if (words := self.settings.text(key))
        )

    @property
    def rule(self) -> str:
        """What a password must be like, in words. Asked by few starts, so loaded then."""
        from app.domain.password_rule import PasswordRule
        from ui.viewmodels.password_words import rule_words

        return rule_words(PasswordRule.of(self.settings))

    def warm_up(self) -> None:
        """The screen is there and takes keys: get ready for what comes next."""
        self.run("store", self._sign_in.warm_up, lambda _: None, on_error=self._close)

    def sign_in(self, login: str, password: str) -> None:
        """Sign in; empty input is told beside its field without asking the store."""
        if self.waiting:
            return
        for field, value in (("sign_in.login", login.strip()), ("sign_in.password", password)):
            if not value:
                self.failed.emit(InputError("required", field=field))
                return
        self.run(
            "store",
            lambda: self._sign_in(login, password),
            self.signed_in.emit,
            waiting="sign_in",
            on_error=self._ask_new_password,
        )

    def renew(self, login: str, one_time: str, new: str, again: str) -> None:
        """Sign in with a one-time password, which the new one replaces."""
        if self.waiting:
            return
        if new != again:
            self.failed.emit(InputError("passwords_differ", field="account.new_password_again"))
            return
        self.run("store", lambda: self._sign_in.renew(login, one_time, new), self.signed_in.emit, waiting="sign_in")

    @property
    def key_in_keyring(self) -> bool:
        """Whether the system's keyring has a recovery key, so that none need be typed."""
        return self._sign_in.key_in_keyring

    def recover(self, typed: str, login: str, new: str, again: str) -> None:
        """Sign in with a new password by the recovery key; what is empty is told beside its field."""
        if self.waiting:
            return
        empty = (("sign_in.login", not login.strip()), ("recovery_key", not (typed.strip() or self.key_in_keyring)))
        for field, is_empty in empty:
            if is_empty:
                self.failed.emit(InputError("required", field=field))
                return
        if new != again:
            self.failed.emit(InputError("passwords_differ", field="account.new_password_again"))
            return
        recover = self._sign_in.recover
        self.run("store", lambda: recover(typed, login, new), self.signed_in.emit, waiting=RECOVERING)

    def set_up(self, account: Mapping[str, str], station: Mapping[str, str]) -> None:
        """Make the first account. `account` has login, name, staff_number, password, password_again."""
        from app.domain.clerk import Role
        from app.ports.store import NewAccount

        if self.waiting:
            return
        if account["password"] != account["password_again"]:
            self.failed.emit(InputError("passwords_differ", field="account.password_again"))
            return
        new = NewAccount(
            login=account["login"],
            name=account["name"],
            staff_number=account["staff_number"],
            role=Role.ADMIN,
            password=account["password"],
        )
        self.run("store", lambda: self._sign_in.set_up(new, station), self.signed_in.emit, waiting="set_up")

    def expect_leaving(self) -> None:
        """Somebody leaves: nobody signs in before `left`."""
        self._wait(LEAVING)

    def left(self) -> None:
        """The session before is over."""
        self._stop_waiting(LEAVING)

    def _close(self, error: TongbanError) -> bool:
        closed = isinstance(error, StoreError)
        if closed:
            self.closed.emit(error)
        return closed

    def _ask_new_password(self, error: TongbanError) -> bool:
        asked = error.code == "access.one_time_password"
        if asked:
            self.new_password_asked.emit()
        return asked
