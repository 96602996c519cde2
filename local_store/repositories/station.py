"""What belongs to the station itself: numbers, accounts, notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.clerk import Clerk, Role
from app.domain.errors import StoreError
from app.domain.receipt_number import ReceiptNumber
from local_store.engine.direct import DirectStatement
from local_store.engine.turns import take_turn
from local_store.tables.station import clerks, installation, notes, series

_NEXT = DirectStatement(
    series.update()
    .where(series.c.name == sa.bindparam("series_name"))
    .values(last=series.c.last + 1)
    .returning(series.c.last)
)
_INSTALLATION = sa.select(installation.c.id)
_BY_LOGIN = sa.select(clerks).where(clerks.c.login == sa.bindparam("known_login"))
_ALL = sa.select(clerks).order_by(clerks.c.login)
_UPDATE_CLERK = clerks.update().where(clerks.c.id == sa.bindparam("known_id"))
_NOTE = sa.select(notes.c.value).where(notes.c.name == sa.bindparam("note_name"))
_UPDATE_NOTE = notes.update().where(notes.c.name == sa.bindparam("note_name"))


class SqlNumberAllocator:
    """`NumberAllocator` over one connection: what is not committed was never allotted, what is, never again."""

    def __init__(self, connection: sa.Connection, installation_letter: str) -> None:
        self._connection = connection
        self._letter = installation_letter

    def installation(self) -> str:
        """The letter of this installation."""
        return self._letter

    def installation_id(self) -> str:
        """What the platform knows this installation by."""
        return str(self._connection.scalar(_INSTALLATION))

    def next_receipt_number(self, station: str) -> ReceiptNumber:
        """The next number of this installation at this station."""
        return ReceiptNumber(station, self._letter, self._next(f"receipt {station} {self._letter}"))

    def next_serial(self, series: str) -> int:
        """The next number of a named series, from 1."""
        return self._next(f"serial {series}")

    def _next(self, name: str) -> int:
        counted = _NEXT.first(self._connection, {"series_name": name})
        if counted is None:  # the first of all: two of them must not begin the series
            take_turn(self._connection, f"series {name}")
            counted = _NEXT.first(self._connection, {"series_name": name})
        if counted is not None:
            return int(counted[0])
        self._connection.execute(series.insert(), {"name": name, "last": 1})
        return 1


class SqlClerkRepository:
    """`ClerkRepository` over one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def by_login(self, login: str) -> Clerk | None:
        """The account of this login."""
        row = self._connection.execute(_BY_LOGIN, {"known_login": login}).one_or_none()
        return None if row is None else _clerk(row)

    def all(self) -> Sequence[Clerk]:
        """All accounts by login."""
        return [_clerk(row) for row in self._connection.execute(_ALL)]

    def save(self, clerk: Clerk) -> None:
        """Insert or update; raises StoreError `store.login_taken` when another account has the login."""
        holder = self.by_login(clerk.login)
        if holder is not None and holder.id != clerk.id:
            raise StoreError("login_taken")
        row = {
            "id": clerk.id,
            "login": clerk.login,
            "name": clerk.name,
            "staff_number": clerk.staff_number,
            "role": clerk.role.value,
            "active": int(clerk.active),
        }
        if self._connection.execute(_UPDATE_CLERK, {"known_id": clerk.id, **row}).rowcount == 0:
            self._connection.execute(clerks.insert(), row)


class SqlNoteRepository:
    """`NoteRepository` over one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> str:
        """The value, empty when never set. Until the unit of work ends nobody else reads it: it may be set anew."""
        take_turn(self._connection, f"note {name}")
        return self._connection.scalar(_NOTE, {"note_name": name}) or ""

    def put(self, name: str, value: str) -> None:
        """Set the value."""
        row = {"name": name, "value": value}
        if self._connection.execute(_UPDATE_NOTE, {"note_name": name, **row}).rowcount == 0:
            self._connection.execute(notes.insert(), row)


def _clerk(row: sa.Row[Any]) -> Clerk:
    return Clerk(
        id=row.id,
        login=row.login,
        name=row.name,
        staff_number=row.staff_number,
        role=Role(row.role),
        active=bool(row.active),
    )
