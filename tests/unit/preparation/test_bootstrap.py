"""The entry of the two commands, as other Pythons and careless fingers meet it."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

ENTRY = "app/bootstrap.py"


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "PATH": "/nonexistent", "PYTHONIOENCODING": "ascii"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=root, env=variables, capture_output=True, encoding="utf-8", check=False
    )


def test_without_a_command_the_usage_is_shown(project_root: Path) -> None:
    ended = run(project_root, "-m", "app.bootstrap")

    assert ended.returncode == 2
    assert "python3 -m app.bootstrap demo" in ended.stdout


def test_an_unknown_step_changes_nothing(project_root: Path) -> None:
    ended = run(project_root, "-m", "app.bootstrap", "check", "tset")

    assert ended.returncode == 1
    assert "tset" in ended.stdout


def test_an_unsuitable_python_hears_which_one_is_wanted(project_root: Path) -> None:
    as_older = "import sys; sys.version_info = (3, 7, 3, 'final', 0); sys.argv[0] = 'x'; from app import bootstrap; "

    ended = run(project_root, "-X", "utf8", "-c", as_older + "sys.exit(bootstrap.main(['demo']))")

    assert ended.returncode == 1
    assert "3.7" in ended.stdout
    assert "3.11" in ended.stdout


def test_older_pythons_can_read_the_entry(project_root: Path) -> None:
    for path in ("app/__init__.py", ENTRY):
        tree = ast.parse((project_root / path).read_text(encoding="utf-8"), feature_version=(3, 7))
        loaded = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
        assert loaded <= {"json", "os", "shutil", "subprocess", "sys"}
