"""Lock the screen and keep the case; only the same clerk's password opens it again. Or leave it to somebody else."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Session
from app.ports.credentials import Credentials
from app.ports.environment import Clock
from app.ports.store import Store

_FROM_LOCK = "locked"


@dataclass(frozen=True, slots=True)
class ScreenLock:
    """Locking, unlocking and signing out, all in the audit log."""

    store: Store
    credentials: Credentials
    clock: Clock

    def lock(self, session: Session) -> None:
        """Record that the screen was locked."""
        self._record(session, AuditAction.LOCK)

    def unlock(self, session: Session, password: str) -> None:
        """Check the password. Raises `access.wrong_password`, `access.locked_out`."""
        self.credentials.verify(session.clerk.login, password)
        self._record(session, AuditAction.UNLOCK)

    def sign_out(self, session: Session, *, locked: bool = False) -> None:
        """Record that the session ends; `locked`: somebody else ended it from the lock screen."""
        self._record(session, AuditAction.SIGN_OUT, _FROM_LOCK if locked else "")

    def _record(self, session: Session, action: AuditAction, detail: str = "") -> None:
        with self.store.unit_of_work() as unit:
            unit.audit.add(AuditEntry(action, self.clock.now(), session.clerk.id, session.clerk.id, detail))
            unit.commit()
