"""The vault: bytes by content."""

from __future__ import annotations

import hashlib

import pytest

from app.domain.errors import StoreError
from app.ports.store import Store


def test_bytes_come_back_under_their_hash(store: Store) -> None:
    ref = store.vault.put(b"page", "image/jpeg")
    assert (ref.sha256, ref.size, ref.media_type) == (hashlib.sha256(b"page").hexdigest(), 4, "image/jpeg")
    assert store.vault.get(ref.sha256) == b"page"


def test_several_are_stored_in_the_order_given(store: Store) -> None:
    contents = [bytes([number]) * 1000 for number in range(12)]
    refs = store.vault.put_all([(content, "image/png") for content in contents])
    assert [store.vault.get(ref.sha256) for ref in refs] == contents


def test_storing_twice_is_harmless(store: Store) -> None:
    first, second, third = *store.vault.put_all([(b"same", "image/jpeg")] * 2), store.vault.put(b"same", "image/png")
    assert first == second
    assert third.sha256 == first.sha256
    assert store.vault.get(first.sha256) == b"same"


def test_nothing_and_no_bytes_are_allowed(store: Store) -> None:
    assert store.vault.put_all([]) == ()
    assert store.vault.get(store.vault.put(b"", "image/jpeg").sha256) == b""


def test_what_is_not_there_is_missing(store: Store) -> None:
    with pytest.raises(StoreError) as caught:
        store.vault.get("ab" * 32)
    assert caught.value.code == "store.page_missing"
    assert caught.value.details == {"sha256": "ab" * 32}
