"""The slot in the system's keyring: made and ended as the setting `store.keyring` says, docs/decisions/0009."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Session
from app.domain.errors import AccessError
from app.domain.recovery_key import RecoveryKey, RecoveryPlace
from app.ports.credentials import Credentials, SystemKeyring
from app.ports.environment import Clock
from app.ports.settings import SettingsFiles
from app.ports.store import Store

_LOG = logging.getLogger(__name__)


class KeyringState(StrEnum):
    """How the slot stands. `ABSENT`, `REFUSED`: it is wanted, but the system has no keyring or it does not take it."""

    OFF = "off"
    THERE = "there"
    ABSENT = "absent"
    REFUSED = "refused"


_WHY = {"access.keyring_absent": KeyringState.ABSENT, "access.keyring_refused": KeyringState.REFUSED}


@dataclass(frozen=True, slots=True)
class KeepKeyring:
    """Follows the setting; whoever may change that decides. The keyring may ask the user something and block."""

    store: Store
    credentials: Credentials
    keyring: SystemKeyring
    settings: SettingsFiles
    clock: Clock

    def settle(self, session: Session) -> KeyringState:
        """Make the slot where it is wanted and missing, end it where it is not wanted. Raises StoreError.

        A slot that is there is not looked into: that would ask the user at every start.
        """
        wanted = self.settings.load().text("store.keyring") == "on"
        there = self.credentials.has_recovery_key(RecoveryPlace.KEYRING)
        try:
            if wanted and not there:
                self._make(session)
            if there and not wanted:
                self._end(session)
        except AccessError as error:
            if error.code not in _WHY:
                raise
            _LOG.warning("the slot in the system's keyring: %s", error)
            return _WHY[error.code]
        return KeyringState.THERE if wanted else KeyringState.OFF

    def _make(self, session: Session) -> None:
        """The keyring first: cut off before the slot is there, what it keeps opens nothing."""
        key = RecoveryKey.fresh()
        self.keyring.keep(key)
        self._note(AuditAction.RECOVERY_KEY_MADE, session)
        self.credentials.set_recovery_key(key, RecoveryPlace.KEYRING)

    def _end(self, session: Session) -> None:
        """The slot first: from then on the entry opens nothing, also where the keyring does not let go of it."""
        self._note(AuditAction.RECOVERY_KEY_ENDED, session)
        self.credentials.set_recovery_key(None, RecoveryPlace.KEYRING)
        try:
            self.keyring.drop()
        except AccessError as error:
            _LOG.warning("an entry that opens nothing any more stays in the system's keyring: %s", error)

    def _note(self, action: AuditAction, session: Session) -> None:
        with self.store.unit_of_work() as unit:
            who, now = session.clerk.id, self.clock.now()
            unit.audit.add(AuditEntry(action, now, who, who, RecoveryPlace.KEYRING.value))
            unit.commit()
