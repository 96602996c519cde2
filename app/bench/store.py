"""`tongban bench store`: what the local store costs over the bare engine, the bare disk and the bare cipher.

Ours and the floor alternate, so that a slow spell of the disk hits both; the median of each side counts.

- `commit`: a received case of ten papers in one unit of work, over the bare SQLCipher driver writing the same rows;
- `encrypted`: those bare rows, over the same driver without a key;
- `capture`: ten pages of 150 KB into the vault, over ten plain files written and fsynced by as many threads;
- `vault`: the same in MB/s, over bare AES-256-GCM and those plain files;
- `search_p95`: the slowest twentieth of searches among 10,000 cases, over the bare driver reading the same lines.
"""

from __future__ import annotations

import hashlib
import itertools
import os
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
from app.bench.store_rows import BareWriter, RecordedRows, bare_connection
from app.bench.store_sample import PAGE_BYTES, PAPERS, sample_cases
from app.ports.store import CaseQuery
from app.system_clock import SystemClock
from local_store.folder import DataFolder
from local_store.keys.data_key import DataKey, KeyPurpose
from local_store.opening import StoreSettings, open_store
from local_store.search.romanizer import PinyinRomanizer
from local_store.store import SqlStore

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

COMMITS, CAPTURES, SEARCHES, CASES = 60, 15, 60, 10_000
COMMIT_GOAL, ENCRYPTED_GOAL, CAPTURE_GOAL, VAULT_GOAL = 2.0, 1.3, 1.5, 0.7
_SETTINGS = StoreSettings(ballast_bytes=1 << 20, low_water_bytes=1 << 20)


def run() -> list[Metric]:
    """All figures."""
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as name:
        folder = Path(name)
        return [*_commits(folder), *_captures(folder), _searches(folder)]


def _store(root: Path, key: DataKey) -> SqlStore:
    return open_store(DataFolder(root), key, SystemClock(), PinyinRomanizer(), _SETTINGS)


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _alternating(rounds: int, *works: Callable[[], object]) -> list[list[float]]:
    """Times of each work in milliseconds, taken in turns."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for taken, work in zip(times, works, strict=True):
            taken.append(_milliseconds(work))
    return times


def _commits(folder: Path) -> list[Metric]:
    key = DataKey.fresh()
    raw_key = key.derived(KeyPurpose.DATABASE)
    with closing(_store(folder / "recorded", key)) as store:
        database = DataFolder(folder / "recorded").database
        recorded = RecordedRows(store, database, raw_key, itertools.islice(sample_cases("case"), COMMITS + 1))
    with (
        closing(_store(folder / "ours", key)) as store,
        closing(BareWriter(folder / "bare.db", raw_key, recorded)) as bare,
        closing(BareWriter(folder / "plain.db", None, recorded)) as plain,
    ):
        cases, bare_units, plain_units = sample_cases("case"), iter(recorded.units), iter(recorded.units)

        def ours() -> None:
            with store.unit_of_work() as unit:
                next(cases).write(unit)
                unit.commit()

        works = (ours, lambda: bare.write(next(bare_units)), lambda: plain.write(next(plain_units)))
        _alternating(1, *works)  # statements prepared, files there
        taken = [statistics.median(times) for times in _alternating(COMMITS, *works)]
    return [
        Metric("commit", taken[0], "ms", taken[1], taken[0] / taken[1], "lower", COMMIT_GOAL),
        Metric("encrypted", taken[1], "ms", taken[2], taken[1] / taken[2], "lower", ENCRYPTED_GOAL),
    ]


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
        taken = [statistics.median(times) for times in _alternating(CAPTURES, *works)]
    speed = [PAPERS * PAGE_BYTES / 1e6 / (milliseconds / 1000) for milliseconds in taken]
    return [
        Metric("capture", taken[0], "ms", taken[1], taken[0] / taken[1], "lower", CAPTURE_GOAL),
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
        """Each content as prepared, in a file of its own."""
        list(self._writers.map(lambda content: self._write(prepared(content)), contents))

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


def _fetch(connection: Connection, asked: str, word: str) -> None:
    connection.execute(asked, (word,)).fetchall()


def _searches(folder: Path) -> Metric:
    key = DataKey.fresh()
    with closing(_store(folder / "search", key)) as store:
        with store.unit_of_work() as unit:
            for rows in itertools.islice(sample_cases("case"), CASES):
                unit.cases.save(rows.case)
            unit.commit()
        words = [f"{number * 37 % CASES:05}" for number in range(SEARCHES)]  # number tails: found, and rarely

        def ours(word: str) -> None:
            with store.unit_of_work() as unit:
                unit.cases.find(CaseQuery(word))

        with closing(bare_connection(DataFolder(folder / "search").database, key.derived(KeyPurpose.DATABASE))) as bare:
            asked = "SELECT case_id FROM case_lines WHERE lines LIKE '%' || ? || '%'"
            taken = [_milliseconds(partial(ours, word)) for word in words]
            floor = [_milliseconds(partial(_fetch, bare, asked, word)) for word in words]
    value, least = (sorted(times)[int(len(times) * 0.95)] for times in (taken, floor))
    return Metric("search_p95", value, "ms", least, value / least, "lower")
