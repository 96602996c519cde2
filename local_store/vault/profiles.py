"""The ciphers a blob may be sealed with: AES-256-GCM, or SM4-GCM with SM3 where the province wants those.

A cipher seals in place of `body` (a writable view of `overhead` bytes more than the data) and opens to the data,
None when they are not exactly what was sealed.
"""

from __future__ import annotations

import hmac
from enum import StrEnum
from typing import Protocol

NONCE_BYTES = 12
_TAG_BYTES = 16
_DIGEST_BYTES = 32  # SM3
_SM4_KEY_BYTES = 16
_SM4_INFO = b"tongban vault sm4 v1"


class CryptoProfile(StrEnum):
    """Setting `store.crypto_profile`: what new blobs are sealed with."""

    DEFAULT = "default"
    GM = "gm"


class BodyCipher(Protocol):
    """One cipher with its key."""

    overhead: int

    def seal_into(self, nonce: bytes, bound: bytes, data: bytes, body: memoryview) -> None:
        """Seal `data`, bound to what is not secret."""

    def open(self, nonce: bytes, bound: bytes, body: memoryview) -> bytes | None:
        """The data."""


class AesGcmBody:
    """AES-256-GCM (NIST SP 800-38D)."""

    overhead = _TAG_BYTES

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher = AESGCM(key)

    def seal_into(self, nonce: bytes, bound: bytes, data: bytes, body: memoryview) -> None:
        """Encrypted into its place: a copy of a page would hold up the threads beside this one."""
        self._cipher.encrypt_into(nonce, data, bound, body)

    def open(self, nonce: bytes, bound: bytes, body: memoryview) -> bytes | None:
        """The data."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(nonce, body, bound)
        except InvalidTag:
            return None


class Sm4GcmBody:
    """SM4-GCM (GB/T 32907-2016, RFC 8998) over the SM3 digest of the data (GB/T 32905-2016) and the data.

    The digest lies inside: in clear it would tell a thief whether a document he knows is here. The key of 16 bytes is
    derived with HKDF over SM3.
    """

    overhead = _DIGEST_BYTES + _TAG_BYTES

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.hashes import SM3
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        self._key = HKDF(SM3(), _SM4_KEY_BYTES, salt=None, info=_SM4_INFO).derive(key)

    def seal_into(self, nonce: bytes, bound: bytes, data: bytes, body: memoryview) -> None:
        """Digest and data, then the tag."""
        from cryptography.hazmat.primitives.ciphers import Cipher
        from cryptography.hazmat.primitives.ciphers.algorithms import SM4
        from cryptography.hazmat.primitives.ciphers.modes import GCM

        encryptor = Cipher(SM4(self._key), GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(bound)
        body[:_DIGEST_BYTES] = encryptor.update(sm3(data))
        body[_DIGEST_BYTES : _DIGEST_BYTES + len(data)] = encryptor.update(data)
        encryptor.finalize()
        body[-_TAG_BYTES:] = encryptor.tag

    def open(self, nonce: bytes, bound: bytes, body: memoryview) -> bytes | None:
        """The data."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers import Cipher
        from cryptography.hazmat.primitives.ciphers.algorithms import SM4
        from cryptography.hazmat.primitives.ciphers.modes import GCM

        decryptor = Cipher(SM4(self._key), GCM(nonce, bytes(body[-_TAG_BYTES:]))).decryptor()
        decryptor.authenticate_additional_data(bound)
        digest = decryptor.update(body[:_DIGEST_BYTES])
        data = decryptor.update(body[_DIGEST_BYTES:-_TAG_BYTES])
        try:
            decryptor.finalize()
        except InvalidTag:
            return None
        return data if hmac.compare_digest(sm3(data), digest) else None


def sm3(data: bytes) -> bytes:
    """The SM3 digest, 32 bytes."""
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    digest = Hash(SM3())
    digest.update(data)
    return digest.finalize()
