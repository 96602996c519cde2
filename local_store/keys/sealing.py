"""How the data key reaches its holders: sealed to a public key each (HPKE), the private key wrapped or derived.

Whoever holds a slot has a pair of X25519 keys. The private one lies wrapped under the password (AES key wrap, RFC
3394), or is derived from the recovery key; the data key is sealed to the public one (RFC 9180, base mode,
DHKEM(X25519), HKDF-SHA-256, AES-256-GCM). So a new data key can be given to everybody without anybody's password.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.recovery_key import RecoveryPlace

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hpke import Suite

_SEAL_INFO = "tongban data key v1 generation {generation}"
_RECOVERY_INFO = {
    RecoveryPlace.PAPER: b"tongban recovery key v1",
    RecoveryPlace.KEYRING: b"tongban keyring key v1",
}
_PRIVATE_BYTES = 32


def fresh_private_key() -> bytes:
    """A private key from the operating system, 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.generate().private_bytes_raw()


def recovery_private_key(secret: bytes, place: RecoveryPlace) -> bytes:
    """The private key of a recovery key (HKDF-SHA-256: it is random enough to need no slow derivation).

    A key opens only the slot of the place it is kept in.
    """
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), _PRIVATE_BYTES, salt=None, info=_RECOVERY_INFO[place]).derive(secret)


def public_key_of(private_key: bytes) -> bytes:
    """The public half, 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def seal(key: bytes, public_key: bytes, generation: int) -> bytes:
    """`key` sealed to `public_key` as this generation."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    return _suite().encrypt(key, X25519PublicKey.from_public_bytes(public_key), _info(generation))


def unseal(sealed: bytes, private_key: bytes, generation: int) -> bytes | None:
    """What was sealed, None when it was not sealed to this key as this generation."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    try:
        return _suite().decrypt(sealed, X25519PrivateKey.from_private_bytes(private_key), _info(generation))
    except InvalidTag:
        return None


def wrap(key: bytes, wrapping_key: bytes) -> bytes:
    """32 bytes wrapped under another key."""
    from cryptography.hazmat.primitives.keywrap import aes_key_wrap

    return aes_key_wrap(wrapping_key, key)


def unwrap(wrapped: bytes, wrapping_key: bytes) -> bytes | None:
    """What was wrapped, None when `wrapping_key` is not the right one."""
    from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

    try:
        return aes_key_unwrap(wrapping_key, wrapped)
    except InvalidUnwrap:
        return None


def _suite() -> Suite:
    from cryptography.hazmat.primitives import hpke

    return hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def _info(generation: int) -> bytes:
    return _SEAL_INFO.format(generation=generation).encode("ascii")
