"""How big a thing may grow. There is no list of exceptions: it would start empty and could only shrink."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, FunctionNode, functions, plant, sources

MODULE_LINES = 350
FUNCTION_LINES = 50
PUBLIC_METHODS = 15
CONSTRUCTOR_PARAMETERS = 7
COMPLEXITY = 8


def oversized(root: Path) -> list[str]:
    """Modules, functions, classes and constructors of the product above the bounds."""
    found = []
    for source in sources(root):
        lines = source.text.count("\n")
        if lines > MODULE_LINES:
            found.append(f"{source.path}: {lines} lines")
        for function in functions(source.tree):
            length = (function.end_lineno or function.lineno) - function.lineno + 1
            if length > FUNCTION_LINES:
                found.append(f"{source.path}:{function.lineno} {function.name}: {length} lines")
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ClassDef):
                found += [f"{source.path}:{node.lineno} {complaint}" for complaint in _oversized_class(node)]
    return found


def _oversized_class(node: ast.ClassDef) -> list[str]:
    complaints = []
    methods = [one for one in node.body if isinstance(one, FunctionNode)]
    public = {method.name for method in methods if not method.name.startswith("_")}
    if len(public) > PUBLIC_METHODS:
        complaints.append(f"{node.name}: {len(public)} public methods")
    for method in methods:
        given = method.args
        count = len(given.posonlyargs) + len(given.args) + len(given.kwonlyargs) - 1
        if method.name == "__init__" and count > CONSTRUCTOR_PARAMETERS:
            complaints.append(f"{node.name}: constructor with {count} parameters")
    return complaints


def too_complex(root: Path) -> list[str]:
    """Functions above the cyclomatic complexity that ruff is configured to allow."""
    folders = [str(root / folder) for folder in ("app", "ui", "local_store", "scanners", "resources")]
    checked = subprocess.run(
        [
            sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "C901", "--output-format", "concise",
            "--config", str(ROOT / "pyproject.toml"), "--ignore-noqa", *folders,
        ],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )  # fmt: skip
    assert checked.returncode in (0, 1), "ruff did not run"
    return [line for line in checked.stdout.splitlines() if "C901" in line]


def test_nothing_has_outgrown_its_bounds() -> None:
    assert oversized(ROOT) == []


def test_nothing_is_too_complex() -> None:
    assert too_complex(ROOT) == []


def test_ruff_holds_the_same_complexity_everywhere() -> None:
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]

    assert ruff["mccabe"]["max-complexity"] == COMPLEXITY
    assert "C90" in ruff["select"]
    excused = [code for codes in ruff["per-file-ignores"].values() for code in codes if code.startswith("C9")]
    assert excused == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("x = 1\n" * 351, "351 lines"),
        ("def grown():\n" + "    x = 1\n" * 50, "grown: 51 lines"),
        ("class Wide:\n" + "".join(f"    def m{n}(self): ...\n" for n in range(16)), "Wide: 16 public methods"),
        ("class Greedy:\n    def __init__(self, a, b, c, d, *, e, f, g, h): ...\n", "constructor with 8 parameters"),
    ],
)
def test_what_outgrows_its_bounds_is_found(tmp_path: Path, text: str, named: str) -> None:
    plant(tmp_path, "app/services/grown.py", text)

    found = oversized(tmp_path)

    assert len(found) == 1
    assert named in found[0]


def test_what_just_fits_passes(tmp_path: Path) -> None:
    methods = "".join(f"    def m{n}(self): ...\n    def _m{n}(self): ...\n" for n in range(15))
    plant(tmp_path, "app/services/fits.py", "class Fits:\n    def __init__(self, a, b, c, d, e, f, g): ...\n" + methods)
    plant(tmp_path, "app/services/long.py", "def fits():\n" + "    x = 1\n" * 49)

    assert oversized(tmp_path) == []


def test_a_tangle_is_found_even_when_silenced(tmp_path: Path) -> None:
    branches = "".join(f"    if a == {n}:\n        return {n}\n" for n in range(8))
    for folder in ("ui", "local_store", "scanners", "resources"):
        plant(tmp_path, f"{folder}/__init__.py")
    plant(tmp_path, "app/tangle.py", f"def tangle(a):  # noqa: C901\n{branches}    return None\n")

    assert len(too_complex(tmp_path)) == 1
