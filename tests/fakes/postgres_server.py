"""A private PostgreSQL server for tests: on a socket in a folder of its own, durable as a real one, gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

_PATIENCE = 30.0
_STOP = signal.SIGINT  # PostgreSQL's "fast" shutdown: open connections are ended


class PrivatePostgres:
    """One server; `url` names its database. Runs as nobody where the tests run as root, which PostgreSQL refuses."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tongban-pg-"))
        self._data = self.folder / "data"
        self._log = self.folder / "log"
        self._programs = _programs()
        self._process: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody")
        self._run(
            "initdb", "-D", self._data, "-U", "hall", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
        )
        self.start()
        self._run("createdb", "-h", self.folder, "-U", "hall", "hall")

    @property
    def url(self) -> str:
        """Where windows find the hall's database."""
        return self.url_of("hall")

    def url_of(self, database: str) -> str:
        """Where another database of this server is."""
        return f"postgresql://hall@/{database}?host={self.folder}"

    def create_database(self, name: str) -> str:
        """One more database; returns where it is."""
        self._run("createdb", "-h", self.folder, "-U", "hall", name)
        return self.url_of(name)

    def start(self) -> None:
        """Start it, again if it was stopped; returns when it answers."""
        options: list[str | Path] = [
            "-D",
            self._data,
            "-k",
            self.folder,
            "-c",
            "listen_addresses=",
            "-c",
            "max_connections=200",
        ]
        with self._log.open("ab") as log:
            program = [self._programs / "postgres", *options]
            started: subprocess.Popen[bytes] = subprocess.Popen(
                program, stdout=log, stderr=log, cwd=self.folder, **_unprivileged()
            )
        self._process = started
        until = time.monotonic() + _PATIENCE
        while not self._answers():
            if started.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the server did not start: " + self._log.read_text(errors="replace")[-2000:])
            time.sleep(0.05)

    def stop(self, how: signal.Signals = _STOP) -> None:
        """Stop it; SIGQUIT ends it without a checkpoint, as a crash would."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(_PATIENCE)
            self._process = None

    def remove(self) -> None:
        """Stop it and throw its files away."""
        self.stop()
        shutil.rmtree(self.folder)

    def _answers(self) -> bool:
        asked: list[str | Path] = [self._programs / "pg_isready", "-q", "-h", self.folder, "-U", "hall"]
        return subprocess.run(asked, check=False).returncode == 0

    def _run(self, program: str, *arguments: str | Path) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments], capture_output=True, check=False, cwd=self.folder, **_unprivileged()
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')}")


def _programs() -> Path:
    """The newest server there is; Debian keeps them out of the way."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    path = shutil.which("postgres")
    if path is None:
        raise RuntimeError("no PostgreSQL server is installed (package postgresql)")
    return Path(path).parent


def _unprivileged() -> dict[str, Any]:
    return {"user": "nobody", "group": "nogroup", "extra_groups": ()} if os.geteuid() == 0 else {}
