"""The frozen program finds its own zbar, and every other library where it was."""

from __future__ import annotations

import ctypes.util
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def bundle(tmp_path: Path, project_root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a frozen program whose start-up hook has run."""
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    monkeypatch.setattr(ctypes.util, "find_library", ctypes.util.find_library)
    runpy.run_path(str(project_root / "app" / "packaging" / "zbar_in_bundle.py"))
    yield tmp_path


def test_the_library_in_the_bundle_comes_first(bundle: Path) -> None:
    library = bundle / "libzbar.so.0"
    library.touch()

    assert ctypes.util.find_library("zbar") == str(library)


def test_without_one_in_the_bundle_the_system_is_asked(bundle: Path) -> None:
    assert ctypes.util.find_library("zbar") != str(bundle / "libzbar.so.0")
    assert "libc" in (ctypes.util.find_library("c") or "")


def test_outside_a_bundle_nothing_is_changed(project_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ctypes.util.find_library
    monkeypatch.setattr(ctypes.util, "find_library", before)

    runpy.run_path(str(project_root / "app" / "packaging" / "zbar_in_bundle.py"))

    assert ctypes.util.find_library is before
