"""Local accounts of the station, and each clerk's own password.

An account is a row of the store, under which facts name it, and a wrapped data key, which lets it in. Two files cannot
be changed at one blow, so each command orders its steps such that a power cut between them never leaves a key without
its audit entry, nor anybody outside who was in: entries first where something is given to an account that exists, keys
first where the row is what makes them count. What was cut off is done by giving the command again.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Clerk, Role, Session, require_role
from app.domain.errors import AccessError, InputError
from app.domain.password_rule import PasswordRule
from app.ports.credentials import Credentials
from app.ports.environment import Clock, IdSource
from app.ports.settings import SettingsFiles
from app.ports.store import NewAccount, Store, UnitOfWork
from app.services.application_form import check_name

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # what can be told apart on a slip of paper
_GROUPS, _GROUP = 3, 4


@dataclass(frozen=True, slots=True)
class Account:
    """One line of the list; `one_time`: its owner has not changed the one-time password yet."""

    clerk: Clerk
    one_time: bool


@dataclass(frozen=True, slots=True)
class OneTimePassword:
    """Shown once to the admin, who hands it over; it opens nothing until its owner has changed it."""

    clerk: Clerk
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ManageAccounts:
    """Everybody changes the own password; all else only an admin may."""

    store: Store
    credentials: Credentials
    settings: SettingsFiles
    clock: Clock
    ids: IdSource

    def all(self, session: Session) -> Sequence[Account]:
        """All accounts. Raises `access.role` for a plain clerk."""
        require_role(session, Role.SUPERVISOR)
        with self.store.unit_of_work() as unit:
            clerks = unit.clerks.all()
        return [Account(clerk, clerk.active and self.credentials.one_time(clerk.login)) for clerk in clerks]

    def add(self, session: Session, account: NewAccount) -> OneTimePassword:
        """A new account, which begins with a one-time password.

        Raises `access.role`, `input.login_taken`, `input.login_form`, `input.required`.
        """
        require_role(session, Role.ADMIN)
        login = check_account(account)
        with self.store.unit_of_work() as unit:
            if unit.clerks.by_login(login) is not None:
                raise InputError("login_taken", field="account.login")
        clerk = Clerk(self.ids.new_id(), login, account.name.strip(), account.staff_number.strip(), account.role)
        # Key before row: cut off in between, the login signs nobody in and can simply be added again.
        made = self._give_key(clerk)
        with self.store.unit_of_work() as unit:
            unit.clerks.save(clerk)
            self._note(unit, session, clerk, f"added {clerk.role}")
            unit.commit()
        return made

    def reset(self, session: Session, clerk_id: str) -> OneTimePassword:
        """A one-time password in place of a forgotten one; the old one ends.

        Raises `access.role`, `access.own_password`, `access.disabled`.
        """
        with self.store.unit_of_work() as unit:
            clerk = self._account(unit, session, clerk_id)
            if clerk.login == session.clerk.login:
                raise AccessError("own_password")
            if not clerk.active:
                raise AccessError("disabled")
            self._note(unit, session, clerk, "one-time password")
            unit.commit()
        return self._give_key(clerk)

    def disable(self, session: Session, clerk_id: str) -> None:
        """Nobody signs in with this account any more, and its wrapped key is taken away; what it did stays.

        Raises `access.role`, `access.last_admin`, `access.own_account`.
        """
        with self.store.unit_of_work() as unit:
            clerk = self._account(unit, session, clerk_id)
            _check_not_needed(unit, session, clerk)
            unit.clerks.save(replace(clerk, active=False))
            self._note(unit, session, clerk, "disabled")
            unit.commit()
        # Cut off here, the next sign-in of anybody takes the key away (`SignIn`).
        self.credentials.remove(clerk.login)

    def enable(self, session: Session, clerk_id: str) -> OneTimePassword:
        """The account is there again, with a one-time password. Raises `access.role`, `access.not_disabled`."""
        with self.store.unit_of_work() as unit:
            clerk = self._account(unit, session, clerk_id)
            if clerk.active:
                raise AccessError("not_disabled")
        # Key before row, as for a new account: as long as the row says disabled, a key is of no use.
        made = self._give_key(clerk)
        with self.store.unit_of_work() as unit:
            unit.clerks.save(replace(clerk, active=True))
            self._note(unit, session, clerk, "enabled")
            unit.commit()
        return made

    def change_role(self, session: Session, clerk_id: str, role: Role) -> None:
        """Another role, from the next sign-in on. Raises `access.role`, `access.last_admin`, `access.own_account`."""
        with self.store.unit_of_work() as unit:
            clerk = self._account(unit, session, clerk_id)
            if clerk.role is role:
                return
            _check_not_needed(unit, session, clerk)
            unit.clerks.save(replace(clerk, role=role))
            self._note(unit, session, clerk, f"role {role}")
            unit.commit()

    def change_password(self, session: Session, old: str, new: str) -> None:
        """The clerk's own password.

        Raises `input.old_password`, `input.password_short` and its sisters, `input.password_same`,
        `access.locked_out`.
        """
        login = session.clerk.login
        check_new_password(PasswordRule.of(self.settings.load()), login, old, new)
        try:
            self.credentials.verify(login, old)
        except AccessError as error:
            if error.code != "access.wrong_password":
                raise
            raise InputError("old_password", field="account.old_password") from error
        with self.store.unit_of_work() as unit:
            unit.audit.add(password_changed(session.clerk, self.clock))
            unit.commit()
        self.credentials.change(login, old, new)

    def _account(self, unit: UnitOfWork, session: Session, clerk_id: str) -> Clerk:
        """The account an admin wants to change."""
        clerks = {clerk.id: clerk for clerk in unit.clerks.all()}
        # By login: in a hall the session has the id the hall knows the clerk by.
        actor, clerk = unit.clerks.by_login(session.clerk.login), clerks.get(clerk_id)
        # As the store says now: the session is as old as its sign-in.
        if actor is None or not _is_admin(actor):
            raise AccessError("role", required=Role.ADMIN.value)
        if clerk is None:
            raise AccessError("no_such_account")
        return clerk

    def _give_key(self, clerk: Clerk) -> OneTimePassword:
        made = OneTimePassword(clerk, _one_time_password())
        self.credentials.add(clerk.login, made.password, one_time=True)
        return made

    def _note(self, unit: UnitOfWork, session: Session, clerk: Clerk, what: str) -> None:
        unit.audit.add(AuditEntry(AuditAction.ACCOUNT_CHANGED, self.clock.now(), session.clerk.id, clerk.id, what))


def _is_admin(clerk: Clerk) -> bool:
    return clerk.active and clerk.role is Role.ADMIN


def _check_not_needed(unit: UnitOfWork, session: Session, clerk: Clerk) -> None:
    """Somebody must be left who can let others in; and nobody ends or changes under the own session."""
    if [one.id for one in unit.clerks.all() if _is_admin(one)] == [clerk.id]:
        raise AccessError("last_admin")
    if clerk.login == session.clerk.login:
        raise AccessError("own_account")


def check_account(account: NewAccount) -> str:
    """The login in its stored form; raises InputError beside the field that does not hold."""
    login = account.login.strip().lower()
    if not login or not login.isascii() or not login.replace("_", "").replace(".", "").isalnum():
        raise InputError("login_form", field="account.login")
    if not account.name.strip():
        raise InputError("required", field="account.name")
    check_name(account.name, "account.name")
    return login


def check_new_password(rule: PasswordRule, login: str, old: str, new: str) -> None:
    """Raise InputError beside `account.new_password` unless `new` may follow `old`."""
    rule.check(new, login, "account.new_password")
    if new == old:
        raise InputError("password_same", field="account.new_password")


def password_changed(clerk: Clerk, clock: Clock) -> AuditEntry:
    """The entry of somebody who changes the own password; written before it is."""
    return AuditEntry(AuditAction.PASSWORD_CHANGED, clock.now(), clerk.id, clerk.id)


def _one_time_password() -> str:
    """Twelve random letters and digits in groups of four: 59 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
