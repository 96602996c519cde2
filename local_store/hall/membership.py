"""How a window belongs to a hall: the hall's code, kept in the window's own store, opens the hall's data key.

The data key of a hall is random. It lies in the hall's database sealed (HPKE) to a pair of keys derived from the hall's
code, which is random too and shown to admins only. A window that was given the code keeps it, and the
password of the database where there is one, in its own encrypted store: a clerk who opens that store with the own
password comes into the hall with it, and the server never sees what opens the pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.domain.errors import StoreError
from app.domain.recovery_key import RecoveryKey
from local_store.engine.postgres_engine import create_postgres_engine
from local_store.engine.turns import take_turn
from local_store.hall.schema import prepare_schema
from local_store.hall.store import HallStore, open_hall
from local_store.hall.tables import hall_keys
from local_store.keys.data_key import KEY_BYTES, DataKey
from local_store.keys.sealing import public_key_of
from local_store.vault.profiles import CryptoProfile

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from app.ports.guides import Romanizer
    from app.ports.store import Store, UnitOfWork

_CODE_INFO = b"tongban hall code v1"
_FIRST_GENERATION = 1
# Notes of the window's own store, encrypted as all of it.
_CODE, _PASSWORD = "hall.code", "hall.password"


@dataclass(frozen=True, slots=True)
class Membership:
    """What lets a window into its hall. `password` is empty where a certificate or `.pgpass` does it."""

    code: RecoveryKey
    password: str = ""

    def keep(self, unit: UnitOfWork) -> None:
        """Write it into the window's own store, in the caller's unit of work."""
        unit.notes.put(_CODE, self.code.secret.hex())
        unit.notes.put(_PASSWORD, self.password)


def kept_membership(own: Store) -> Membership:
    """What this window kept. Raises StoreError `store.hall_not_joined`."""
    with own.unit_of_work() as unit:
        code, password = unit.notes.get(_CODE), unit.notes.get(_PASSWORD)
    if not code:
        raise StoreError("hall_not_joined")
    return Membership(RecoveryKey(bytes.fromhex(code)), password)


def found_hall(url: str, password: str, keep: Callable[[Membership], None]) -> Membership:
    """Make the hall's data key and code, in a database that has none.

    `keep` makes the code durable before there is anything only it can open. Raises StoreError
    `store.hall_code_needed` when the hall has them, and as `open_hall`.
    """
    engine = create_postgres_engine(url, password)
    made = Membership(RecoveryKey.fresh(), password)
    try:
        prepare_schema(engine)
        with engine.begin() as connection:
            take_turn(connection, "hall key")  # two windows must not make two halls of it
            if _sealed(connection) is not None:
                raise StoreError("hall_code_needed")
            sealed = DataKey.fresh().sealed_to(public_key_of(_private_key(made.code)))
            keep(made)
            connection.execute(hall_keys.insert(), {"generation": _FIRST_GENERATION, "sealed": sealed})
    finally:
        engine.dispose()
    return made


def enter_hall(
    url: str, membership: Membership, romanizer: Romanizer, profile: CryptoProfile = CryptoProfile.DEFAULT
) -> HallStore:
    """Open the hall's store as a window that belongs to it.

    Raises StoreError `store.hall_code_refused`, and as `open_hall`.
    """
    engine = create_postgres_engine(url, membership.password)
    try:
        key = _data_key(engine, membership.code)
    finally:
        engine.dispose()
    return open_hall(url, key, romanizer, profile, membership.password)


def _data_key(engine: Engine, code: RecoveryKey) -> DataKey:
    prepare_schema(engine)
    with engine.connect() as connection:
        sealed = _sealed(connection)
    key = None if sealed is None else DataKey.unsealed(sealed, _private_key(code), _FIRST_GENERATION)
    if key is None:
        raise StoreError("hall_code_refused")
    return key


def _sealed(connection: Connection) -> bytes | None:
    sealed: bytes | None = connection.scalar(sa.select(hall_keys.c.sealed))
    return sealed


def _private_key(code: RecoveryKey) -> bytes:
    """HKDF-SHA-256 (RFC 5869): the code is random enough to need no slow derivation."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, salt=None, info=_CODE_INFO).derive(code.secret)
