"""Turns of units of work that read a row in order to change it, where there may be no row to lock yet."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LOCK_BYTES = 8


def take_turn(connection: Connection, name: str) -> None:
    """Wait until no other unit of work has the turn of this name; it is given up at the end of the transaction.

    In a file there is one writer anyway. On a server it is an advisory lock of the transaction. Raises StoreError
    `store.busy`.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s::bigint)", (lock_number(name),))


def lock_number(name: str) -> int:
    """The number of an advisory lock. Two names with one number would only wait for each other."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:_LOCK_BYTES], "big", signed=True)
