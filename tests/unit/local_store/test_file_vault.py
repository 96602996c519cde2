"""Blobs on disk: nothing readable, nothing half, damage found, orphans swept."""

from __future__ import annotations

import errno
import itertools
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.errors import StoreError
from local_store.vault.cipher import BlobCipher
from local_store.vault.file_vault import FileVault
from tests.fakes.environment import MONDAY, ManualClock

CIPHER = BlobCipher(b"c" * 32, b"n" * 32)
SECRET = "张䶮样本 99010119900517001X".encode()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
def released() -> list[str]:
    """Grows when the vault gives the ballast up."""
    return []


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def vault(root: Path, released: list[str], clock: ManualClock) -> Iterator[FileVault]:
    opened = FileVault(root, CIPHER, clock, lambda: released.append("ballast"))
    opened.prepare()
    yield opened
    opened.close()


def opened_later(root: Path, cipher: BlobCipher = CIPHER, clock: ManualClock | None = None) -> FileVault:
    """The same folder in another run of the program."""
    later = FileVault(root, cipher, clock or ManualClock(), lambda: None)
    later.prepare()
    return later


def files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def test_nothing_on_disk_tells_what_is_inside(vault: FileVault, root: Path) -> None:
    ref = vault.put(SECRET * 100, "image/jpeg")
    (path,) = files(root)
    assert SECRET[:12] not in path.read_bytes()
    assert ref.sha256 not in str(path)
    vault.close()
    again = opened_later(root)
    assert again.get(ref.sha256) == SECRET * 100


def test_the_same_bytes_are_sealed_differently_each_time() -> None:
    sha256 = "00" * 32
    assert CIPHER.seal(SECRET, sha256) != CIPHER.seal(SECRET, sha256)


@pytest.mark.parametrize("position", [0, 1, 12, 13, 30, -17, -1])
def test_a_flipped_bit_anywhere_is_damage(vault: FileVault, root: Path, position: int) -> None:
    ref = vault.put(SECRET, "image/jpeg")
    (path,) = files(root)
    sealed = bytearray(path.read_bytes())
    sealed[position] ^= 1
    path.write_bytes(sealed)
    with pytest.raises(StoreError) as caught:
        vault.get(ref.sha256)
    assert caught.value.code == "store.page_damaged"


@pytest.mark.parametrize("length", [0, 1, 13, 28, 40])
def test_a_cut_file_is_damage(vault: FileVault, root: Path, length: int) -> None:
    ref = vault.put(SECRET, "image/jpeg")
    (path,) = files(root)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(StoreError, match=r"store\.page_damaged"):
        vault.get(ref.sha256)


def test_a_blob_in_the_place_of_another_is_damage(vault: FileVault, root: Path) -> None:
    one = vault.put(b"one", "image/jpeg")
    (path_of_one,) = files(root)
    vault.put(b"two", "image/jpeg")
    (path_of_two,) = set(files(root)) - {path_of_one}
    path_of_one.write_bytes(path_of_two.read_bytes())
    with pytest.raises(StoreError, match=r"store\.page_damaged"):
        vault.get(one.sha256)


def test_bytes_sealed_under_a_hash_that_is_not_theirs_are_damage() -> None:
    with pytest.raises(StoreError, match=r"store\.page_damaged"):
        CIPHER.open(CIPHER.seal(SECRET, "00" * 32), "00" * 32)


def test_another_key_opens_nothing(vault: FileVault, root: Path) -> None:
    ref = vault.put(SECRET, "image/jpeg")
    stranger = opened_later(root, cipher=BlobCipher(b"x" * 32, b"n" * 32))
    with pytest.raises(StoreError, match=r"store\.page_damaged"):
        stranger.get(ref.sha256)


def test_a_new_put_mends_a_damaged_blob(vault: FileVault, root: Path) -> None:
    ref = vault.put(SECRET, "image/jpeg")
    (path,) = files(root)
    path.write_bytes(b"rot")
    vault.put(SECRET, "image/jpeg")
    assert vault.get(ref.sha256) == SECRET


