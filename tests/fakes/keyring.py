"""A system's keyring that tests look into."""

from __future__ import annotations

from app.domain.errors import AccessError
from app.domain.recovery_key import RecoveryKey


class InMemorySystemKeyring:
    """`SystemKeyring` of one user; `fault` is raised by everything while it is set."""

    def __init__(self) -> None:
        self.key: RecoveryKey | None = None
        self.fault: AccessError | None = None
        self.asked = 0

    def keep(self, key: RecoveryKey) -> None:
        self._ask()
        self.key = key

    def kept(self) -> RecoveryKey | None:
        self._ask()
        return self.key

    def drop(self) -> None:
        self._ask()
        self.key = None

    def _ask(self) -> None:
        self.asked += 1
        if self.fault is not None:
            raise self.fault
