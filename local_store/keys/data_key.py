"""The one random key of an installation, and the keys derived from it, one for each purpose."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from enum import StrEnum

KEY_BYTES = 32


class KeyPurpose(StrEnum):
    """What a derived key is for. The words go into the derivation (HKDF `info`): they never change."""

    DATABASE = "tongban database v1"
    VAULT = "tongban vault v1"
    VAULT_NAMES = "tongban vault names v1"
    AUDIT = "tongban audit v1"
    SLOTS = "tongban slots v1"
    BACKUP = "tongban backup v1"


class DataKey:
    """Random 256 bits. Never shown: its repr and its errors do not hold it.

    `generation` counts from 1. `previous` is the key this one takes the place of, there only until everything that
    lies under it has been moved (docs/decisions/0007).
    """

    __slots__ = ("_key", "generation", "previous")

    def __init__(self, key: bytes, generation: int = 1, previous: DataKey | None = None) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("a data key has 32 bytes")
        self._key = key
        self.generation = generation
        self.previous = previous

    @classmethod
    def fresh(cls) -> DataKey:
        """A new one from the operating system."""
        return cls(secrets.token_bytes(KEY_BYTES))

    def successor(self) -> DataKey:
        """A new one to take the place of this one."""
        return DataKey(secrets.token_bytes(KEY_BYTES), self.generation + 1, self)

    def alone(self) -> DataKey:
        """The same key when nothing lies under the previous one any more."""
        return DataKey(self._key, self.generation)

    def chain(self) -> Iterator[DataKey]:
        """The key itself, the one before it, and so on."""
        yield self
        if self.previous is not None:
            yield from self.previous.chain()

    def derived(self, purpose: KeyPurpose) -> bytes:
        """The key for one purpose (HKDF-SHA-256, RFC 5869; no salt: the input is uniformly random)."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.value.encode("ascii")).derive(self._key)

    def sealed_to(self, public_key: bytes) -> bytes:
        """Sealed so that only the owner of the private key opens it, see `local_store.keys.sealing`."""
        from local_store.keys.sealing import seal

        return seal(self._key, public_key, self.generation)

    @classmethod
    def unsealed(
        cls, sealed: bytes, private_key: bytes, generation: int, previous: DataKey | None = None
    ) -> DataKey | None:
        """The key that was sealed, None when it was sealed to somebody else or as another generation."""
        from local_store.keys.sealing import unseal

        key = unseal(sealed, private_key, generation)
        return None if key is None else cls(key, generation, previous)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DataKey) and secrets.compare_digest(self._key, other._key)

    __hash__ = None  # type: ignore[assignment]  # a key is not to lie in sets and dictionaries
