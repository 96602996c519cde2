"""What must not be loaded before the first screen: each of these costs a tenth of a second or more."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import ROOT, plant, sources

HEAVY = ("cv2", "numpy", "reportlab", "sqlalchemy", "alembic", "requests", "fastapi", "uvicorn", "pydantic")

# The entry point, and every module that a screen is made of.
LIGHT_ROOMS = ("app.domain", "app.ports", "app.services", "app.cli", "app.composition", "app.__main__", "ui")

PROBE = """
import importlib, json, sys
heavy = json.loads(sys.argv[1])
found = []
for name in sys.argv[2:]:
    importlib.import_module(name)
    loaded = [one for one in heavy if one in sys.modules]
    if loaded:
        found.append(f"{name} loads {' '.join(loaded)}")
        break
print(json.dumps(found))
"""


def loaded_too_early(root: Path) -> list[str]:
    """The first module of a light room whose import loads a heavy library."""
    names = [
        source.name for source in sources(root) if f"{source.name}.".startswith(tuple(f"{r}." for r in LIGHT_ROOMS))
    ]
    names = [name for name in names if name not in ("app.bench",)]
    probed = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(HEAVY), *names],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=60,
    )
    found: list[str] = json.loads(probed.stdout.splitlines()[-1])
    return found


def test_no_screen_waits_for_a_heavy_library() -> None:
    assert loaded_too_early(ROOT) == []


def test_a_heavy_library_at_start_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "app/domain/case.py", "import json")
    plant(tmp_path, "ui/views/intake_view.py", "from local_store import engine")
    plant(tmp_path, "local_store/engine.py", "import sqlalchemy")

    assert loaded_too_early(tmp_path) == ["ui.views.intake_view loads sqlalchemy"]


def test_a_heavy_library_where_first_used_passes(tmp_path: Path) -> None:
    plant(tmp_path, "ui/views/intake_view.py", "def show():\n    import numpy")
    plant(tmp_path, "app/sandbox/server.py", "import fastapi")

    assert loaded_too_early(tmp_path) == []
