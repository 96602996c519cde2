"""The project's own Python environment in `.venv`: exactly what `requirements.lock` pins, by hash.

A stamp inside it is written last and holds the fingerprint of the lock, so that a finished environment is known by
one comparison and a half-made one is built anew.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

from app.preparation import system_packages
from app.preparation.report import PreparationFailedError, elapsed, run_quietly, say
from resources.texts import text


class Environment:
    """The environment of one checkout; `root` is the folder that holds `requirements.lock`."""

    def __init__(self, root: Path) -> None:
        """Looks at nothing yet."""
        self.root = root
        self._lock = root / "requirements.lock"
        self._folder = root / ".venv"
        self._stamp = self._folder / "tongban.stamp"

    def program(self, name: str) -> Path:
        """Where a program of the environment lies, for example `python` or `ruff`."""
        if os.name == "nt":
            return self._folder / "Scripts" / f"{name}.exe"
        return self._folder / "bin" / name

    def is_ready(self) -> bool:
        """Whether it was finished for the present lock and Python."""
        return self._stamped() == self._fingerprint() and self.program("python").exists()

    def ensure(self) -> None:
        """Build or refresh it. Raises PreparationFailedError when the packages cannot be had."""
        if self.is_ready():
            return
        started = time.monotonic()
        finished_before = bool(self._stamped()) and self.program("python").exists()
        self._stamp.unlink(missing_ok=True)
        uv = _working_uv()
        if not (uv and self._fill_with_uv(uv, keep=finished_before)):
            self._fill_with_pip()
        self._stamp.write_text(self._fingerprint(), encoding="ascii")
        say(text("bootstrap.environment_done", seconds=elapsed(started)))

    def _fill_with_uv(self, uv: str, *, keep: bool) -> bool:
        """False when uv cannot do it: it does not read pip's settings, so pip may still reach its mirror."""
        say(text("bootstrap.environment_with_uv"))
        if not keep:
            made = run_quietly([uv, "venv", "--clear", "--python", sys.executable, str(self._folder)])
            if not made:
                return False
        return run_quietly(
            [
                uv, "pip", "sync", "--require-hashes", "--only-binary", ":all:", "--compile-bytecode",
                "--python", str(self.program("python")), str(self._lock),
            ]
        )  # fmt: skip

    def _fill_with_pip(self) -> None:
        system_packages.ensure_venv_module()
        say(text("bootstrap.environment_with_pip"))
        python = str(self.program("python"))
        made = run_quietly([sys.executable, "-m", "venv", "--clear", str(self._folder)]) and run_quietly(
            [
                python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-deps",
                "--require-hashes", "--only-binary", ":all:", "-r", str(self._lock),
            ]
        )  # fmt: skip
        if not made:
            raise PreparationFailedError(text("bootstrap.environment_failed"))

    def _fingerprint(self) -> str:
        digest = hashlib.sha256(self._lock.read_bytes())
        digest.update(f"{sys.version_info[:2]} {platform.machine()}".encode())
        return digest.hexdigest()

    def _stamped(self) -> str:
        try:
            return self._stamp.read_text(encoding="ascii")
        except OSError:
            return ""


def _working_uv() -> str | None:
    """The uv at hand, if it runs (a version manager may leave a shim that does not)."""
    uv = shutil.which("uv")
    if uv is None:
        return None
    answer = subprocess.run([uv, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return uv if answer.returncode == 0 else None
