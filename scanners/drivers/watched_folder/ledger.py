"""What was taken from a folder: one line a file, by content, so that nothing is taken twice after a crash."""

from __future__ import annotations

import os
from pathlib import Path

LEDGER_NAME = "taken.sha256"


class TakenLedger:
    """Set of SHA-256 values kept in a file beside the taken pictures; each line is on disk when `add` returns."""

    def __init__(self, folder: Path) -> None:
        """Open the ledger in `folder`, which exists; a torn last line (power cut) is passed over."""
        self._path = folder / LEDGER_NAME
        self._known = set()
        if self._path.exists():
            lines = self._path.read_text(encoding="ascii", errors="replace").split("\n")
            self._known = {line for line in lines if len(line) == 64}

    def __contains__(self, sha256: str) -> bool:
        return sha256 in self._known

    def add(self, sha256: str) -> None:
        """Remember a file's content for good."""
        if sha256 in self._known:
            return
        # The line starts on a new one of its own even when the last line was torn.
        with self._path.open("ab") as out:
            out.write(f"\n{sha256}\n".encode("ascii"))
            out.flush()
            os.fsync(out.fileno())
        self._known.add(sha256)
