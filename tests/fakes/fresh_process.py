"""A program text run in a Python of its own: imports, memory and even its death are its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def run_fresh(program: str, project_root: Path, *arguments: str) -> str:
    """What the program printed; warnings are errors, and it must end well within two minutes."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, *arguments],
        cwd=project_root,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
