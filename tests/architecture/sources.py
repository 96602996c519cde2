"""The project's sources as syntax trees, for the checks of the house."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ("app", "ui", "local_store", "scanners", "resources")

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One module: `path` below the root with forward slashes, `name` as Python imports it."""

    path: str
    name: str
    text: str
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        return self.path.endswith("__init__.py")


def sources(root: Path, folders: tuple[str, ...] = PRODUCT) -> list[Source]:
    """All modules below `folders`, sorted by path."""
    found = []
    for folder in folders:
        for file in sorted((root / folder).rglob("*.py")):
            path = file.relative_to(root).as_posix()
            text = file.read_text(encoding="utf-8")
            parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
            found.append(Source(path, ".".join(parts), text, ast.parse(text, path)))
    return found


def functions(tree: ast.AST) -> Iterator[FunctionNode]:
    """Every function and method, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, FunctionNode):
            yield node


def tracked_files(root: Path) -> list[str]:
    """What git holds and what it would add: the files that can reach a commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        stdout=subprocess.PIPE,
        check=True,
    )
    names = listed.stdout.decode("utf-8").split("\0")
    return sorted(name for name in names if name and (root / name).is_file())


def plant(root: Path, path: str, text: str = "") -> Path:
    """Write a file below a scratch `root`, with the packages above it, for a check to find or to pass."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".py":
        for folder in file.relative_to(root).parents:
            if folder != Path():
                (root / folder / "__init__.py").touch()
    file.write_text(text, encoding="utf-8")
    return file
