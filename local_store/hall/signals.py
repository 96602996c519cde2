"""What windows of a hall tell each other through the server: who speaks with the platform, and that cases changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from app.domain.errors import StoreError
from local_store.engine.faults import raise_translated
from local_store.engine.turns import lock_number

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

CASES_CHANGED = "tongban_cases"
"""The channel; `local_store.hall.schema` has the server tell it whenever a unit of work that changed cases commits."""
LOOK_SECONDS = 30.0
"""A notification is a hint and may get lost with its connection: so often is looked anyway."""
_ANSWER_SECONDS = 1.0  # how long a watch that is stopped may take to notice
_LEADER = lock_number("leader")


class HallLeadership:
    """At most one window of a hall has it. It is the server's lock of one connection, so it ends with the window."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._lock = threading.Lock()

    def held(self) -> bool:
        """Whether this window has it; it is taken when nobody does. A server that is away has no leader."""
        with self._lock:
            try:
                return self._still_held() or self._taken()
            except StoreError:
                self._let_go()
                return False

    def give_up(self) -> None:
        """Let another window have it, at once if the server is there."""
        with self._lock, suppress(StoreError):
            try:
                if self._connection is not None:
                    self._connection.exec_driver_sql("SELECT pg_advisory_unlock(%s::bigint)", (_LEADER,))
            finally:
                self._let_go()

    def _still_held(self) -> bool:
        """A connection that still answers has kept its lock."""
        if self._connection is None:
            return False
        self._connection.exec_driver_sql("SELECT 1")
        return True

    def _taken(self) -> bool:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._connection = connection
        connection.detach()  # closed afterwards, not given back: the lock is the connection's
        taken = connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s::bigint)", (_LEADER,)).scalar_one()
        if not taken:
            self._let_go()
        return bool(taken)

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


class CaseWatch:
    """Calls `changed` on a thread of its own when another window changed cases, and now and then without that."""

    def __init__(self, engine: Engine, changed: Callable[[], None], look_seconds: float = LOOK_SECONDS) -> None:
        self._engine = engine
        self._changed = changed
        self._look_seconds = look_seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="hall-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """No more calls once this returns."""
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.is_set():
            try:
                self._listen()
            except StoreError:  # away: its own words come where somebody works, here is only waited
                self._stopped.wait(_ANSWER_SECONDS)

    def _listen(self) -> None:
        """Until stopped or the connection is lost."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.detach()  # it listens as long as it lives
            connection.exec_driver_sql(f"LISTEN {CASES_CHANGED}")
            self._changed()  # what happened while nobody listened
            waited = 0.0
            while not self._stopped.is_set():
                if self._heard(connection):
                    waited = 0.0
                    self._changed()
                elif (waited := waited + _ANSWER_SECONDS) >= self._look_seconds:
                    waited = 0.0
                    connection.exec_driver_sql("SELECT 1")  # a line that was cut is noticed
                    self._changed()

    def _heard(self, connection: Connection) -> bool:
        """Whether anything was told within a moment."""
        driver: Any = connection.connection.dbapi_connection
        try:
            return any(True for _ in driver.notifies(timeout=_ANSWER_SECONDS, stop_after=1))
        except connection.dialect.loaded_dbapi.Error as error:
            raise_translated(connection, error)
