"""What SQLite's error codes mean to the clerk. A code not listed is a bug and stays what it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from app.domain.errors import StoreError
from app.domain.system_fault import SystemFault

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Execution option of every connection: its `FaultTranslator`.
FAULTS = "local_store.faults"

# Primary result codes, https://www.sqlite.org/rescode.html
_CAUSES = {
    5: "busy",  # SQLITE_BUSY
    6: "busy",  # SQLITE_LOCKED
    8: "read_only",  # SQLITE_READONLY
    10: "io",  # SQLITE_IOERR
    11: "damaged",  # SQLITE_CORRUPT
    13: "disk_full",  # SQLITE_FULL
    14: "io",  # SQLITE_CANTOPEN
    15: "io",  # SQLITE_PROTOCOL: the log's index cannot be begun; no other program is there to be in the way
    19: "contradiction",  # SQLITE_CONSTRAINT
    26: "wrong_key",  # SQLITE_NOTADB: with SQLCipher also a first page that does not decrypt
}
_PRIMARY = 0xFF
_SYSTEM = {"io": SystemFault.BROKEN, "read_only": SystemFault.READ_ONLY, "disk_full": SystemFault.NO_SPACE}
# SQLCipher stays in its error state after a page that fails its check; a fresh connection reads on.
_BREAKS_CONNECTION = frozenset({"store.damaged", "store.wrong_key", "store.io"})


def fault_of(error: BaseException | None) -> StoreError | None:
    """The StoreError of a driver error, None for one that is not known."""
    code = getattr(error, "sqlite_errorcode", None)
    cause = None if code is None else _CAUSES.get(code & _PRIMARY)
    if cause is None:
        return None
    return StoreError(
        cause, system=_SYSTEM.get(cause, SystemFault.OTHER), reason=getattr(error, "sqlite_errorname", "")
    )


class FaultTranslator:
    """Translates driver errors of one engine; `on_disk_full` is called for each `store.disk_full`."""

    def __init__(self, on_disk_full: Callable[[], None] | None) -> None:
        self._on_disk_full = on_disk_full

    def __call__(self, error: BaseException | None) -> StoreError | None:
        """The StoreError of `error`, None for one that is not known."""
        fault = fault_of(error)
        if fault is not None and fault.code == "store.disk_full" and self._on_disk_full is not None:
            self._on_disk_full()
        return fault

    @staticmethod
    def breaks_connection(fault: StoreError) -> bool:
        """Whether the connection the fault came from must not be used again."""
        return fault.code in _BREAKS_CONNECTION


def raise_translated(connection: Connection, error: BaseException, cursor: Any = None) -> NoReturn:
    """What the engine does for errors it meets itself; one that is not known goes on as it is.

    The cursor that failed is closed first: on a connection that is thrown away it could not be any more.
    """
    if cursor is not None:
        cursor.close()
    translator: FaultTranslator = connection.get_execution_options()[FAULTS]
    fault = translator(error)
    if fault is None:
        raise error
    if translator.breaks_connection(fault):
        connection.invalidate(error)
    raise fault from error
