"""A statement that fails on a disk that broke comes out as what it is, though its connection is thrown away."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import pytest
import sqlalchemy as sa
from sqlcipher3 import dbapi2

from app.domain.errors import StoreError
from local_store.engine.cipher_engine import create_cipher_engine
from local_store.engine.direct import DirectStatement

_KEY = bytes(32)
_ONE = DirectStatement(sa.select(sa.literal(1).label("one")))


class BreakingCursor:
    """The driver's cursor on a disk that gives an I/O error, at `breaks`: execute, fetchone or fetchall."""

    def __init__(self, cursor: Any, breaks: str) -> None:
        self._cursor = cursor
        self._breaks = breaks

    def __getattr__(self, name: str) -> Any:
        return self._fail if name == self._breaks else getattr(self._cursor, name)

    def _fail(self, *_: object) -> NoReturn:
        error = dbapi2.OperationalError("disk I/O error")
        error.sqlite_errorcode, error.sqlite_errorname = 10, "SQLITE_IOERR"
        raise error


def broken(monkeypatch: pytest.MonkeyPatch, breaks: str) -> None:
    """From here on the driver's cursors break."""
    from sqlalchemy.pool.base import _ConnectionFairy

    cursor_of = _ConnectionFairy.cursor
    monkeypatch.setattr(_ConnectionFairy, "cursor", lambda fairy, *_: BreakingCursor(cursor_of(fairy), breaks))


def test_a_beginning_that_fails_is_told_as_an_io_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = create_cipher_engine(tmp_path / "store.db", _KEY)
    with engine.connect() as connection:
        broken(monkeypatch, "execute")
        with pytest.raises(StoreError, match=r"store\.io"):
            connection.begin()
        assert connection.invalidated
    monkeypatch.undo()
    engine.dispose()


@pytest.mark.parametrize(("breaks", "ask"), [("execute", "first"), ("fetchone", "first"), ("fetchall", "all")])
def test_a_statement_that_fails_is_told_as_an_io_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks: str, ask: str
) -> None:
    engine = create_cipher_engine(tmp_path / "store.db", _KEY)
    with engine.connect() as connection:
        connection.begin()
        broken(monkeypatch, breaks)
        with pytest.raises(StoreError, match=r"store\.io"):
            getattr(_ONE, ask)(connection, {})
        assert connection.invalidated
        monkeypatch.undo()
    engine.dispose()
