"""Pages of a hall, sealed by the window before they reach the server."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app.domain.errors import StoreError
from app.domain.page import BlobRef
from local_store.hall.tables import blobs

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from local_store.vault.cipher import BlobCipher

SWEEP_AGE = timedelta(days=1)
_GET = sa.select(blobs.c.sealed).where(blobs.c.name == sa.bindparam("known_name"))
_INSERT = insert(blobs)
# Putting again what is there makes it young: a row that names it may be on the way. A damaged one is replaced.
_PUT = _INSERT.on_conflict_do_update(
    index_elements=[blobs.c.name], set_={"sealed": _INSERT.excluded.sealed, "put_at": sa.func.now()}
)
_TOUCH = blobs.update().where(blobs.c.name == sa.bindparam("known_name")).values(put_at=sa.func.now())
_OLD = sa.select(blobs.c.name).where(blobs.c.put_at < sa.func.now() - sa.bindparam("age", type_=sa.Interval))


class PostgresVault:
    """`PageVault` over the hall's server: what `put` returned is there for every window, and survives the server."""

    def __init__(self, engine: Engine, cipher: BlobCipher) -> None:
        self._engine = engine
        self._cipher = cipher

    def put(self, data: bytes, media_type: str) -> BlobRef:
        """Store; raises StoreError `store.hall_away`, `store.hall_full`."""
        return self.put_all([(data, media_type)])[0]

    def put_all(self, items: Sequence[tuple[bytes, str]]) -> tuple[BlobRef, ...]:
        """Store several in one transaction; raises as `put`."""
        refs = tuple(BlobRef(hashlib.sha256(data).hexdigest(), len(data), media) for data, media in items)
        contents = {ref.sha256: data for ref, (data, _) in zip(refs, items, strict=True)}
        if contents:
            with self._engine.begin() as connection:
                for sha256 in sorted(contents):  # in one order, so that two windows never wait for each other
                    self._store(connection, sha256, contents[sha256])
        return refs

    def _store(self, connection: Connection, sha256: str, data: bytes) -> None:
        name = self._cipher.file_name(sha256)
        if connection.execute(_TOUCH, {"known_name": name}).rowcount and self._holds(connection, name, sha256):
            return
        connection.execute(_PUT, {"name": name, "sealed": bytes(self._cipher.seal(data, sha256))})

    def _holds(self, connection: Connection, name: str, sha256: str) -> bool:
        """Whether the content lies there whole."""
        try:
            self._cipher.open(connection.execute(_GET, {"known_name": name}).scalar_one(), sha256)
        except StoreError as error:
            if error.code != "store.page_damaged":
                raise
            return False
        return True

    def get(self, sha256: str) -> bytes:
        """The plain bytes. Raises StoreError `store.page_missing`, `store.page_damaged`, `store.hall_away`."""
        with self._engine.connect() as connection:
            sealed = connection.scalar(_GET, {"known_name": self._cipher.file_name(sha256)})
        if sealed is None:
            raise StoreError("page_missing", sha256=sha256)
        return self._cipher.open(sealed, sha256)

    def names(self) -> frozenset[str]:
        """The name of every blob there is."""
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(sa.select(blobs.c.name)))

    def name_of(self, sha256: str) -> str:
        """The name this content has, or would have."""
        return self._cipher.file_name(sha256)

    def sweep_unreferenced(self, referenced: Iterable[str]) -> int:
        """Remove blobs no row names and nobody put for a day; returns how many."""
        keep = {self._cipher.file_name(sha256) for sha256 in referenced}
        with self._engine.begin() as connection:
            old = [name for name in connection.scalars(_OLD, {"age": SWEEP_AGE}) if name not in keep]
            # Asked once more with each row in hand: somebody may have put it again since.
            still_old = sa.and_(blobs.c.name == sa.bindparam("swept"), blobs.c.put_at < sa.func.now() - SWEEP_AGE)
            return sum(connection.execute(blobs.delete().where(still_old), {"swept": name}).rowcount for name in old)
