"""The environment in `.venv`, built for real from a wheel made here and a lock that pins it."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from app.preparation.environment import Environment
from app.preparation.report import PreparationFailedError


def wheel(folder: Path, version: str) -> str:
    """Write the wheel of a small package `thing`; the line that pins it."""
    info = f"thing-{version}.dist-info"
    files = {
        "thing.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: thing\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = [f"{name},{_record(text)}" for name, text in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,", ""])
    file = folder / f"thing-{version}-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return f"thing=={version} --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"


def _record(text: str) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
    return f"sha256={digest},{len(text)}"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose lock pins `thing` 1; packages come from a folder, never from the network."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (tmp_path / "requirements.lock").write_text(wheel(wheels, "1"))
    wheel(wheels, "2")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    # The shell's programs only: a uv at hand would do the work of pip, whose turn it is here.
    monkeypatch.setenv("PATH", str(tmp_path / "bin") + os.pathsep + "/nonexistent")
    return tmp_path


def version_in(environment: Environment) -> str:
    python = str(environment.program("python"))
    return subprocess.check_output([python, "-c", "import thing; print(thing.VERSION)"], text=True).strip()


def stand_in_uv(checkout: Path, script: str) -> None:
    (checkout / "bin").mkdir()
    uv = checkout / "bin" / "uv"
    uv.write_text(f'#!/bin/sh\necho "$*" >> "{checkout}/uv-calls"\n{script}\n')
    uv.chmod(0o755)


def test_it_is_built_once_and_anew_when_it_was_left_half_made(checkout: Path) -> None:
    environment = Environment(checkout)
    assert not environment.is_ready()

    environment.ensure()
    assert environment.is_ready()
    assert version_in(environment) == "1"

    stamp = checkout / ".venv" / "tongban.stamp"
    written = stamp.stat().st_mtime_ns
    environment.ensure()
    assert stamp.stat().st_mtime_ns == written

    stamp.unlink()  # as if the power had gone before the end
    leftover = checkout / ".venv" / "half-made"
    leftover.touch()
    (checkout / "requirements.lock").write_text(wheel(checkout / "wheels", "2"))
    environment.ensure()
    assert not leftover.exists()
    assert version_in(environment) == "2"


def test_a_package_with_another_hash_is_refused(checkout: Path) -> None:
    lock = checkout / "requirements.lock"
    digest = lock.read_text().rpartition(":")[2].strip()
    lock.write_text(lock.read_text().replace(digest, "0" * 64))
    environment = Environment(checkout)

    with pytest.raises(PreparationFailedError):
        environment.ensure()

    assert not environment.is_ready()


def test_another_lock_or_a_vanished_python_makes_it_unready(checkout: Path) -> None:
    environment = Environment(checkout)
    stand_in_uv(checkout, 'if [ "$1" = venv ]; then /bin/mkdir -p "$5/bin" && : > "$5/bin/python"; fi')
    environment.ensure()
    assert environment.is_ready()

    lock = checkout / "requirements.lock"
    old = lock.read_text()
    lock.write_text(old + "# changed\n")
    assert not environment.is_ready()

    lock.write_text(old)
    environment.program("python").unlink()
    assert not environment.is_ready()


def test_a_uv_at_hand_does_the_work_and_refreshes_in_place(checkout: Path) -> None:
    environment = Environment(checkout)
    stand_in_uv(checkout, 'if [ "$1" = venv ]; then /bin/mkdir -p "$5/bin" && : > "$5/bin/python"; fi')
    environment.ensure()
    (checkout / "requirements.lock").write_text(wheel(checkout / "wheels", "2"))
    environment.ensure()

    calls = [line.split()[:2] for line in (checkout / "uv-calls").read_text().splitlines()]
    assert calls == [["--version"], ["venv", "--clear"], ["pip", "sync"], ["--version"], ["pip", "sync"]]
    assert "--require-hashes" in (checkout / "uv-calls").read_text()


def test_pip_takes_over_from_a_uv_that_fails(checkout: Path) -> None:
    environment = Environment(checkout)
    stand_in_uv(checkout, '[ "$1" = --version ]')

    environment.ensure()

    assert version_in(environment) == "1"
