"""The sandbox's database: one SQLite file, every effect and its answer in one transaction, fsynced."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app.domain.errors import SettingsError

_SCHEMA = """
create table if not exists cases (
    row integer primary key, case_id text not null, station text not null, receipt_number text not null,
    platform_number text not null default '', counterpart_number text not null default '',
    coordination_number text not null default '', query_code text not null, state text not null,
    received_at text not null, polls integer not null default 0, body blob not null
);
create index if not exists cases_by_station on cases (station, state);
create table if not exists blobs (sha256 text primary key, size integer not null, data blob not null);
create table if not exists answers (
    key text primary key, body_sha256 text not null, answer text not null
);
create table if not exists changes (
    sequence integer primary key autoincrement, case_id text not null, station text not null, state text not null,
    at text not null, actor text not null, place text not null, reason text not null,
    platform_number text not null, counterpart_number text not null, coordination_number text not null
);
create index if not exists changes_by_station on changes (station, sequence);
create table if not exists ratings (
    case_id text primary key, grade text not null, code text not null, given_at text not null,
    reasons text not null
);
create table if not exists checkpoints (
    row integer primary key, station text not null, installation text not null, sequence integer not null,
    hash text not null, at text not null
);
create table if not exists seal (seed blob not null);
create table if not exists wipe_orders (
    station text not null, installation text not null, nonce text not null, issued_at text not null,
    signature text not null, primary key (station, installation)
);
"""
_ONE_OF_EACH = """
create unique index if not exists one_case on cases (case_id);
create unique index if not exists one_receipt_number on cases (receipt_number);
"""


class Book:
    """One connection, one writer at a time. `path` None keeps everything in memory.

    `unique` False leaves out the indexes that forbid a case from being stored twice (see `Ledger`).
    Raises SettingsError `settings.ledger_file` for a path that is no database and cannot become one.
    """

    def __init__(self, path: Path | None, *, unique: bool) -> None:
        self._lock = threading.RLock()
        with ExitStack() as failing:
            try:
                self._connection = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
                failing.callback(self._connection.close)
                self._connection.execute("pragma journal_mode=wal")
                self._connection.execute("pragma synchronous=full")
                self._connection.executescript(_SCHEMA + (_ONE_OF_EACH if unique else ""))
            except sqlite3.Error as error:
                raise SettingsError("ledger_file", file=str(path)) from error
            failing.pop_all()
        self._connection.row_factory = sqlite3.Row

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed at the end, rolled back by any exception."""
        with self._lock:
            self._connection.execute("begin immediate")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def row(self, query: str, *values: object) -> sqlite3.Row | None:
        """The first row of a query, None when there is none."""
        found = self.rows(query, *values)
        return found[0] if found else None

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
