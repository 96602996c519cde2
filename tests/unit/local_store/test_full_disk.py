"""A disk that is really full: what was acknowledged is there, what was refused is not, current work can be saved."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.domain.system_fault import SystemFault
from app.ports.store import CaseQuery
from tests.fakes.local_store import small_store

PROJECT = Path(__file__).parents[3]
PROGRAM = [sys.executable, "-m", "tests.unit.local_store.disk_full_program"]
PROGRAM_OF_BACKUPS = [sys.executable, "-m", "tests.unit.local_store.backup_full_program"]
_MOUNT = 'mount -t tmpfs -o size=4m tmpfs "$1" && shift && "$@"'
# A mount of its own in a namespace of its own.
SMALL_DISK = ["unshare", "--map-root-user", "--mount", "sh", "-c", _MOUNT, "sh"]
LARGEST_FILE = 1_200_000


def small_disk_possible() -> bool:
    """Some machines allow namespaces and mounts to nobody; there the file limit alone must do."""
    return subprocess.run([*SMALL_DISK, "/mnt", "true"], check=False, capture_output=True, timeout=20).returncode == 0


def limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))


@pytest.mark.parametrize("way", ["small disk", "file limit"] if small_disk_possible() else ["file limit"])
def test_a_disk_that_takes_no_more(tmp_path: Path, way: str) -> None:
    small = way == "small disk"
    ran = subprocess.run(
        [*([*SMALL_DISK, str(tmp_path)] if small else []), *PROGRAM, str(tmp_path / "data")],
        check=False,
        capture_output=True,
        text=True,
        cwd=PROJECT,
        timeout=100,
        preexec_fn=None if small else limit_files,
    )
    assert ran.returncode == 0, ran.stderr
    report: dict[str, Any] = json.loads(ran.stdout)
    assert report["acknowledged"] > 10
    assert report["found"] == report["acknowledged"]
    assert report["temporary"] == 0
    if small:
        assert (report["refused"], report["ballast"], report["saved"]) == ("store.disk_full", False, True)
        return
    assert report["refused"] in ("store.io", "store.disk_full")
    with closing(small_store(tmp_path / "data")) as store, store.unit_of_work() as unit:
        stored = len(unit.cases.find(CaseQuery(limit=10_000)))
    assert stored == report["acknowledged"] + (report["saved"] is True)


if small_disk_possible():

    def test_a_disk_for_backups_that_is_full_is_told_and_takes_nothing_away(tmp_path: Path) -> None:
        (tmp_path / "disk").mkdir()
        ran = subprocess.run(
            [*SMALL_DISK, str(tmp_path / "disk"), *PROGRAM_OF_BACKUPS, str(tmp_path / "data"), str(tmp_path / "disk")],
            check=False,
            capture_output=True,
            text=True,
            cwd=PROJECT,
            timeout=100,
        )
        assert ran.returncode == 0, ran.stderr
        report: dict[str, Any] = json.loads(ran.stdout)
        assert report["refused"] > 5
        assert report["refusals"] == [["store.backup_folder", SystemFault.NO_SPACE]]
        assert (report["kept"], report["half"], report["ballast"]) == (True, 0, True)
