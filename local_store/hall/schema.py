"""The tables of a hall's database: made by the first window that comes, brought up to date by the first newer one."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

import local_store.tables.outbox
import local_store.tables.papers
import local_store.tables.readings
import local_store.tables.signatures  # noqa: F401 - each adds its tables
from app.domain.receipt_number import next_letter
from local_store.engine.turns import lock_number, take_turn
from local_store.hall.signals import CASES_CHANGED
from local_store.hall.tables import hall_metadata
from local_store.migrations import upgrade
from local_store.tables.metadata import metadata
from local_store.tables.station import installation

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_LOG = logging.getLogger(__name__)

# Out of the way of the letters stations take for themselves, A, B, C ...: a window that works without the hall for a
# while numbers under its own letter.
_FIRST_LETTER = "HA"
# A trigger, so that nobody who changes cases can forget to tell; equal notifications of one transaction are one.
_TELL_WINDOWS = (
    "CREATE FUNCTION tell_windows() RETURNS trigger LANGUAGE plpgsql AS "
    f"'BEGIN NOTIFY {CASES_CHANGED}; RETURN NULL; END'",
    "CREATE TRIGGER cases_changed AFTER INSERT OR UPDATE OR DELETE ON cases "
    "FOR EACH STATEMENT EXECUTE FUNCTION tell_windows()",
)
_PLACE = sa.text(
    "SELECT system.system_identifier, checkpoint.timeline_id, database.oid "
    "FROM pg_control_system() AS system, pg_control_checkpoint() AS checkpoint, pg_database AS database "
    "WHERE database.datname = current_database()"
)


def prepare_schema(engine: Engine) -> None:
    """Make or upgrade the tables, one window at a time. Raises StoreError `store.newer_version`, `store.hall_away`."""
    with _one_at_a_time(engine):
        with engine.connect() as connection:
            before = upgrade.stored_revision(connection)
        if before is None:
            with engine.begin() as connection:
                _create(connection)
        elif before != upgrade.REVISIONS[-1]:
            _LOG.info("upgrading the hall's store from %s to %s", before, upgrade.REVISIONS[-1])
            upgrade.run_revisions(engine)
        hall_metadata.create_all(engine)  # tables only halls have come without a revision


@contextmanager
def _one_at_a_time(engine: Engine) -> Iterator[None]:
    """A lock of the connection, not of a transaction: the server would end one that waits for its own upgrade."""
    number = lock_number("schema")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as guard:
        guard.exec_driver_sql("SELECT pg_advisory_lock(%s::bigint)", (number,))
        try:
            yield
        finally:
            guard.exec_driver_sql("SELECT pg_advisory_unlock(%s::bigint)", (number,))


def _create(connection: Connection) -> None:
    """All tables as the newest revision leaves them, and which one that is, in one transaction."""
    metadata.create_all(connection)
    for statement in _TELL_WINDOWS:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (%s)", (upgrade.REVISIONS[-1],))


def hall_letter(connection: Connection) -> str:
    """The letter of this hall in receipt numbers, inside the caller's transaction.

    The next one is taken where the history may go on in two places: the database was loaded into another server, or the
    server was brought back to an earlier moment and goes on from there (another timeline).
    """
    take_turn(connection, "installation")
    place = hashlib.sha256(" ".join(map(str, connection.execute(_PLACE).one())).encode("ascii")).hexdigest()
    stored = connection.execute(sa.select(installation)).one_or_none()
    if stored is not None and stored.id == place:
        return str(stored.letter)
    letter = _FIRST_LETTER if stored is None else next_letter(stored.letter)
    connection.execute(installation.delete())
    connection.execute(installation.insert(), {"id": place, "letter": letter})
    return letter
