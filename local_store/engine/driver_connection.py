"""The driver's own connection, for what must not run in a transaction (VACUUM, checkpoints)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from local_store.engine.faults import FAULTS

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.domain.errors import StoreError

    Translator = Callable[[BaseException | None], StoreError | None]


@contextmanager
def driver_connection(engine: Engine, translator: Translator | None = None) -> Iterator[Any]:
    """SQLCipher's connection out of the engine's pool; its errors come out as everywhere: StoreError.

    SQLAlchemy, which would begin a transaction on its own connection, translates nothing here. `translator` is
    taken instead of the engine's own, which holds each full disk for the station's.
    """
    from sqlcipher3 import dbapi2

    translated: Translator = translator or engine.get_execution_options()[FAULTS]
    try:
        with closing(engine.raw_connection()) as raw:
            try:
                yield raw.driver_connection
            except dbapi2.Error:
                raw.invalidate()
                raise
    except dbapi2.Error as error:
        raise translated(error) or error from error
