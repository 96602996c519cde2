"""`tongban bench store`: what the local store costs over the bare engine, the bare disk and the bare cipher.

Ours and the floors take turns, so that a slow spell of the disk hits all; the median of each side counts.

- `commit`: `services.receive_case` with all it reads, checks, numbers and freezes for a case of ten papers scanned
  before (no PDF is made in it), over the bare SQLCipher driver writing the same rows in one transaction, as durably;
- `encrypted`: those bare rows, over the same driver without a key;
- `capture`: ten pages of 150 KB into the vault, over ten plain files written and fsynced by as many threads and their
  folder fsynced, without which their names may be gone after a power cut;
- `vault`: the same in MB/s, over bare AES-256-GCM and those plain files;
- `commit_p95`, `capture_p95`: the slowest twentieth of each;
- the rest: `app.bench.store_search`, with 100,000 cases.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.bench.metric import Metric
from app.bench.ready_cases import SESSION, open_workspace, ready_cases
from app.bench.store_rows import BareWriter, RowsBetween
from app.bench.store_search import figures
from app.system_clock import SystemClock
from local_store.durable_files import sync_folder
from local_store.folder import DataFolder
from local_store.keys.data_key import DataKey, KeyPurpose
from local_store.opening import StoreSettings, open_store
from local_store.search.romanizer import PinyinRomanizer
from local_store.store import SqlStore

if TYPE_CHECKING:
    from app.services.workspace import Workspace

COMMITS, CAPTURES = 60, 40
COMMIT_GOAL, ENCRYPTED_GOAL, CAPTURE_GOAL, VAULT_GOAL = 2.0, 1.3, 1.5, 0.7
PAPERS, PAGE_BYTES = 10, 150_000
_SETTINGS = StoreSettings(ballast_bytes=1 << 20, low_water_bytes=1 << 20)


def run() -> list[Metric]:
    """All figures."""
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as name:
        folder = Path(name)
        return [*_commits(folder), *_captures(folder), *figures(folder, _store)]


def _store(root: Path, key: DataKey) -> SqlStore:
    return open_store(DataFolder(root), key, SystemClock(), PinyinRomanizer(), _SETTINGS)


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _late(times: Iterable[float]) -> float:
    """The time that nineteen of twenty do not pass."""
    ordered = sorted(times)
    return ordered[int(len(ordered) * 0.95)]


def _alternating(rounds: int, *works: Callable[[], object]) -> list[list[float]]:
    """Times of each work in milliseconds, in every round in another order: each leaves the disk work to finish."""
    times: list[list[float]] = [[] for _ in works]
    turns, dice = list(zip(times, works, strict=True)), random.Random(1)  # noqa: S311 - no secret
    for _ in range(rounds):
        dice.shuffle(turns)
        for taken, work in turns:
            taken.append(_milliseconds(work))
    return times


def _commits(folder: Path) -> list[Metric]:
    key = DataKey.fresh()
    raw_key, database = key.derived(KeyPurpose.DATABASE), DataFolder(folder / "ours").database
    with closing(open_workspace(folder / "ours", _store(folder / "ours", key))) as workspace:
        cases = ready_cases(workspace, COMMITS + 2)
        with (
            closing(RowsBetween(database, raw_key)) as rows,
            closing(BareWriter(database, raw_key, folder / "bare.db", raw_key)) as bare,
            closing(BareWriter(database, raw_key, folder / "plain.db", None)) as plain,
        ):
            times = _received(workspace, cases, rows, (bare, plain))
    # The first of each does not count: statements are prepared, files grown.
    ours, encrypted, in_plain = (statistics.median(taken[1:]) for taken in times)
    late, late_floor = (_late(taken[1:]) for taken in times[:2])
    return [
        Metric("commit_p95", late, "ms", late_floor, late / late_floor, "lower"),
        Metric("commit", ours, "ms", encrypted, ours / encrypted, "lower", COMMIT_GOAL),
        Metric("encrypted", encrypted, "ms", in_plain, encrypted / in_plain, "lower", ENCRYPTED_GOAL),
    ]


def _received(
    workspace: Workspace, cases: Iterable[str], rows: RowsBetween, floors: tuple[BareWriter, ...]
) -> list[list[float]]:
    """Milliseconds of receiving each case, then those of each floor.

    Who writes first after the rows were read finds cold caches and an idle disk, as receiving does; who writes next
    does not, and took 0.3 to 0.4 ms less. So the floors take turns in being first, and only the first is timed.
    """
    times: list[list[float]] = [[] for _ in (workspace, *floors)]
    order = list(zip(times[1:], floors, strict=True))
    for case_id in cases:
        times[0].append(_milliseconds(partial(workspace.receive_case, SESSION, case_id)))
        unit = rows.writes()
        (taken, first), *others = order
        taken.append(_milliseconds(partial(first.write, unit)))
        for _, other in others:
            other.write(unit)
        order.reverse()
    return times


def _captures(folder: Path) -> list[Metric]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher, nonces = AESGCM(os.urandom(32)), itertools.count()

    def seal(page: bytes) -> bytes:
        return cipher.encrypt(next(nonces).to_bytes(12), page, hashlib.sha256(page).digest())

    with closing(_store(folder / "vault", DataKey.fresh())) as store, PlainFiles(folder / "plain") as plain:

        def ours() -> None:
            store.vault.put_all([(page, "image/jpeg") for page in fresh_pages()])

        works = (ours, lambda: plain.write(fresh_pages(), bytes), lambda: plain.write(fresh_pages(), seal))
        _alternating(1, *works)
        times = _alternating(CAPTURES, *works)
    taken, late = [statistics.median(one) for one in times], [_late(one) for one in times]
    speed = [PAPERS * PAGE_BYTES / 1e6 / (milliseconds / 1000) for milliseconds in taken]
    return [
        Metric("capture", taken[0], "ms", taken[1], taken[0] / taken[1], "lower", CAPTURE_GOAL),
        Metric("capture_p95", late[0], "ms", late[1], late[0] / late[1], "lower"),
        Metric("vault", speed[0], "MB/s", speed[2], speed[0] / speed[2], "higher", VAULT_GOAL),
    ]


class PlainFiles:
    """Files written and fsynced by as many threads as there are pages."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._names = itertools.count()
        self._writers = ThreadPoolExecutor(PAPERS)

    def write(self, contents: Iterable[bytes], prepared: Callable[[bytes], bytes]) -> None:
        """Each content as prepared, in a file of its own; durable when this returns."""
        list(self._writers.map(lambda content: self._write(prepared(content)), contents))
        sync_folder(self._folder)

    def _write(self, content: bytes) -> None:
        with (self._folder / str(next(self._names))).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def __enter__(self) -> PlainFiles:
        return self

    def __exit__(self, *_: object) -> None:
        self._writers.shutdown()


_noise = os.urandom(PAGE_BYTES - 8)
_page_numbers = itertools.count()


def fresh_pages() -> list[bytes]:
    """Ten pages never seen before, which compress as badly as pictures do."""
    return [next(_page_numbers).to_bytes(8) + _noise for _ in range(PAPERS)]
