"""A real local store in a temporary folder, small and cheap: for contract, unit and integration tests."""

from __future__ import annotations

from pathlib import Path

from app.ports.environment import Clock
from local_store.folder import DataFolder
from local_store.keys.data_key import DataKey
from local_store.keys.envelope import EnvelopeCredentials
from local_store.keys.password import PasswordStrength
from local_store.opening import StoreSettings, open_store, station_credentials
from local_store.search.romanizer import PinyinRomanizer
from local_store.store import SqlStore
from tests.fakes.environment import ManualClock

SMALL = StoreSettings(ballast_bytes=64 << 10, low_water_bytes=1 << 20, writer_patience=5.0)
CHEAP = PasswordStrength(passes=1, memory_kib=64, lanes=1)
KEY = DataKey(bytes(range(32)))


def small_store(
    root: Path, key: DataKey = KEY, clock: Clock | None = None, settings: StoreSettings = SMALL
) -> SqlStore:
    """The store in `root`, made when it is not there."""
    return open_store(DataFolder(root), key, clock or ManualClock(), PinyinRomanizer(), settings)


def cheap_credentials(root: Path, clock: Clock | None = None, settings: StoreSettings = SMALL) -> EnvelopeCredentials:
    """Accounts in `root` whose passwords cost next to nothing."""
    return station_credentials(DataFolder(root), clock or ManualClock(), PinyinRomanizer(), settings, CHEAP)
