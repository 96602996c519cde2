"""From a password to a wrapping key."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from local_store.keys.data_key import KEY_BYTES


@dataclass(frozen=True, slots=True)
class PasswordStrength:
    """Cost of argon2id. The default is the second choice of RFC 9106 section 4: 0.2 s and 64 MiB a guess."""

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4


def wrapping_key(password: str, salt: bytes, strength: PasswordStrength) -> bytes:
    """argon2id of the password (NFC, so that the keyboard's way of composing does not matter)."""
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass"),
        salt,
        strength.passes,
        strength.memory_kib,
        strength.lanes,
        KEY_BYTES,
        Type.ID,
    )
