"""A SQLAlchemy engine over a hall's PostgreSQL server (psycopg 3), and what its errors mean to the clerk.

A statement sees what was committed before it (READ COMMITTED); who reads in order to change takes a row lock or a turn
(`local_store.engine.turns`) first. No window can hold up the others for long: the server ends a transaction that does
nothing, and notices a window that is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.errors import StoreError
from local_store.engine.cipher_engine import READING, translate
from local_store.engine.faults import FAULTS, FaultTranslator

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

# Units of work of one window: clerk, synchronisation, upkeep, and one to spare.
_CONNECTIONS = 4
_CONNECT_SECONDS = 5
_GONE_MILLISECONDS = 10_000
_SESSION = " ".join(
    f"-c {setting}"
    for setting in (
        "lock_timeout=10s",
        "idle_in_transaction_session_timeout=30s",
        "synchronous_commit=on",
        "timezone=UTC",
        # A window that was switched off at the wall holds its locks until the server notices.
        "tcp_keepalives_idle=5",
        "tcp_keepalives_interval=2",
        "tcp_keepalives_count=3",
        f"tcp_user_timeout={_GONE_MILLISECONDS}",
    )
)

# SQLSTATE by its first two or all five characters, https://www.postgresql.org/docs/15/errcodes-appendix.html
_CAUSES = {
    "08": "hall_away",  # connection exception
    "57P": "hall_away",  # the server shuts down, starts or was killed
    "25P03": "hall_away",  # idle in a transaction for too long: the machine slept, or the wire was cut
    "28": "hall_refused",  # login or password
    "3D": "hall_refused",  # no such database
    "42501": "hall_refused",  # the login may not do this
    "53100": "hall_full",
    "53": "busy",  # too many connections, out of memory
    "40": "busy",  # deadlock, which the server ended
    "55P03": "busy",  # a lock was not to be had in time
    "57014": "busy",  # a statement took too long
    "25006": "hall_refused",  # a server that only reads: a replica
    "23": "contradiction",
    "58": "hall_away",  # the server's own disk or system fails
    "XX": "damaged",
}
# A server that speaks another language than English is taken for one that is away.
_REFUSALS = ("authentication failed", "does not exist", "no pg_hba.conf entry", "permission denied")
_BREAKS_CONNECTION = frozenset({"store.hall_away", "store.hall_refused", "store.damaged"})


class PostgresFaults(FaultTranslator):
    """Translates psycopg's errors."""

    def __init__(self) -> None:
        super().__init__(None)

    def __call__(self, error: BaseException | None) -> StoreError | None:
        """The StoreError of `error`, None for one that is not known."""
        import psycopg

        if not isinstance(error, psycopg.Error):
            return None
        state = error.sqlstate
        if state is None:  # nobody answered, or stopped in the middle of it
            return _of_connecting(str(error)) if isinstance(error, psycopg.OperationalError) else None
        cause = next((_CAUSES[state[:length]] for length in (5, 3, 2) if state[:length] in _CAUSES), None)
        return None if cause is None else StoreError(cause, reason=state)

    @staticmethod
    def breaks_connection(fault: StoreError) -> bool:
        """Whether the connection the fault came from must not be used again."""
        return fault.code in _BREAKS_CONNECTION


def _of_connecting(message: str) -> StoreError:
    """While connecting the driver tells no SQLSTATE, only words, the server's own when it refused."""
    return StoreError("hall_refused" if any(words in message for words in _REFUSALS) else "hall_away")


def create_postgres_engine(url: str, password: str = "") -> Engine:
    """Engine over the database at `url` (`postgresql://login@host/name`); without a password `.pgpass` is asked.

    Driver errors come out as StoreError: `store.hall_away`, `store.hall_refused`, `store.hall_full`, `store.busy`,
    `store.contradiction`, `store.damaged`. Raises StoreError `store.hall_url` for what is no such address.
    """
    import sqlalchemy
    from sqlalchemy.exc import ArgumentError

    try:
        address = sqlalchemy.make_url(url)
    except ArgumentError:
        raise StoreError("hall_url") from None  # the message of the cause holds the password
    if address.get_backend_name() != "postgresql" or not address.database:
        raise StoreError("hall_url")
    engine = sqlalchemy.create_engine(
        address.set(drivername="postgresql+psycopg", password=password or None),
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_pre_ping=True,  # the server may have been started anew since the last unit of work
        hide_parameters=True,  # personal data stays out of error messages
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "options": _SESSION,
            "tcp_user_timeout": _GONE_MILLISECONDS,
            "application_name": "tongban",
        },
        execution_options={FAULTS: PostgresFaults()},
    )
    sqlalchemy.event.listen(engine, "begin", _begin)
    sqlalchemy.event.listen(engine, "handle_error", translate, retval=True)
    return engine


def _begin(connection: Connection) -> None:
    """The driver begins by itself at the first statement; who only reads sees one moment throughout."""
    if connection.get_execution_options().get(READING, False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
