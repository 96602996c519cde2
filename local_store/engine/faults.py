"""What SQLite's error codes mean to the clerk. A code not listed is a bug and stays what it is."""

from __future__ import annotations

from app.domain.errors import StoreError

# Primary result codes, https://www.sqlite.org/rescode.html
_CAUSES = {
    5: "busy",  # SQLITE_BUSY
    6: "busy",  # SQLITE_LOCKED
    8: "read_only",  # SQLITE_READONLY
    10: "io",  # SQLITE_IOERR
    11: "damaged",  # SQLITE_CORRUPT
    13: "disk_full",  # SQLITE_FULL
    14: "io",  # SQLITE_CANTOPEN
    19: "contradiction",  # SQLITE_CONSTRAINT
    26: "wrong_key",  # SQLITE_NOTADB: with SQLCipher also a first page that does not decrypt
}
_PRIMARY = 0xFF


def fault_of(error: BaseException | None) -> StoreError | None:
    """The StoreError of a driver error, None for one that is not known."""
    code = getattr(error, "sqlite_errorcode", None)
    cause = None if code is None else _CAUSES.get(code & _PRIMARY)
    if cause is None:
        return None
    return StoreError(cause, reason=getattr(error, "sqlite_errorname", ""))
