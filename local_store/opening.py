"""Opening a data folder: lock, room, upgrade, recovery, installation letter - in this order, undone in reverse."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.errors import StoreError
from app.domain.store_upkeep import Recovery
from local_store.folder import DataFolder
from local_store.instance_lock import InstanceLock
from local_store.keys.data_key import DataKey, KeyPurpose
from local_store.keys.envelope import EnvelopeCredentials
from local_store.keys.password import PasswordStrength
from local_store.keys.rotation import KeyRotation
from local_store.settings_files import JsonSettingsFiles
from local_store.space import SpaceReserve
from local_store.vault.profiles import CryptoProfile

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.ports.environment import Clock
    from app.ports.guides import Romanizer
    from local_store.store import SqlStore
    from local_store.vault.cipher import BlobCipher
    from local_store.vault.file_vault import FileVault

_LOG = logging.getLogger(__name__)
_CLEAN_SHUTDOWN = "clean_shutdown"
_YES, _NO = "yes", "no"
# Note of the station: when it moved to another machine. Never in a backup, which is made before.
MOVED = "store.moved"


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """What an installation may set.

    The reserve, the room below which no new work is begun, patience of writers in seconds, cipher of new blobs.
    """

    ballast_bytes: int = 64 << 20
    low_water_bytes: int = 256 << 20
    writer_patience: float = 30.0
    crypto_profile: CryptoProfile = CryptoProfile.DEFAULT


def station_credentials(
    folder: DataFolder,
    clock: Clock,
    romanizer: Romanizer,
    settings: StoreSettings | None = None,
    strength: PasswordStrength | None = None,
) -> EnvelopeCredentials:
    """The accounts of a data folder, opening its store. One object a program: adding an account needs the key it holds.

    `strength` is the cost of new passwords (tests take a cheap one); existing ones keep theirs. The setting
    `store.crypto_profile` is read at each opening.
    """

    def opened(key: DataKey, rotation: KeyRotation | None) -> SqlStore:
        profile = CryptoProfile(JsonSettingsFiles(folder.root).load().text("store.crypto_profile"))
        chosen = replace(settings or StoreSettings(), crypto_profile=profile)
        return open_store(folder, key, clock, romanizer, chosen, rotation)

    return EnvelopeCredentials(folder, clock, opened, strength)


def open_store(
    folder: DataFolder,
    key: DataKey,
    clock: Clock,
    romanizer: Romanizer,
    settings: StoreSettings | None = None,
    rotation: KeyRotation | None = None,
) -> SqlStore:
    """Open the store in `folder`, made when it is not there; `rotation` may have it moved to another key.

    Raises StoreError `store.in_use`, `store.wrong_key`, `store.newer_version`, `store.damaged`, `store.read_only`,
    `store.disk_full`, `store.io`. Loads SQLAlchemy.
    """
    folder.create()
    ending = ExitStack()
    try:
        lock = InstanceLock(folder.lock)
        ending.callback(lock.release)
        opening = _Opening(folder, clock, romanizer, settings or StoreSettings(), rotation, ending)
        return opening.opened(key)
    except BaseException:
        ending.close()
        raise


@dataclass(frozen=True, slots=True)
class _Opening:
    """One opening, under the lock; `ending` takes what undoes each step."""

    folder: DataFolder
    clock: Clock
    romanizer: Romanizer
    settings: StoreSettings
    rotation: KeyRotation | None
    ending: ExitStack

    def opened(self, asked: DataKey) -> SqlStore:
        from local_store.backup.upkeep import SqlStoreUpkeep
        from local_store.engine.writer_gate import WriterGate
        from local_store.store import SqlStore
        from local_store.unit_of_work import UnitParts

        swept = self.folder.sweep_temporary()
        space = SpaceReserve(
            self.folder.ballast,
            ballast_bytes=self.settings.ballast_bytes,
            low_water_bytes=self.settings.low_water_bytes,
        )
        space.restore()
        key = asked if self.rotation is None else self.rotation.begin(asked)
        under, upgraded_from = self._database(key)
        engine = self._engine(under, space)
        _refuse_moved(engine)
        unclean = _begin_run(engine)
        vault = self._vault(key, space)
        parts = UnitParts(
            engine=engine,
            gate=WriterGate(self.settings.writer_patience),
            romanizer=self.romanizer,
            installation_letter=_letter(engine, self.folder),
            audit_key=under.derived(KeyPurpose.AUDIT),
        )
        self.ending.callback(_end_run, engine)
        recovery = Recovery(unclean, swept + vault.sweep_temporary(), upgraded_from)
        letter, audit_key = parts.installation_letter, parts.audit_key
        upkeep = SqlStoreUpkeep(engine, self.folder, key, vault, letter, audit_key, self.clock)
        store = SqlStore(parts, vault, space, recovery, self.ending, upkeep)
        if key.previous is not None and under is key:
            self._move_vault(store, key)
        return store

    def _database(self, key: DataKey) -> tuple[DataKey, str | None]:
        """Bring the database to the newest revision and key; the key it lies under then, and the revision before."""
        from local_store.engine.log_check import demand_whole_log
        from local_store.keys.database_move import key_of_database, moved_database
        from local_store.migrations.upgrade import upgrade

        demand_whole_log(self.folder.database)
        under = key_of_database(self.folder, key)
        upgraded_from = upgrade(self.folder, under.derived(KeyPurpose.DATABASE), self.clock.now())
        return (under if under is key else moved_database(self.folder, under, key)), upgraded_from

    def _engine(self, key: DataKey, space: SpaceReserve) -> Engine:
        from local_store.engine.cipher_engine import create_cipher_engine

        database = key.derived(KeyPurpose.DATABASE)
        engine = create_cipher_engine(self.folder.database, database, on_disk_full=space.release)
        self.ending.callback(engine.dispose)  # the last connection to close checkpoints
        return engine

    def _vault(self, key: DataKey, space: SpaceReserve) -> FileVault:
        from local_store.vault.file_vault import FileVault

        former = None if key.previous is None else self._cipher(key.previous)
        vault = FileVault(self.folder.vault, self._cipher(key), self.clock, space.release, former)
        self.ending.callback(vault.close)
        vault.prepare()
        return vault

    def _cipher(self, key: DataKey) -> BlobCipher:
        from local_store.vault.cipher import BlobCipher

        content, names = key.derived(KeyPurpose.VAULT), key.derived(KeyPurpose.VAULT_NAMES)
        return BlobCipher(content, names, key.generation, self.settings.crypto_profile)

    def _move_vault(self, store: SqlStore, key: DataKey) -> None:
        """Go on where the last run stopped; the clerk works meanwhile."""
        from local_store.vault.moving import VaultMove

        def ended() -> None:
            if self.rotation is not None:
                self.rotation.end(key)

        move = VaultMove(store.vault, store.named_blobs, ended)
        self.ending.callback(move.stop)
        store.moving = move
        move.start()


def _refuse_moved(engine: Engine) -> None:
    """A store that went to another machine takes nothing in any more."""
    from local_store.repositories.station import SqlNoteRepository

    with engine.begin() as connection:
        moved = SqlNoteRepository(connection).get(MOVED)
    if moved:
        raise StoreError("moved", day=moved[:10])


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
