"""A monitor of 1920x1080 that the system shows at 150 % and 200 %: nothing clipped, nothing outside the screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("factor", ["1.5", "2"])
def test_every_screen_fits_a_scaled_monitor(factor: str, project_root: Path, tmp_path: Path) -> None:
    where = tmp_path / "scaled"
    arguments = ["-q", "-x", "-p", "no:cacheprovider", f"--basetemp={where}", "tests/gui/scaled_screens.py"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=project_root,
        env={**os.environ, "QT_SCALE_FACTOR": factor},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert "1 passed" in done.stdout
    assert list(where.rglob("locked.png"))
