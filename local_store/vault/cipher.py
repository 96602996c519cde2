"""How a blob looks on disk: profile, generation of the data key, nonce, then what the profile's cipher made.

Bound to it are the head and the SHA-256 the blob is asked for by: a file put in another's place, or under another
head, does not open. Files of the first form had no generation in their head (it was the first) and nothing but the
SHA-256 bound.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct

from app.domain.errors import StoreError
from local_store.vault.profiles import NONCE_BYTES, AesGcmBody, BodyCipher, CryptoProfile, Sm4GcmBody

_HEAD = struct.Struct(">BI")  # profile, generation
_FIRST_FORM = 1
_MARKS = {CryptoProfile.DEFAULT: 2, CryptoProfile.GM: 3}


class BlobCipher:
    """Seals and opens blobs of one generation with a key of 32 bytes, names their files with another.

    `profile` is for what is sealed; what is opened says its own.
    """

    def __init__(
        self,
        content_key: bytes,
        name_key: bytes,
        generation: int = 1,
        profile: CryptoProfile = CryptoProfile.DEFAULT,
    ) -> None:
        default = AesGcmBody(content_key)
        self._bodies: dict[int, BodyCipher] = {
            _FIRST_FORM: default,
            _MARKS[CryptoProfile.DEFAULT]: default,
            _MARKS[CryptoProfile.GM]: Sm4GcmBody(content_key),
        }
        self._name_key = name_key
        self._generation = generation
        self._head = _HEAD.pack(_MARKS[profile], generation)
        self._sealing = self._bodies[_MARKS[profile]]

    def file_name(self, sha256: str) -> str:
        """The file's name. Keyed, so that a thief cannot tell whether a document he knows is in here."""
        return hmac.digest(self._name_key, bytes.fromhex(sha256), "sha256").hex()

    def seal(self, data: bytes, sha256: str) -> bytearray:
        """The file's bytes."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        start = _HEAD.size + NONCE_BYTES
        sealed = bytearray(start + len(data) + self._sealing.overhead)
        sealed[:start] = self._head + nonce
        self._sealing.seal_into(nonce, self._head + bytes.fromhex(sha256), data, memoryview(sealed)[start:])
        return sealed

    def open(self, sealed: bytes | bytearray, sha256: str) -> bytes:
        """The plain bytes; raises StoreError `store.page_damaged` for anything but exactly what was sealed."""
        data = self._opened(sealed, sha256)
        if data is None or hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError("page_damaged", sha256=sha256)
        return data

    def _opened(self, sealed: bytes | bytearray, sha256: str) -> bytes | None:
        if not sealed:
            return None
        first = sealed[0] == _FIRST_FORM
        head = bytes(sealed[: 1 if first else _HEAD.size])
        generation = 1 if first else int.from_bytes(head[1:], "big")
        body = self._bodies.get(head[0])
        start = len(head) + NONCE_BYTES
        if body is None or generation != self._generation or len(sealed) < start + body.overhead:
            return None
        bound = (b"" if first else head) + bytes.fromhex(sha256)
        return body.open(bytes(sealed[len(head) : start]), bound, memoryview(sealed)[start:])
