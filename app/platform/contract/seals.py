"""What the province signs with its Ed25519 key (RFC 8032): the bytes of each text, and whether a signature holds.

A text is its lines joined by a line feed, in UTF-8; the first line says what it is, so that one is never taken for
another. Keys and signatures travel as lower-case hex.
"""

from __future__ import annotations

_WIPE = "tongban-wipe-v1"
_CHECKPOINT = "tongban-audit-checkpoint-v1"


def wipe_text(station: str, installation: str, nonce: str, issued_at: str) -> bytes:
    """The order to wipe one installation of a station."""
    return _text(_WIPE, station, installation, nonce, issued_at)


def checkpoint_text(station: str, installation: str, sequence: int, row_hash: str, at: str) -> bytes:
    """A checkpoint of an audit log that the platform keeps since `at` (ISO 8601, as in its answer, in UTC)."""
    return _text(_CHECKPOINT, station, installation, str(sequence), row_hash, at)


def holds(public_key: str, signature: str, text: bytes) -> bool:
    """Whether this signature was made over `text` with the key of `public_key`; False for anything malformed."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), text)
    except (ValueError, InvalidSignature):
        return False
    return True


def signed(seed: bytes, text: bytes) -> str:
    """The signature over `text` with the key of this seed (32 bytes)."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed).sign(text).hex()


def public_key_of(seed: bytes) -> str:
    """The public key that proves what is signed with this seed."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def _text(*lines: str) -> bytes:
    return "\n".join(lines).encode("utf-8")
