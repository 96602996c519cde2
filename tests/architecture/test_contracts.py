"""The contracts of import-linter in pyproject.toml: held by the project, broken by a planted import each."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, plant

PLANTED = {
    "domain": ("app/domain/case.py", "from resources import texts"),
    "ports": ("app/ports/clock.py", "import app.services"),
    "services": ("app/services/open_case.py", "import local_store"),
    "resources": ("resources/texts.py", "from app import domain"),
    "services-door": ("ui/views/intake_view.py", "from app import services"),
    "platform-door": ("ui/runtime/lanes.py", "import app.platform"),
    "outer-doors": ("ui/shell/window.py", "import scanners"),
    "composition-door": ("ui/shell/window.py", "import app.composition"),
    "screen-layers": ("ui/viewmodels/intake.py", "import ui.views"),
    "widgets": ("ui/widgets/strip.py", "import app.domain"),
    "drivers": ("scanners/drivers/sane/source.py", "import scanners.drivers.escl"),
    "cycles": ("local_store/vault/pages.py", "import local_store.outbox"),
}


def broken_contracts(root: Path) -> list[str]:
    """Names of the contracts in `root/pyproject.toml` that the sources below `root` break."""
    checked = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    broken = re.findall(r"^(.+) BROKEN", checked.stdout, re.MULTILINE)
    assert (checked.returncode == 0) == (not broken), checked.stdout
    assert "Contracts:" in checked.stdout, checked.stdout
    return broken


def contracts() -> dict[str, str]:
    """Contract names by id."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    return {contract["id"]: contract["name"] for contract in table["contracts"]}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Every room, empty, under the project's own contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    rooms = "domain ports services platform paper printing sandbox cli demo bench"
    for room in rooms.split():
        plant(tmp_path, f"app/{room}/__init__.py")
    for module in ("__main__", "composition", "workspace_builder"):
        plant(tmp_path, f"app/{module}.py")
    for room in ("shell", "views", "viewmodels", "widgets", "runtime"):
        plant(tmp_path, f"ui/{room}/__init__.py")
    plant(tmp_path, "scanners/drivers/sane/source.py")
    plant(tmp_path, "scanners/drivers/escl/client.py")
    plant(tmp_path, "local_store/vault/__init__.py")
    plant(tmp_path, "local_store/outbox/queue.py", "import local_store.vault")
    plant(tmp_path, "resources/__init__.py")
    return tmp_path


def test_the_project_keeps_every_contract() -> None:
    assert broken_contracts(ROOT) == []


def test_a_house_in_order_keeps_every_contract(house: Path) -> None:
    assert broken_contracts(house) == []


def test_every_contract_has_its_planted_violation() -> None:
    assert contracts().keys() == PLANTED.keys()


@pytest.mark.parametrize("contract", sorted(PLANTED))
def test_a_planted_import_breaks_its_contract(house: Path, contract: str) -> None:
    plant(house, *PLANTED[contract])

    assert contracts()[contract] in broken_contracts(house)
