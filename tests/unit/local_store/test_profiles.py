"""The ciphers of the vault: SM4 and SM3 as the standards say, each blob as its own head says."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import ECB, GCM

from app.domain.errors import StoreError
from local_store.vault.cipher import BlobCipher
from local_store.vault.profiles import AesGcmBody, CryptoProfile, Sm4GcmBody, sm3
from tests.fakes.local_store import cheap_credentials
from tests.unit.local_store.crash_program import ADMIN

DATA = "张䶮样本 99010119900517001X".encode()


def test_sm4_is_that_of_gb_t_32907() -> None:
    """Appendix A, example 1."""
    key = plain = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(SM4(key), ECB()).encryptor()
    assert encryptor.update(plain).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm3_is_that_of_gb_t_32905() -> None:
    """Appendix A, examples 1 and 2."""
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_sm4_gcm_is_that_of_rfc_8998() -> None:
    """Appendix A.1."""
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    plain = bytes.fromhex("AA" * 8 + "BB" * 8 + "CC" * 8 + "DD" * 8 + "EE" * 8 + "FF" * 8 + "EE" * 8 + "AA" * 8)
    encryptor = Cipher(SM4(key), GCM(bytes.fromhex("00001234567800000000ABCD"))).encryptor()
    encryptor.authenticate_additional_data(bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"))
    sealed = encryptor.update(plain) + encryptor.finalize()
    assert sealed.hex().upper().startswith("17F399F08C67D5EE19D0DC9969C4BB7D")
    assert encryptor.tag.hex().upper() == "83DE3541E4C2B58177E065A9BF7B62EC"


@pytest.mark.parametrize("body", [AesGcmBody(b"k" * 32), Sm4GcmBody(b"k" * 32)])
def test_a_body_opens_to_what_was_sealed_and_to_nothing_else(body: AesGcmBody | Sm4GcmBody) -> None:
    sealed = bytearray(len(DATA) + body.overhead)
    body.seal_into(b"n" * 12, b"bound", DATA, memoryview(sealed))
    assert body.open(b"n" * 12, b"bound", memoryview(sealed)) == DATA
    assert body.open(b"n" * 12, b"other", memoryview(sealed)) is None
    assert body.open(b"m" * 12, b"bound", memoryview(sealed)) is None
    for place in range(len(sealed)):
        sealed[place] ^= 1
        assert body.open(b"n" * 12, b"bound", memoryview(sealed)) is None
        sealed[place] ^= 1


def cipher(profile: CryptoProfile, generation: int = 1) -> BlobCipher:
    return BlobCipher(b"c" * 32, b"n" * 32, generation, profile)


def sealed(by: BlobCipher, data: bytes = DATA) -> tuple[bytearray, str]:
    sha256 = hashlib.sha256(data).hexdigest()
    return by.seal(data, sha256), sha256


@pytest.mark.parametrize("profile", list(CryptoProfile))
def test_a_blob_says_its_profile_and_either_program_opens_it(profile: CryptoProfile) -> None:
    blob, sha256 = sealed(cipher(profile))
    assert blob[0] == {CryptoProfile.DEFAULT: 2, CryptoProfile.GM: 3}[profile]
    assert [cipher(other).open(blob, sha256) for other in CryptoProfile] == [DATA, DATA]


@pytest.mark.parametrize("profile", list(CryptoProfile))
def test_the_head_is_bound_to_the_blob(profile: CryptoProfile) -> None:
    blob, sha256 = sealed(cipher(profile))
    for head in ((1, 0, 0, 0, 1), (2, 0, 0, 0, 1), (3, 0, 0, 0, 1), (4, 0, 0, 0, 1), (blob[0], 0, 0, 0, 2)):
        changed = bytearray(head) + blob[5:]
        for generation in (1, 2):
            if changed != blob or generation != 1:
                with pytest.raises(StoreError, match=r"store\.page_damaged"):
                    cipher(profile, generation).open(changed, sha256)


def test_a_blob_of_the_first_form_still_opens() -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    _, sha256 = sealed(cipher(CryptoProfile.DEFAULT))
    first = b"\x01" + b"n" * 12 + AESGCM(b"c" * 32).encrypt(b"n" * 12, DATA, bytes.fromhex(sha256))
    assert cipher(CryptoProfile.GM).open(first, sha256) == DATA
    with pytest.raises(StoreError, match=r"store\.page_damaged"):
        cipher(CryptoProfile.GM, 2).open(first, sha256)


def test_the_setting_of_the_province_is_for_new_blobs(tmp_path: Path) -> None:
    root = tmp_path / "data"
    credentials = cheap_credentials(root)
    store = credentials.initialise(ADMIN, "secret")
    old = store.vault.put(b"old", "image/jpeg")
    store.close()
    (root / "province.json").write_text('{"locked": {"store.crypto_profile": "gm"}}', encoding="utf-8")
    store = credentials.unlock("admin", "secret")
    new = store.vault.put(b"new", "image/jpeg")
    assert [store.vault.get(one.sha256) for one in (old, new)] == [b"old", b"new"]
    store.close()
    assert sorted(path.read_bytes()[0] for path in (root / "vault").rglob("*") if path.is_file()) == [2, 3]
