"""The province's signing key as the stand-in has it: made once, kept in its database."""

from __future__ import annotations

import secrets

from app.platform.contract import seals
from app.sandbox.book import Book

_SEED_BYTES = 32


class ProvinceSeal:
    """Signs as `app.platform.contract.seals` says."""

    def __init__(self, book: Book) -> None:
        with book.writing() as connection:
            row = connection.execute("select seed from seal").fetchone()
            self._seed = bytes(row["seed"]) if row else secrets.token_bytes(_SEED_BYTES)
            if row is None:
                connection.execute("insert into seal values (?)", (self._seed,))

    @property
    def public_key(self) -> str:
        """What a station's `province.json` locks as `platform.signing_key`, hex."""
        return seals.public_key_of(self._seed)

    def signed(self, text: bytes) -> str:
        """The signature over `text`, hex."""
        return seals.signed(self._seed, text)
