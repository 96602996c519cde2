"""Tests about tests: each can fail, none is skipped, and the strictness of the whole suite is what it says."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, FunctionNode, functions, plant, sources

ASSERTING_CALLS = ("raises", "warns", "fail", "waitSignal", "waitSignals", "waitUntil", "waitExposed")
ASSERTING_PREFIXES = ("assert_", "check_", "expect_")
SKIPPING = ("skip", "skipif", "xfail", "importorskip")


def _called(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).rpartition(".")[2]
    return ""


def _asserts(function: FunctionNode) -> bool:
    return any(
        isinstance(node, ast.Assert) or _called(node) in ASSERTING_CALLS or _called(node).startswith(ASSERTING_PREFIXES)
        for node in ast.walk(function)
    )


def toothless_tests(root: Path) -> list[str]:
    """Tests without an assertion, and skips and expected failures of any kind."""
    found = []
    for source in sources(root, ("tests",)):
        if source.path.rpartition("/")[2].startswith("test_"):
            found += [
                f"{source.path}:{function.lineno} {function.name} asserts nothing"
                for function in functions(source.tree)
                if function.name.startswith("test_") and not _asserts(function)
            ]
        found += [
            f"{source.path}:{node.lineno} {ast.unparse(node)}"
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Attribute) and node.attr in SKIPPING and "pytest" in ast.unparse(node)
        ]
    return found


def test_every_test_asserts_and_none_is_skipped() -> None:
    assert toothless_tests(ROOT) == []


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("def test_it():\n    print(1)", "test_it asserts nothing"),
        ("class TestIt:\n    def test_it(self):\n        run()", "test_it asserts nothing"),
        ("import pytest\n@pytest.mark.skip\ndef test_it():\n    assert 1", "pytest.mark.skip"),
        ("import pytest\ndef test_it():\n    pytest.importorskip('x')\n    assert 1", "pytest.importorskip"),
        ("import pytest\n@pytest.mark.xfail(strict=True)\ndef test_it():\n    assert 1", "pytest.mark.xfail"),
    ],
)
def test_a_toothless_test_is_found(tmp_path: Path, code: str, complaint: str) -> None:
    plant(tmp_path, "tests/unit/test_it.py", code)

    found = toothless_tests(tmp_path)

    assert len(found) == 1
    assert complaint in found[0]


@pytest.mark.parametrize(
    "body", ["assert x", "with pytest.raises(E):\n        f()", "qtbot.waitUntil(f)", "assert_equal(a, b)"]
)
def test_a_test_that_can_fail_passes(tmp_path: Path, body: str) -> None:
    plant(tmp_path, "tests/unit/test_it.py", f"def test_it():\n    {body}")

    assert toothless_tests(tmp_path) == []


def test_pytest_is_strict() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]

    assert {"--strict-markers", "--strict-config"} <= set(options["addopts"])
    assert options["filterwarnings"] == ["error"]
    assert options["xfail_strict"] is True
    assert options["qt_log_level_fail"] == "WARNING"


def run_under_house_rules(folder: Path, code: str) -> tuple[int, str]:
    """Exit status and output of pytest on one planted test file, under the house's configuration and conftest."""
    plant(folder, "test_planted.py", code)
    ran = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider",
            "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder), "--no-xvfb", str(folder / "test_planted.py"),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=60,
    )  # fmt: skip
    return ran.returncode, ran.stdout


FORBIDDEN = (
    ("logging.getLogger('app.x').warning('lost 3')", "unexpected WARNING from app.x: lost 3"),
    ("expect_log('app.x', 'lost')", "app.x did not log /lost/"),
    ("expect_log('app.y', 'found')\n    logging.getLogger('app.x').error('found')", "unexpected ERROR from app.x"),
    ("warnings.warn('old')", "UserWarning: old"),
    ("socket.create_connection(('192.0.2.1', 80), 1)", "not to 192.0.2.1"),
    ("socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.2', 9))", "not to 192.0.2.2"),
    ("try: socket.create_connection(('192.0.2.3', 80), 1)\n    except AssertionError: pass", "not to 192.0.2.3"),
    ("socket.getaddrinfo('platform.example', 80)", "tests resolve no name but localhost"),
    ("PySide6.QtCore.qWarning('paint outside')", "paint outside"),
)


def test_what_the_house_forbids_fails_a_test(tmp_path: Path) -> None:
    code = "import gc, logging, socket, warnings\nimport PySide6.QtCore\n"
    for number, (body, _) in enumerate(FORBIDDEN):
        code += f"def test_{number}(expect_log):\n    {body}\n    gc.collect()\n"

    status, output = run_under_house_rules(tmp_path, code)

    failed = set(re.findall(r"^(?:FAILED|ERROR) \S+::test_(\d+)", output, re.MULTILINE))
    assert status == 1
    assert failed == {str(number) for number in range(len(FORBIDDEN))}
    assert [complaint for _, complaint in FORBIDDEN if complaint not in output] == []


def test_what_the_house_allows_passes(tmp_path: Path) -> None:
    code = """
import logging, socket

def test_it(expect_log):
    expect_log("app", "lost [0-9]")
    logging.getLogger("app.x").warning("lost 3")
    logging.getLogger("app.x").info("fine")
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("127.0.0.1", server.getsockname()[1]), 5).close()
"""
    status, output = run_under_house_rules(tmp_path, code)

    assert (status, "1 passed" in output) == (0, True), output


def test_an_unknown_marker_is_refused(tmp_path: Path) -> None:
    status, output = run_under_house_rules(tmp_path, "import pytest\n@pytest.mark.slwo\ndef test_it():\n    assert 1")

    assert status != 0
    assert "slwo" in output
