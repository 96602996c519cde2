"""The demonstration leaves nothing behind, and takes away nothing that is another's."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from app.demo.temporary_folder import LOCK, PREFIX, sweep, temporary_folder
from local_store.instance_lock import InstanceLock


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left_over(place: Path, name: str, *, age: float = 3600) -> Path:
    """What a demonstration left that was killed so many seconds after its beginning."""
    folder = place / f"{PREFIX}{name}"
    folder.mkdir()
    InstanceLock(folder / LOCK).release()
    (folder / "store.db").write_bytes(b"data")
    began = (folder / LOCK).stat().st_mtime - age
    os.utime(folder / LOCK, (began, began))
    return folder


def test_the_folder_is_gone_when_the_demonstration_ends(place: Path) -> None:
    with temporary_folder() as folder:
        (folder / "store.db").write_bytes(b"data")
        assert folder.parent == place

    assert list(place.iterdir()) == []


def test_what_a_killed_one_left_is_swept_at_the_next_start(place: Path) -> None:
    killed = left_over(place, "killed")

    with temporary_folder() as folder:
        assert folder.exists()
        assert not killed.exists()


def test_only_what_is_ours_and_over_is_swept(place: Path) -> None:
    running = left_over(place, "running")
    lock = InstanceLock(running / LOCK)
    os.utime(running / LOCK, (0, 0))
    without_lock_file = place / f"{PREFIX}papers-of-the-clerk"
    without_lock_file.mkdir()
    young = left_over(place, "young", age=5)
    elsewhere = left_over(place, "target").rename(place / "elsewhere")
    (place / f"{PREFIX}link").symlink_to(elsewhere)

    sweep(place)

    assert all(one.exists() for one in (running, without_lock_file, young, elsewhere / "store.db"))
    lock.release()
    sweep(place)
    assert not running.exists()
