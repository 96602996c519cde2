"""Keys destroyed by order: killed at any step, the next start finishes it; nothing is taken for lost keys."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.errors import StoreError
from app.domain.platform import WipeOrder
from local_store.folder import DataFolder
from local_store.keys.wiping import FolderKeyWipe
from tests.conftest import ExpectLog
from tests.fakes.local_store import cheap_credentials
from tests.unit.local_store.backup_station import PASSWORD, new_station, reopened
from tests.unit.local_store.test_crashes import killed_everywhere

ORDER = WipeOrder("machine-1", "nonce", "2026-11-23T01:30:00+00:00")


def keys_in(root: Path) -> list[str]:
    return sorted(path.name for path in root.glob("keys*"))


def test_killed_at_any_step_the_next_start_finishes_it(tmp_path: Path) -> None:
    new_station(tmp_path / "template").close()
    killed, acknowledged = killed_everywhere(tmp_path / "runs", "wipe", tmp_path / "template")
    assert len(killed) > 10
    marked = []
    for place in killed:
        marked.append((place / "wiped").exists())
        if not marked[-1]:  # the order comes again at the next contact
            assert place.name not in acknowledged
            reopened(place).close()
            continue
        with pytest.raises(StoreError, match=r"store\.wiped"):
            assert not cheap_credentials(place).initialised()
        assert keys_in(place) == []
        with pytest.raises(StoreError, match=r"store\.wiped"):
            reopened(place)
    assert marked == sorted(marked)
    assert set(marked) == {True, False}


def test_what_a_killed_write_of_the_keys_left_goes_too(tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log("local_store.keys.wiping", "destroyed by order nonce")
    new_station(tmp_path).close()
    (tmp_path / "keys.json.0123456789abcdef.tmp").write_bytes((tmp_path / "keys.json").read_bytes())
    FolderKeyWipe(DataFolder(tmp_path)).wipe(ORDER)
    assert keys_in(tmp_path) == []


def test_the_bytes_are_overwritten_in_place_before_the_name_goes(tmp_path: Path, expect_log: ExpectLog) -> None:
    """Whoever still holds the file sees no slot any more."""
    expect_log("local_store.keys.wiping", "destroyed by order nonce")
    new_station(tmp_path).close()
    held = [os.open(tmp_path / name, os.O_RDONLY) for name in ("keys.json", "keys.copy.json")]
    before = [os.pread(handle, 1 << 16, 0) for handle in held]
    FolderKeyWipe(DataFolder(tmp_path)).wipe(ORDER)
    after = [os.pread(handle, 1 << 16, 0) for handle in held]
    for handle in held:
        os.close(handle)
    assert [len(one) for one in after] == [len(one) for one in before]
    assert all(b"wrapped" in one for one in before)
    assert not any(b"wrapped" in one for one in after)


def test_nothing_makes_keys_in_a_wiped_folder_again(tmp_path: Path, expect_log: ExpectLog) -> None:
    """Also not the program that still has the store open."""
    expect_log("local_store.keys.wiping", "destroyed by order nonce")
    new_station(tmp_path).close()
    credentials = cheap_credentials(tmp_path)
    with closing(credentials.unlock("admin", PASSWORD)):
        FolderKeyWipe(DataFolder(tmp_path)).wipe(ORDER)
        with pytest.raises(StoreError, match=r"store\.wiped"):
            credentials.add("another", "another secret")
    assert keys_in(tmp_path) == []
