"""Visits ended by a kill: no name, number or secret in the data folder, the temporary folder, or around the process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from app.demo.script import account
from resources.paths import resource

_CODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
_LOOKS, _LOOK_SECONDS = 600, 0.2
_VAULT_FILES = 24  # pages of several visits, and papers


def planted() -> set[str]:
    """What stands on the sample cards and must stand nowhere else, and the password."""
    cards = json.loads(resource("samples", "cards.json").read_text(encoding="utf-8"))
    people = cards.values() if isinstance(cards, dict) else cards
    return {account().password} | {person[name] for person in people for name in ("name", "number") if person[name]}


def contents(*folders: Path) -> bytes:
    return b"".join(path.read_bytes() for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.timeout(200)
def test_a_killed_visit_leaves_nothing_readable(tmp_path: Path, project_root: Path) -> None:
    data, temporary, out = (tmp_path / name for name in ("data", "temporary", "out"))
    temporary.mkdir()
    command = [sys.executable, "-m", "app", "demo", "--headless", "--data-dir", str(data), "--out", str(out)]
    surroundings = {**os.environ, "TMPDIR": str(temporary), "PYTHONFAULTHANDLER": "1"}
    with (tmp_path / "log").open("wb") as log:
        visit = subprocess.Popen(
            command,
            cwd=temporary,
            env={**surroundings, "PYTHONPATH": str(project_root)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        for _ in range(_LOOKS):
            with suppress(subprocess.TimeoutExpired):
                visit.wait(_LOOK_SECONDS)
            if visit.poll() is not None or len(list(data.glob("vault/*/*"))) >= _VAULT_FILES:
                break
        assert visit.poll() is None, (tmp_path / "log").read_text(encoding="utf-8")
        around = Path(f"/proc/{visit.pid}/cmdline").read_bytes() + Path(f"/proc/{visit.pid}/environ").read_bytes()
    finally:
        os.killpg(visit.pid, signal.SIGKILL)
        visit.wait()
    left = contents(data, temporary) + (tmp_path / "log").read_bytes() + around
    assert len(left) > 500_000
    assert (data / "store.db-wal").stat().st_size > 0  # it was killed at work
    found = [(word, coding) for word in planted() for coding in _CODINGS if word.encode(coding) in left]
    assert found == []
    assert len(planted()) > 5
    assert contents(resource("samples")).count(account().password.encode()) == 1  # they are found where they do stand