@pytest.mark.parametrize(("owner", "function"), [(os, "write"), (os, "fsync"), (os, "replace")])
def test_a_full_disk_leaves_nothing_half(
    vault: FileVault,
    root: Path,
    released: list[str],
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    function: str,
) -> None:
    genuine, calls = getattr(owner, function), itertools.count(1)

    def failing_third(*arguments: object) -> object:
        if next(calls) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return genuine(*arguments)

    contents = [bytes([number]) for number in range(5)]
    monkeypatch.setattr(owner, function, failing_third)
    with pytest.raises(StoreError) as caught:
        vault.put_all([(content, "image/jpeg") for content in contents])
    monkeypatch.undo()
    assert caught.value.code == "store.disk_full"
    assert released == ["ballast"]
    assert not [path for path in files(root) if path.suffix == ".tmp"]
    refs = vault.put_all([(content, "image/jpeg") for content in contents])
    assert [vault.get(ref.sha256) for ref in refs] == contents


def test_what_a_killed_run_left_half_is_swept(vault: FileVault, root: Path) -> None:
    kept = vault.put(SECRET, "image/jpeg")
    (root / "2026-11" / "abcd.0123.tmp").write_bytes(b"half")
    assert vault.sweep_temporary() == 1
    assert vault.get(kept.sha256) == SECRET
    assert len(files(root)) == 1


def age(root: Path, days: float) -> None:
    moment = (MONDAY - timedelta(days=days)).timestamp()
    for path in files(root):
        os.utime(path, (moment, moment))


def test_only_old_blobs_no_row_names_are_swept(vault: FileVault, root: Path) -> None:
    named, orphan = vault.put_all([(b"named", "image/jpeg"), (b"orphan", "image/jpeg")])
    age(root, 2)
    later = opened_later(root)
    fresh = later.put(b"fresh", "image/jpeg")
    assert later.sweep_unreferenced([named.sha256]) == 1
    assert later.get(named.sha256) == b"named"
    assert later.get(fresh.sha256) == b"fresh"
    with pytest.raises(StoreError, match=r"store\.page_missing"):
        later.get(orphan.sha256)
    later.close()


def test_a_clock_far_ahead_sweeps_nothing_of_this_run(vault: FileVault, clock: ManualClock) -> None:
    ref = vault.put(SECRET, "image/jpeg")
    clock.advance(timedelta(days=4000))
    assert vault.sweep_unreferenced([]) == 0
    assert vault.get(ref.sha256) == SECRET


def test_a_young_orphan_of_an_earlier_run_stays(vault: FileVault, root: Path) -> None:
    ref = vault.put(SECRET, "image/jpeg")
    age(root, 0.9)
    later = opened_later(root)
    assert later.sweep_unreferenced([]) == 0
    assert later.get(ref.sha256) == SECRET


def test_each_month_has_its_folder_and_all_are_searched(vault: FileVault, root: Path, clock: ManualClock) -> None:
    november = vault.put(b"november", "image/jpeg")
    clock.advance(timedelta(days=30))
    december = vault.put(b"december", "image/jpeg")
    clock.advance(timedelta(days=-400))
    long_ago = vault.put_all([(b"clock set back", "image/jpeg"), (b"november", "image/jpeg")])
    assert sorted(path.name for path in root.iterdir()) == ["2025-11", "2026-11", "2026-12"]
    for opened in (vault, opened_later(root)):
        assert opened.get(november.sha256) == b"november"
        assert opened.get(december.sha256) == b"december"
        assert opened.get(long_ago[0].sha256) == b"clock set back"
    assert len(files(root)) == 3


def test_damage_in_an_old_month_is_mended_where_it_lies(vault: FileVault, root: Path, clock: ManualClock) -> None:
    ref = vault.put(SECRET, "image/jpeg")
    (path,) = files(root)
    path.write_bytes(b"rot")
    clock.advance(timedelta(days=60))
    vault.put(SECRET, "image/jpeg")
    assert files(root) == [path]
    assert vault.get(ref.sha256) == SECRET
