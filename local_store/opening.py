"""Opening a data folder: lock, room, upgrade, recovery, installation letter - in this order, undone in reverse."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.errors import StoreError
from local_store.folder import DataFolder
from local_store.instance_lock import InstanceLock
from local_store.keys.data_key import DataKey, KeyPurpose
from local_store.keys.envelope import EnvelopeCredentials
from local_store.keys.password import PasswordStrength
from local_store.space import SpaceReserve

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.ports.environment import Clock
    from app.ports.guides import Romanizer
    from local_store.store import SqlStore
    from local_store.vault.file_vault import FileVault

_LOG = logging.getLogger(__name__)
_CLEAN_SHUTDOWN = "clean_shutdown"
_YES, _NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """What an installation may set: the reserve, the room below which no new work is begun, patience of writers."""

    ballast_bytes: int = 64 << 20
    low_water_bytes: int = 256 << 20
    writer_patience: float = 30.0


def station_credentials(
    folder: DataFolder,
    clock: Clock,
    romanizer: Romanizer,
    settings: StoreSettings | None = None,
    strength: PasswordStrength | None = None,
) -> EnvelopeCredentials:
    """The accounts of a data folder, opening its store. One object a program: adding an account needs the key it holds.

    `strength` is the cost of new passwords (tests take a cheap one); existing ones keep theirs.
    """
    return EnvelopeCredentials(folder, clock, lambda key: open_store(folder, key, clock, romanizer, settings), strength)


def open_store(
    folder: DataFolder, key: DataKey, clock: Clock, romanizer: Romanizer, settings: StoreSettings | None = None
) -> SqlStore:
    """Open the store in `folder`, made when it is not there.

    Raises StoreError `store.in_use`, `store.wrong_key`, `store.newer_version`, `store.damaged`, `store.read_only`,
    `store.disk_full`, `store.io`. Loads SQLAlchemy.
    """
    chosen = settings or StoreSettings()
    folder.create()
    ending = ExitStack()
    try:
        lock = InstanceLock(folder.lock)
        ending.callback(lock.release)
        return _opened(folder, key, clock, romanizer, chosen, ending)
    except BaseException:
        ending.close()
        raise


def _opened(
    folder: DataFolder, key: DataKey, clock: Clock, romanizer: Romanizer, settings: StoreSettings, ending: ExitStack
) -> SqlStore:
    from local_store.engine.writer_gate import WriterGate
    from local_store.migrations.upgrade import upgrade
    from local_store.store import Recovery, SqlStore
    from local_store.unit_of_work import UnitParts

    swept = folder.sweep_temporary()
    space = SpaceReserve(folder.ballast, ballast_bytes=settings.ballast_bytes, low_water_bytes=settings.low_water_bytes)
    space.restore()
    upgraded_from = upgrade(folder, key.derived(KeyPurpose.DATABASE), clock.now())
    engine = _engine(folder, key, space, ending)
    unclean = _begin_run(engine)
    vault = _vault(folder, key, clock, space, ending)
    parts = UnitParts(
        engine=engine,
        gate=WriterGate(settings.writer_patience),
        romanizer=romanizer,
        installation_letter=_letter(engine, folder),
        audit_key=key.derived(KeyPurpose.AUDIT),
    )
    ending.callback(_end_run, engine)
    return SqlStore(parts, vault, space, Recovery(unclean, swept + vault.sweep_temporary(), upgraded_from), ending)


def _engine(folder: DataFolder, key: DataKey, space: SpaceReserve, ending: ExitStack) -> Engine:
    from local_store.engine.cipher_engine import create_cipher_engine

    engine = create_cipher_engine(folder.database, key.derived(KeyPurpose.DATABASE), on_disk_full=space.release)
    ending.callback(engine.dispose)  # the last connection to close checkpoints
    return engine


def _vault(folder: DataFolder, key: DataKey, clock: Clock, space: SpaceReserve, ending: ExitStack) -> FileVault:
    from local_store.vault.cipher import BlobCipher
    from local_store.vault.file_vault import FileVault

    cipher = BlobCipher(key.derived(KeyPurpose.VAULT), key.derived(KeyPurpose.VAULT_NAMES))
    vault = FileVault(folder.vault, cipher, clock, space.release)
    ending.callback(vault.close)
    vault.prepare()
    return vault


def _letter(engine: Engine, folder: DataFolder) -> str:
    from local_store.installation import installation_letter

    with engine.begin() as connection:
        return installation_letter(connection, folder.installation)


def _begin_run(engine: Engine) -> bool:
    """Note that a run is under way; returns whether the last one did not end by itself, after checking the database.

    The check takes about a second for 80 MB, so it is not made after a clean end.
    """
    from local_store.repositories.station import SqlNoteRepository

    with engine.begin() as connection:
        notes = SqlNoteRepository(connection)
        unclean = notes.get(_CLEAN_SHUTDOWN) == _NO
        if unclean and connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
            raise StoreError("damaged", reason="quick_check")
        if not unclean:
            notes.put(_CLEAN_SHUTDOWN, _NO)
    return unclean


def _end_run(engine: Engine) -> None:
    """Note the clean end. When that fails (disk full) the next start checks the database, nothing more."""
    from local_store.repositories.station import SqlNoteRepository

    try:
        with engine.begin() as connection:
            SqlNoteRepository(connection).put(_CLEAN_SHUTDOWN, _YES)
    except StoreError as error:
        _LOG.warning("the clean end could not be noted: %s", error)
