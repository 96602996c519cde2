"""What may not stand in the repository: Chinese in code, addresses of registries, paths of one machine."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, Source, plant, sources, tracked_files

# Han, kana-width punctuation and full-width forms, in and beyond the basic plane.
CHINESE = re.compile("[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
MARK = "Chinese literals: protocol constants."

# Modules whose protocol really speaks Chinese. A new one belongs here and needs the mark in its docstring.
PROTOCOL_MODULES = frozenset(
    {
        "app/domain/identifiers/mask.py",
        "scanners/cards/record.py",
        "scanners/reading/signature.py",
        "scanners/reading/papers/printed_forms.py",
    }
)

# Written in two halves so that this file does not name what it looks for.
REGISTRIES = tuple(
    first + second
    for first, second in (
        ("pypi", ".org"),
        ("python", "hosted.org"),
        ("npm", "js.org"),
        ("npm", "js.com"),
        ("npm", "mirror.com"),
        ("debian", ".org/debian"),
        ("archive.ubuntu", ".com"),
        ("crates", ".io"),
        ("proxy.golang", ".org"),
        ("tuna.tsinghua", ".edu.cn"),
        ("mirrors.aliyun", ".com"),
        ("mirrors.cloud.tencent", ".com"),
        ("repo.huaweicloud", ".com"),
    )
)
MACHINE_PATH = re.compile(r"(?<![\w./$}-])/(?:" + "|".join(("work", "root", "farm", "home")) + r")/\w")


def chinese_literals(source: Source) -> list[str]:
    """Chinese characters that the code of a module spells outside comments and docstrings."""
    documentation = {
        id(node.value)  # docstrings, and the strings below attributes that say what they are
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            spelled = ast.get_source_segment(source.text, node) or ""
            if CHINESE.search(spelled):
                found.append(f"{source.path}:{node.lineno} {spelled[:40]}")
    return list(dict.fromkeys(found))  # the parts of one f-string are one literal


def misplaced_chinese(root: Path, protocol_modules: frozenset[str]) -> list[str]:
    """Chinese outside the listed protocol modules, marks without a place in the list, and listed ones without need."""
    found = []
    for source in sources(root):
        marked = MARK in (ast.get_docstring(source.tree) or "").splitlines()
        listed = source.path in protocol_modules
        spelled = chinese_literals(source)
        if marked != listed:
            found.append(f"{source.path}: {'marked but not listed' if marked else 'listed but not marked'}")
        elif listed and not spelled:
            found.append(f"{source.path}: listed but speaks no Chinese")
        elif not listed:
            found += spelled
    known = {source.path for source in sources(root)}
    return found + [f"{path}: listed but gone" for path in sorted(protocol_modules - known)]


def addresses(root: Path, files: list[str]) -> list[str]:
    """Registry hosts and machine paths in text files."""
    found = []
    for name in files:
        content = (root / name).read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
            hosts = [host for host in REGISTRIES if host in line]
            paths = MACHINE_PATH.findall(line)
            found += [f"{name}:{number} names {what}" for what in hosts + paths]
    return found


def test_chinese_stands_in_resources_only() -> None:
    assert misplaced_chinese(ROOT, PROTOCOL_MODULES) == []


def test_no_registry_and_no_machine_is_named() -> None:
    assert addresses(ROOT, tracked_files(ROOT)) == []


@pytest.mark.parametrize(
    "code",
    ['title = "收件"', 'title = f"第{n}件"', 'title = "ok。"', 'name = "𬭎"', 'f(title="收件")', 'x = """\n收件"""'],
)
def test_a_chinese_literal_is_found(tmp_path: Path, code: str) -> None:
    plant(tmp_path, "ui/views/cases.py", code)

    found = misplaced_chinese(tmp_path, frozenset())

    assert len(found) == 1
    assert found[0].startswith("ui/views/cases.py:1 ")


def test_comments_docstrings_and_ranges_may_be_chinese(tmp_path: Path) -> None:
    code = '"""收件."""\n# 收件\nHAN = "[\\u4e00-\\u9fff]"\ndef f():\n    """收件."""\nMODE = 1\n"""收件."""\n'
    plant(tmp_path, "ui/views/cases.py", code)

    assert misplaced_chinese(tmp_path, frozenset()) == []


@pytest.mark.parametrize(
    ("docstring", "body", "listed", "complaint"),
    [
        (MARK, 'LONG = "长期"', False, "marked but not listed"),
        ("Card.", 'LONG = "长期"', True, "listed but not marked"),
        (MARK, "LONG = 1", True, "speaks no Chinese"),
    ],
)
def test_list_and_marks_of_protocol_modules_must_agree(
    tmp_path: Path, docstring: str, body: str, listed: bool, complaint: str
) -> None:
    plant(tmp_path, "scanners/card.py", f'"""Card.\n\n{docstring}\n"""\n{body}\n')

    found = misplaced_chinese(tmp_path, frozenset(["scanners/card.py"] if listed else []))

    assert len(found) == 1
    assert complaint in found[0]


def test_a_listed_and_marked_protocol_module_passes_until_it_is_gone(tmp_path: Path) -> None:
    module = plant(tmp_path, "scanners/card.py", f'"""Card.\n\n{MARK}\n"""\nLONG = "长期"\n')
    listed = frozenset(["scanners/card.py"])
    assert misplaced_chinese(tmp_path, listed) == []

    module.unlink()

    assert misplaced_chinese(tmp_path, listed) == ["scanners/card.py: listed but gone"]


@pytest.mark.parametrize("line", [f"index = https://{host}/x" for host in REGISTRIES])
def test_a_registry_is_found(tmp_path: Path, line: str) -> None:
    plant(tmp_path, "some.lock", f"fine\n{line}\n")

    found = addresses(tmp_path, ["some.lock"])

    assert found
    assert found[0].startswith("some.lock:2 names ")


def test_a_machine_path_is_found_and_others_are_not(tmp_path: Path) -> None:
    folder = "/" + "work" + "/main"
    plant(tmp_path, "notes.md", f"see {folder}\nsee docs{folder}\nsee https://x.example{folder}\n")
    (tmp_path / "picture.png").write_bytes(b"\0" + folder.encode())

    assert addresses(tmp_path, ["notes.md", "picture.png"]) == ["notes.md:1 names /" + "work/m"]
