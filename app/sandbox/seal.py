"""The province's signing key as the stand-in has it: made once, kept in its database."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.sandbox.book import Book


class ProvinceSeal:
    """Signs as `app.platform.contract.seals` says."""

    def __init__(self, book: Book) -> None:
        with book.writing() as connection:
            row = connection.execute("select seed from seal").fetchone()
            self._key = Ed25519PrivateKey.from_private_bytes(row["seed"]) if row else Ed25519PrivateKey.generate()
            if row is None:
                connection.execute("insert into seal values (?)", (self._key.private_bytes_raw(),))

    @property
    def public_key(self) -> str:
        """What a station's `province.json` locks as `platform.signing_key`, hex."""
        return self._key.public_key().public_bytes_raw().hex()

    def signed(self, text: bytes) -> str:
        """The signature over `text`, hex."""
        return self._key.sign(text).hex()
