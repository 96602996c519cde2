"""A hall's store, opened by one window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.errors import StoreError
from app.domain.store_upkeep import Recovery
from local_store.audit.log import AuditBreak, SqlAuditLog
from local_store.engine.postgres_engine import create_postgres_engine
from local_store.engine.writer_gate import OpenGate
from local_store.hall.schema import hall_letter, prepare_schema
from local_store.hall.signals import CaseWatch, HallLeadership
from local_store.hall.upkeep import HallUpkeep
from local_store.hall.vault import PostgresVault
from local_store.keys.data_key import DataKey, KeyPurpose
from local_store.unit_of_work import SqlUnitOfWork, UnitParts
from local_store.vault.cipher import BlobCipher
from local_store.vault.profiles import CryptoProfile

if TYPE_CHECKING:
    from app.ports.guides import Romanizer

_PATIENCE = 30.0


class HallStore:
    """`Store` over a hall's PostgreSQL server. Units of work of all windows go on beside each other."""

    def __init__(self, parts: UnitParts, vault: PostgresVault) -> None:
        self._parts = parts
        self.vault = vault
        self.upkeep = HallUpkeep(parts.engine, vault, parts.audit_key)
        self.leadership = HallLeadership(parts.engine)
        self._watches: list[CaseWatch] = []
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    @property
    def recovery(self) -> Recovery:
        """Nothing: the server looks after itself."""
        return Recovery()

    @property
    def installation_letter(self) -> str:
        """The letter of this hall in receipt numbers."""
        return self._parts.installation_letter

    def unit_of_work(self) -> SqlUnitOfWork:
        """A new unit of work; it waits only for rows another one changes. Raises StoreError `store.closed`."""
        if self._closed:
            raise StoreError("closed")
        return SqlUnitOfWork(self._parts)

    def watch_cases(self, changed: Callable[[], None]) -> None:
        """Have `changed` called, on a thread of its own, when another window changed cases; until the store closes.

        It is a hint that may also come without reason.
        """
        self._watches.append(CaseWatch(self._parts.engine, changed))

    def check_space(self) -> None:
        """Nothing is kept on this machine's disk; a full server says so when it is written to."""

    def first_audit_break(self) -> AuditBreak | None:
        """Check the audit chain from its first row; None when it holds."""
        with self._parts.engine.connect() as connection:
            return SqlAuditLog(connection, self._parts.audit_key).first_break()

    def close(self) -> None:
        """Let the units of work under way end and the connections go.

        A second call does nothing. Raises StoreError `store.busy` when they do not end; the store stays open.
        """
        if not self._closed:
            self._parts.gate.close()
            self._closed = True
            for watch in self._watches:
                watch.stop()
            self.leadership.give_up()
            self._parts.engine.dispose()


def open_hall(
    url: str,
    key: DataKey,
    romanizer: Romanizer,
    profile: CryptoProfile = CryptoProfile.DEFAULT,
    password: str = "",
) -> HallStore:
    """Open the hall's store at `url` under the hall's data key; its tables are made when they are not there.

    Raises StoreError `store.hall_away`, `store.hall_refused`, `store.hall_url`, `store.newer_version`.
    """
    engine = create_postgres_engine(url, password)
    try:
        prepare_schema(engine)
        with engine.begin() as connection:
            letter = hall_letter(connection)
    except BaseException:
        engine.dispose()
        raise
    cipher = BlobCipher(key.derived(KeyPurpose.VAULT), key.derived(KeyPurpose.VAULT_NAMES), key.generation, profile)
    parts = UnitParts(
        engine=engine,
        gate=OpenGate(_PATIENCE),
        romanizer=romanizer,
        installation_letter=letter,
        audit_key=key.derived(KeyPurpose.AUDIT),
    )
    return HallStore(parts, PostgresVault(engine, cipher))
