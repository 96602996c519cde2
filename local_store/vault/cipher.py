"""How a blob looks on disk: a profile byte, a nonce, AES-256-GCM over the bytes with their SHA-256 as associated data.

The associated data binds the file to the hash it is asked for by: a file put in another's place does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from app.domain.errors import StoreError

_PROFILE_AES_256_GCM = b"\x01"
_NONCE_BYTES = 12
_HEAD_BYTES = len(_PROFILE_AES_256_GCM) + _NONCE_BYTES
_TAG_BYTES = 16


class BlobCipher:
    """Seals and opens blobs with a key of 32 bytes, names their files with another."""

    def __init__(self, content_key: bytes, name_key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher = AESGCM(content_key)
        self._name_key = name_key

    def file_name(self, sha256: str) -> str:
        """The file's name. Keyed, so that a thief cannot tell whether a document he knows is in here."""
        return hmac.digest(self._name_key, bytes.fromhex(sha256), "sha256").hex()

    def seal(self, data: bytes, sha256: str) -> bytearray:
        """The file's bytes, encrypted into their place: a copy of a page would hold up the threads beside this one."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = bytearray(_HEAD_BYTES + len(data) + _TAG_BYTES)
        sealed[:_HEAD_BYTES] = _PROFILE_AES_256_GCM + nonce
        self._cipher.encrypt_into(nonce, data, bytes.fromhex(sha256), memoryview(sealed)[_HEAD_BYTES:])
        return sealed

    def open(self, sealed: bytes | bytearray, sha256: str) -> bytes:
        """The plain bytes; raises StoreError `store.page_damaged` for anything but exactly what was sealed."""
        from cryptography.exceptions import InvalidTag

        if sealed[:1] != _PROFILE_AES_256_GCM or len(sealed) < _HEAD_BYTES + _TAG_BYTES:
            raise StoreError("page_damaged", sha256=sha256)
        try:
            head, body = sealed[:_HEAD_BYTES], memoryview(sealed)[_HEAD_BYTES:]
            data = self._cipher.decrypt(head[len(_PROFILE_AES_256_GCM) :], body, bytes.fromhex(sha256))
        except InvalidTag:
            raise StoreError("page_damaged", sha256=sha256) from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError("page_damaged", sha256=sha256)
        return data
