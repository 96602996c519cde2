"""Open a store beside the program that has it: for a look or a backup while the clerks work.

Nothing is upgraded, swept or mended, and no letter is taken; what is written goes through the same transactions.
"""

from __future__ import annotations

from contextlib import ExitStack

import sqlalchemy as sa

from app.domain.errors import StoreError
from app.domain.store_upkeep import Recovery
from app.ports.environment import Clock
from app.ports.guides import Romanizer
from local_store.backup.upkeep import SqlStoreUpkeep
from local_store.backup.verification import reading
from local_store.engine.cipher_engine import create_cipher_engine
from local_store.engine.writer_gate import WriterGate
from local_store.folder import DataFolder
from local_store.keys.data_key import DataKey, KeyPurpose
from local_store.keys.envelope import EnvelopeCredentials
from local_store.keys.rotation import KeyRotation
from local_store.migrations.upgrade import REVISIONS
from local_store.opening import StoreSettings
from local_store.space import SpaceReserve
from local_store.store import SqlStore
from local_store.tables.station import installation
from local_store.unit_of_work import UnitParts
from local_store.vault.cipher import BlobCipher
from local_store.vault.file_vault import FileVault


def credentials_beside(folder: DataFolder, clock: Clock, romanizer: Romanizer) -> EnvelopeCredentials:
    """The accounts of a data folder, opening its store beside whoever has it."""

    def opened(key: DataKey, _rotation: KeyRotation | None) -> SqlStore:
        return open_beside(folder, key, clock, romanizer)

    return EnvelopeCredentials(folder, clock, opened)


def open_beside(folder: DataFolder, key: DataKey, clock: Clock, romanizer: Romanizer) -> SqlStore:
    """The store in `folder` as it lies there.

    Raises StoreError `store.absent`, `store.older_version` (the window has to be opened once first),
    `store.newer_version`, `store.wrong_key`, `store.damaged`.
    """
    if not folder.database.is_file():
        raise StoreError("absent")
    settings, ending = StoreSettings(), ExitStack()
    try:
        engine = create_cipher_engine(folder.database, key.derived(KeyPurpose.DATABASE))
        ending.callback(engine.dispose)
        with reading(engine) as connection:
            _demand_newest(connection)
            letter = str(connection.scalar(sa.select(installation.c.letter)))
        vault = FileVault(folder.vault, _cipher(key), clock, lambda: None)
        ending.callback(vault.close)
        vault.prepare()
        parts = UnitParts(
            engine, WriterGate(settings.writer_patience), romanizer, letter, key.derived(KeyPurpose.AUDIT)
        )
        space = SpaceReserve(folder.ballast, ballast_bytes=0, low_water_bytes=settings.low_water_bytes)
        upkeep = SqlStoreUpkeep(engine, folder, key, vault, letter, parts.audit_key, clock)
        store = SqlStore(parts, vault, space, Recovery(), ending, upkeep)
    except BaseException:
        ending.close()
        raise
    return store


def _cipher(key: DataKey) -> BlobCipher:
    return BlobCipher(key.derived(KeyPurpose.VAULT), key.derived(KeyPurpose.VAULT_NAMES), key.generation)


def _demand_newest(connection: sa.Connection) -> None:
    revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    if revision not in REVISIONS:
        raise StoreError("newer_version", revision=revision)
    if revision != REVISIONS[-1]:
        raise StoreError("older_version")
