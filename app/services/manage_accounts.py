"""Local accounts of the station."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Clerk, Role, Session, require_role
from app.domain.errors import InputError
from app.ports.environment import Clock, IdSource
from app.ports.store import Credentials, NewAccount, Store
from app.services.application_form import check_name

SHORTEST_PASSWORD = 8


@dataclass(frozen=True, slots=True)
class ManageAccounts:
    """Adding and listing accounts; only an admin may."""

    store: Store
    credentials: Credentials
    clock: Clock
    ids: IdSource

    def all(self, session: Session) -> Sequence[Clerk]:
        """All accounts. Raises `access.role` for a plain clerk."""
        require_role(session, Role.SUPERVISOR)
        with self.store.unit_of_work() as unit:
            return unit.clerks.all()

    def add(self, session: Session, account: NewAccount) -> Clerk:
        """A new account. Raises `access.role`, `input.login_taken`, `input.password_short`, `input.required`."""
        require_role(session, Role.ADMIN)
        login = check_account(account)
        with self.store.unit_of_work() as unit:
            if unit.clerks.by_login(login) is not None:
                raise InputError("login_taken", field="account.login")
        clerk = Clerk(self.ids.new_id(), login, account.name.strip(), account.staff_number.strip(), account.role)
        # Key before row: cut off in between, the login signs nobody in and can simply be added again.
        self.credentials.add(login, account.password)
        with self.store.unit_of_work() as unit:
            unit.clerks.save(clerk)
            now = self.clock.now()
            unit.audit.add(AuditEntry(AuditAction.ACCOUNT_CHANGED, now, session.clerk.id, clerk.id, account.role.value))
            unit.commit()
        return clerk


def check_account(account: NewAccount) -> str:
    """The login in its stored form; raises InputError beside the field that does not hold."""
    login = account.login.strip().lower()
    if not login or not login.isascii() or not login.replace("_", "").replace(".", "").isalnum():
        raise InputError("login_form", field="account.login")
    if not account.name.strip():
        raise InputError("required", field="account.name")
    check_name(account.name, "account.name")
    if len(account.password) < SHORTEST_PASSWORD:
        raise InputError("password_short", field="account.password", shortest=SHORTEST_PASSWORD)
    return login
