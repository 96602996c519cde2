"""`tongban bench audit [--rows N]`: how long a whole audit chain takes to be looked through.

- `audit_rate`: rows a second of `store.first_audit_break`, over the bare driver reading the same rows and chaining
  their columns with the same HMAC, without making entries of them or comparing anything;
- `audit_s`: the same in seconds, over those of the bare driver;
- `audit_memory`: what the look adds to the largest memory of the process, over that of the store open before it: the
  rows are streamed, so it does not grow with their number.
"""

from __future__ import annotations

import hmac
import tempfile
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.bench.metric import Metric
from app.bench.store_rows import bare_connection
from app.bench.store_sample import NOW
from app.domain.audit import AuditAction, AuditEntry
from app.system_clock import SystemClock
from local_store.folder import DataFolder
from local_store.keys.data_key import DataKey, KeyPurpose
from local_store.opening import StoreSettings, open_store
from local_store.search.romanizer import PinyinRomanizer

if TYPE_CHECKING:
    from local_store.store import SqlStore

ROWS = 200_000
GROWTH_GOAL = 0.2
_AT_ONCE = 10_000
_SETTINGS = StoreSettings(ballast_bytes=1 << 20, low_water_bytes=1 << 20)
_ACTIONS = (AuditAction.CASE_OPENED, AuditAction.PERSONAL_DATA_SHOWN)


def run(rows: int = ROWS) -> list[Metric]:
    """All figures over a chain of `rows` rows."""
    key = DataKey.fresh()
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as name:
        folder = DataFolder(Path(name) / "data")
        with closing(open_store(folder, key, SystemClock(), PinyinRomanizer(), _SETTINGS)) as store:
            _fill(store, rows)
            before = _largest_memory()
            ours = _looked_through(store)
            grown = _largest_memory() - before
        bare = _bare(folder.database, key)
    rate, floor = rows / ours, rows / bare
    return [
        Metric("audit_rate", rate, "rows/s", floor, rate / floor, "higher"),
        Metric("audit_s", ours, "s", bare, ours / bare, "lower"),
        Metric("audit_memory", grown, "MiB", before, grown / before, "lower", GROWTH_GOAL),
    ]


def _fill(store: SqlStore, rows: int) -> None:
    """Entries as a busy window writes them, some thousands a transaction."""
    for first in range(0, rows, _AT_ONCE):
        with store.unit_of_work() as unit:
            for number in range(first, min(first + _AT_ONCE, rows)):
                at = NOW + timedelta(seconds=number)
                unit.audit.add(
                    AuditEntry(_ACTIONS[number % 2], at, "clerk", f"{number:08x}-0000-7000-8000-000000000000")
                )
            unit.commit()


def _looked_through(store: SqlStore) -> float:
    begun = time.perf_counter()
    broken = store.first_audit_break()
    seconds = time.perf_counter() - begun
    if broken is not None:
        raise RuntimeError(f"the chain does not hold at row {broken.sequence}")
    return seconds


def _bare(database: Path, key: DataKey) -> float:
    secret, previous = key.derived(KeyPurpose.AUDIT), b""
    with closing(bare_connection(database, key.derived(KeyPurpose.DATABASE))) as bare:
        begun = time.perf_counter()
        rows = bare.execute("SELECT sequence, at, action, clerk_id, subject, detail, hash FROM audit ORDER BY sequence")
        for *columns, _ in rows:
            previous = hmac.digest(secret, previous + repr(columns).encode(), "sha256")
        return time.perf_counter() - begun


def _largest_memory() -> float:
    """MiB that lay in memory at most up to now."""
    import resource  # not under Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
