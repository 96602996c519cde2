"""The one random key of an installation, and the keys derived from it, one for each purpose."""

from __future__ import annotations

import secrets
from enum import StrEnum

KEY_BYTES = 32


class KeyPurpose(StrEnum):
    """What a derived key is for. The words go into the derivation (HKDF `info`): they never change."""

    DATABASE = "tongban database v1"
    VAULT = "tongban vault v1"
    VAULT_NAMES = "tongban vault names v1"
    AUDIT = "tongban audit v1"


class DataKey:
    """Random 256 bits. Never shown: its repr and its errors do not hold it."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("a data key has 32 bytes")
        self._key = key

    @classmethod
    def fresh(cls) -> DataKey:
        """A new one from the operating system."""
        return cls(secrets.token_bytes(KEY_BYTES))

    def derived(self, purpose: KeyPurpose) -> bytes:
        """The key for one purpose (HKDF-SHA-256, RFC 5869; no salt: the input is uniformly random)."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.value.encode("ascii")).derive(self._key)

    def wrapped(self, wrapping_key: bytes) -> bytes:
        """Wrapped under another key (AES key wrap, RFC 3394)."""
        from cryptography.hazmat.primitives.keywrap import aes_key_wrap

        return aes_key_wrap(wrapping_key, self._key)

    @classmethod
    def unwrapped(cls, wrapped: bytes, wrapping_key: bytes) -> DataKey | None:
        """The key that was wrapped, None when `wrapping_key` is not the right one."""
        from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

        try:
            return cls(aes_key_unwrap(wrapping_key, wrapped))
        except InvalidUnwrap:
            return None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DataKey) and secrets.compare_digest(self._key, other._key)

    __hash__ = None  # type: ignore[assignment]  # a key is not to lie in sets and dictionaries
